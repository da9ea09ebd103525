"""`causalvq validate SPEC...`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.human import print_human
from causalvq.cli.options import Overrides, SpecPaths
from causalvq.cli.status import INPUT_AT_FAULT
from causalvq.cli.terminal import say, say_json_text, say_text
from causalvq.dsl.loader import load
from causalvq.errors import Diagnostic, SpecError

app = typer.Typer(rich_markup_mode=None)


class Format(StrEnum):
    """How diagnostics are written."""

    HUMAN = "human"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


FormatOption = Annotated[Format, typer.Option("--format", help="How to write diagnostics; not human: on stdout.")]


@app.command()
def validate(specs: SpecPaths, overrides: Overrides = [], format_: FormatOption = Format.HUMAN) -> None:  # noqa: B006
    """Check specs, or suites of them, and report every fault of each."""
    found: list[Diagnostic] = []
    for path in specs:
        try:
            found += warnings_of(path, overrides)
        except SpecError as error:
            found += error.diagnostics
        else:
            if format_ is Format.HUMAN:
                say(f"{path}: valid")
    report(found, format_)
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise typer.Exit(INPUT_AT_FAULT)


def warnings_of(path: Path, overrides: list[str]) -> tuple[Diagnostic, ...]:
    """What is probably not meant in a spec; a suite is checked as such.

    Raises:
        SpecError: every fault of it.
    """
    try:
        return load(path, overrides).warnings
    except SpecError as error:
        from causalvq.dsl.suite_diagnostics import SUITE_OR_SPEC  # valid specs do without
        from causalvq.dsl.suite_loader import load_suite

        if error.diagnostics[0].code != SUITE_OR_SPEC:
            raise
        load_suite(path, overrides)
        return ()


def report(found: list[Diagnostic], format_: Format) -> None:
    """Print the diagnostics of all files."""
    if format_ is Format.HUMAN:
        print_human(found)
        return
    from causalvq.cli.machine_readable import RENDERERS  # people do not wait for what machines read

    text = RENDERERS[format_.value](found)
    if text:
        say_json_text(text) if format_ in (Format.JSON, Format.SARIF) else say_text(text)
