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
