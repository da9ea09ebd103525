"""`causalvq migrate SPEC`."""

from __future__ import annotations

from typing import Annotated

import typer

from causalvq.cli.options import SpecPath
from causalvq.cli.terminal import say, say_text
from causalvq.cli.written_files import write_file
from causalvq.dsl.documents.migration import migrate as migrated
from causalvq.dsl.spec import API_VERSION

app = typer.Typer(rich_markup_mode=None)

Write = Annotated[bool, typer.Option("--write", help="Replace the file instead of printing.")]


@app.command()
def migrate(spec: SpecPath, write: Write = False) -> None:
    """Bring a spec up to the current version of the language."""
    version, text = migrated(spec)
    if not write:
        say_text(text)
    elif version == API_VERSION:
        say(f"{spec}: already {API_VERSION}")
    else:
        write_file(spec, text, replace=True)
        say(f"{spec}: {version} -> {API_VERSION}")
