"""Options that many commands share, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SpecPath = Annotated[Path, typer.Argument(metavar="SPEC", help="A spec (YAML).")]
SpecPaths = Annotated[list[Path], typer.Argument(metavar="SPEC", help="Specs (YAML).")]
Overrides = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Replace one value of the spec; VALUE is YAML; KEY+=VALUE appends to a list. May be repeated.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead.")]
AsMarkdown = Annotated[bool, typer.Option("--markdown", help="Print tables of Markdown instead.")]
AsLatex = Annotated[bool, typer.Option("--latex", help="Print tables of LaTeX instead, which need no package.")]


def one_form(**asked: bool) -> str:
    """The one form that is asked for, by its name; empty for none.

    Raises:
        BadParameter: where several are.
    """
    chosen = [name for name, wanted in asked.items() if wanted]
    if len(chosen) > 1:
        raise typer.BadParameter(f"say --{chosen[0]} or --{chosen[1]}, not both", param_hint=f"--{chosen[1]}")
    return "".join(chosen)
