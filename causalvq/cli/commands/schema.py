"""`causalvq schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from causalvq.cli.terminal import say_text
from causalvq.dsl.describe.json_schema import schema_text, suite_schema_text

app = typer.Typer(rich_markup_mode=None)


@app.command()
def schema(
    suite: Annotated[bool, typer.Option("--suite", help="The schema of suites, which `causalvq bench` runs.")] = False,
) -> None:
    """Print the JSON Schema of specs, or of suites, for editors and other tools."""
    say_text(suite_schema_text() if suite else schema_text())
