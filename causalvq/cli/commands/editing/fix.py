"""`causalvq fix SPEC...`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from causalvq.cli.commands.editing.rewritten_specs import Check, Diff, Rewritten, Targets, rewrite
from causalvq.dsl.edits.mending import mend
from causalvq.dsl.loader import load
from causalvq.dsl.suite_diagnostics import SUITE_OR_SPEC
from causalvq.dsl.suite_loader import load_suite
from causalvq.errors import CausalVQError, Diagnostic
from causalvq.regular_files import real_path

app = typer.Typer(rich_markup_mode=None)


@app.command()
def fix(specs: Targets, check: Check = False, diff: Diff = False) -> None:
    """Mend what can only be meant in one way: slips in names, quotes around numbers, keys that moved or are gone."""
    rewrite(specs, mended, check=check, diff=diff)


def mended(path: Path, text: str) -> Rewritten:
    """A spec with its certain remedies done."""
    new = mend(text, str(path), lambda changed: faults(path, changed))
    return Rewritten(new.text, new.done, new.left)


def faults(path: Path, text: str) -> Sequence[Diagnostic]:
    """What is wrong with a text in place of a file as a spec, and with the names that only its data know.

    Whether the data are there and enough is not asked.
    """
    from causalvq.compiler.artifacts.compilation import compile_document

    try:
        document = load(path, unsaved={real_path(path): text})
    except CausalVQError as error:
        is_suite = error.diagnostics[0].code == SUITE_OR_SPEC
        return suite_faults(path, text) if is_suite else error.diagnostics
    try:
        compile_document(document)
    except CausalVQError as error:
        return (*document.warnings, *(one for one in error.diagnostics if one.remedies))
    return document.warnings


def suite_faults(path: Path, text: str) -> Sequence[Diagnostic]:
    """What is wrong with a text as a suite; its specs are files of their own."""
    try:
        load_suite(path, text=text)
    except CausalVQError as error:
        return error.diagnostics
    return ()
