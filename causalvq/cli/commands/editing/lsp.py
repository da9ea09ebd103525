"""`causalvq lsp`."""

from __future__ import annotations

import sys

import typer

from causalvq.errors import Diagnostic, SpecError
from causalvq.lsp.language_server import serve_standard_streams
from causalvq.lsp.server_faults import NO_EDITOR

app = typer.Typer(rich_markup_mode=None)


@app.command()
def lsp() -> None:
    """Serve an editor over standard input and output; editors start it by themselves."""
    if sys.stdin.isatty():
        message = "this is the language server, which an editor starts and speaks to"
        raise SpecError(Diagnostic(NO_EDITOR, message, hint="set your editor up as docs/guide/editors.md shows"))
    raise typer.Exit(serve_standard_streams())
