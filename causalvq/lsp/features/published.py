"""Diagnostics as editors underline them: those of the language and of the compiler, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from causalvq.errors import Diagnostic, Place
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.texts.open_texts import uri_of
from causalvq.lsp.texts.positions import Range

SEVERITY: Final = {"error": 1, "warning": 2, "note": 3}
MOST: Final = 500
"""Diagnostics of one text that are shown."""


def published(known: Knowledge) -> list[dict[str, Any]]:
    """All diagnostics of a text."""
    return [shown(known, found) for found in known.diagnostics[:MOST]]


def shown(known: Knowledge, found: Diagnostic) -> dict[str, Any]:
    """One diagnostic as the protocol writes it."""
    one: dict[str, Any] = {
        "range": where(known, found).json(),
        "severity": SEVERITY[found.severity],
        "code": str(found.code),
        "source": "causalvq",
        "message": words(found),
    }
    related = list(related_places(known, found))
    return one | ({"relatedInformation": related} if related else {})


def words(found: Diagnostic) -> str:
    """Message, what was expected and found, and the remedy, a line each."""
    details = (("expected", found.expected), ("got", found.got), ("hint", found.hint))
    return "\n".join([found.message, *(f"{name}: {text}" for name, text in details if text)])


def where(known: Knowledge, found: Diagnostic) -> Range:
    """What to underline: the place itself, or the key that leads to what is at fault elsewhere."""
    place = found.place
    if place is not None and place.file == known.file:
        return known.range_of(place)
    if place is not None and place.file in {str(path) for path in known.read.files}:
        return known.range_of_key("extends")
    if place is not None and place.file.startswith("--set"):
        return known.text.line_range(0)
    if found.code.startswith("CVQ3"):
        return known.range_of_key("data", "source")
    return known.range_of_key("graph", "file") if place is not None else known.text.line_range(0)


def related_places(known: Knowledge, found: Diagnostic) -> Iterator[dict[str, Any]]:
    """Other places that a diagnostic speaks of; its own where that is in another file."""
    if found.place is not None and found.place.file != known.file:
        yield from located(known, found.place, found.message)
    for related in found.related:
        yield from located(known, related.place, related.message)


def located(known: Knowledge, place: Place, message: str) -> Iterator[dict[str, Any]]:
    """A place in any file; nothing for what was written in no file."""
    if place.file == known.file:
        yield {"location": {"uri": known.read.open.uri, "range": known.range_of(place).json()}, "message": message}
        return
    path = Path(place.file)
    text = known.text_of(path) if path.is_absolute() else None
    if text is None:
        return
    start = text.at((place.line or 1) - 1, (place.column or 1) - 1)
    found = text.range(start, min(start + place.length, len(text.text)))
    yield {"location": {"uri": uri_of(path), "range": found.json()}, "message": message}
