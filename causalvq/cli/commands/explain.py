"""`causalvq explain KEY|CODE`."""

from __future__ import annotations

from typing import Annotated

import typer

from causalvq.cli.catalogue import all_codes
from causalvq.cli.terminal import say_text
from causalvq.dsl.describe.explanation import explain_key, overview
from causalvq.errors import Code

app = typer.Typer(rich_markup_mode=None)

Subject = Annotated[
    str, typer.Argument(metavar="KEY|CODE", help="A key such as codebook.size, or a code such as CVQ101.")
]


@app.command()
def explain(subject: Subject = "") -> None:
    """Say what a key of the language or a code means; without either, list every key."""
    if not subject:
        say_text(overview())
        return
    for doc in all_codes():
        if doc == subject.upper():
            say_text(code_text(doc))
            return
    say_text(explain_key(subject))


def code_text(doc: Code) -> str:
    """A code in full."""
    example = "\n\n" + "\n".join(f"    {line}" for line in doc.example.splitlines()) if doc.example else ""
    return f"{doc}: {doc.summary}\n\n{doc.text}{example}"
