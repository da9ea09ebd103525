"""`causalvq validate SPEC...`."""

from __future__ import annotations

import typer

from causalvq.cli.diagnostics import print_human
from causalvq.cli.options import Overrides, SpecPaths
from causalvq.dsl import load
from causalvq.errors import Diagnostic, SpecError

app = typer.Typer(rich_markup_mode=None)


@app.command()
def validate(specs: SpecPaths, overrides: Overrides = []) -> None:  # noqa: B006
    """Check specs and report every fault of each."""
    found: list[Diagnostic] = []
    for path in specs:
        try:
            found += load(path, overrides).warnings
        except SpecError as error:
            found += error.diagnostics
        else:
            typer.echo(f"{path}: valid")
    print_human(found)
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise typer.Exit(1)
