"""`causalvq schema`."""

from __future__ import annotations

import typer

from causalvq.cli.terminal import say_text
from causalvq.dsl.describe.json_schema import schema_text

app = typer.Typer(rich_markup_mode=None)


@app.command()
def schema() -> None:
    """Print the JSON Schema of specs, for editors and other tools."""
    say_text(schema_text())
