"""Diagnostics for machines: JSON, GitHub's workflow commands, and SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from causalvq.cli.catalogue import all_codes
from causalvq.errors import Diagnostic, Place
from causalvq.version import __version__

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """One object: `valid`, and `diagnostics` with all their fields."""
    valid = not any(diagnostic.severity == "error" for diagnostic in diagnostics)
    items = [asdict(diagnostic) for diagnostic in diagnostics]
    return json.dumps({"valid": valid, "diagnostics": items}, indent=2, ensure_ascii=False)


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """One workflow command a diagnostic, which GitHub shows beside the line."""
    return "\n".join(github_line(diagnostic) for diagnostic in diagnostics)


def github_line(diagnostic: Diagnostic) -> str:
    """`::error file=...,line=...,col=...::message`."""
    command = "notice" if diagnostic.severity == "note" else diagnostic.severity
    properties = {"title": diagnostic.code, **github_place(diagnostic.place)}
    shown = ",".join(f"{key}={escaped(str(value), property_=True)}" for key, value in properties.items())
    return f"::{command} {shown}::{escaped(full_message(diagnostic))}"


def github_place(place: Place | None) -> dict[str, Any]:
    """The place as GitHub's properties."""
    if place is None:
        return {}
    end = place.column + place.length - 1 if place.column else None
    parts = {"file": place.file, "line": place.line, "col": place.column, "endColumn": end}
    return {key: value for key, value in parts.items() if value is not None}


def escaped(text: str, *, property_: bool = False) -> str:
    """Text as workflow commands want it."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_ else text


def full_message(diagnostic: Diagnostic) -> str:
    """The message with what was expected, found and advised."""
    details = ((name, getattr(diagnostic, name)) for name in ("expected", "got", "hint"))
    return "\n".join([diagnostic.message, *(f"{name}: {text}" for name, text in details if text)])


def as_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """A SARIF log with one run, whose rules are the codes that were met."""
    met = {diagnostic.code for diagnostic in diagnostics}
    rules = [
        {"id": doc, "shortDescription": {"text": doc.summary}, "fullDescription": {"text": doc.text}}
        for doc in all_codes()
        if doc in met
    ]
    driver = {"name": "causalvq", "version": __version__, "rules": rules}
    results = [sarif_result(diagnostic) for diagnostic in diagnostics]
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def sarif_result(diagnostic: Diagnostic) -> dict[str, Any]:
    """One result."""
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": diagnostic.severity,
        "message": {"text": full_message(diagnostic)},
    }
    if diagnostic.place:
        result["locations"] = [sarif_location(diagnostic.place)]
    if diagnostic.related:
        result["relatedLocations"] = [
            {**sarif_location(related.place), "message": {"text": related.message}} for related in diagnostic.related
        ]
    return result


def sarif_location(place: Place) -> dict[str, Any]:
    """A place; columns count characters from 1, the end column is the one after the last."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": place.file.replace("\\", "/")}}
    if place.line is not None:
        column = place.column or 1
        physical["region"] = {"startLine": place.line, "startColumn": column, "endColumn": column + place.length}
    return {"physicalLocation": physical}


RENDERERS: Mapping[str, Callable[[Sequence[Diagnostic]], str]] = MappingProxyType(
    {"json": as_json, "github": as_github, "sarif": as_sarif}
)
