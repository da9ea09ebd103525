"""`causalvq diff A B`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.options import Overrides
from causalvq.cli.terminal import say_text
from causalvq.dsl.describe.spec_difference import differences
from causalvq.dsl.loader import load

app = typer.Typer(rich_markup_mode=None)

Left = Annotated[Path, typer.Argument(metavar="A", help="A spec.")]
Right = Annotated[Path, typer.Argument(metavar="B", help="Another; --set changes this one.")]


@app.command()
def diff(left: Left, right: Right, overrides: Overrides = []) -> None:  # noqa: B006
    """Show what differs between two specs in meaning: values, not text."""
    lines = differences(load(left), load(right, overrides))
    say_text("\n".join(lines) if lines else "the two specs mean the same")
