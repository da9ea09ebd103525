"""`causalvq fmt SPEC...`."""

from __future__ import annotations

from pathlib import Path

import typer

from causalvq.cli.commands.editing.rewritten_specs import Check, Diff, Rewritten, Targets, rewrite
from causalvq.dsl.edits.key_order import formatted

app = typer.Typer(rich_markup_mode=None)


@app.command()
def fmt(specs: Targets, check: Check = False, diff: Diff = False) -> None:
    """Put the keys of specs in the order of the language, with their comments; what the specs mean stays."""
    rewrite(specs, ordered, check=check, diff=diff)


def ordered(path: Path, text: str) -> Rewritten:
    """A spec with its keys in order."""
    new = formatted(text, str(path))
    return Rewritten(new.text, new.notes)
