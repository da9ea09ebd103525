"""`causalvq render SPEC`."""

from __future__ import annotations

from typing import Annotated

import typer

from causalvq.cli.human import print_human
from causalvq.cli.options import Overrides, SpecPath
from causalvq.cli.terminal import say_text
from causalvq.dsl.describe.printing import print_spec
from causalvq.dsl.loader import load

app = typer.Typer(rich_markup_mode=None)

DiffDefaults = Annotated[
    bool, typer.Option("--diff-defaults", help="Only what differs from the defaults, with the default beside it.")
]


@app.command()
def render(spec: SpecPath, overrides: Overrides = [], diff_defaults: DiffDefaults = False) -> None:  # noqa: B006
    """Print a spec with every default written out and every key explained."""
    document = load(spec, overrides)
    print_human(document.warnings)
    say_text(print_spec(document.spec, comments=not diff_defaults, only_changed=diff_defaults))
