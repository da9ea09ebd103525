"""Where an answer goes when nobody says: to its run, or to the current folder where that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from causalvq.cli.human import print_human
from causalvq.errors import Diagnostic, Place, QueryError, RunError
from causalvq.runtime.run_diagnostics import ELSEWHERE, NOT_WRITTEN
from causalvq.runtime.runs.run import Run
from causalvq.runtime.runs.run_folders import new_folder


def answer_folder(run: Run, name: str) -> Path:
    """A new folder for an answer: in the run's `queries`, or in that of the current folder, of which a note tells.

    Args:
        run: whose answer it is.
        name: what the folder is called, after the time.

    Raises:
        QueryError: CVQ504 when neither can be written to.
    """
    stamped = f"{datetime.now(UTC).strftime('%Y%m%d-%H%M%S')}-{name}"
    if not run.alone:
        try:
            return new_folder(run.path / "queries", stamped)
        except RunError:
            pass  # a disk that is read only, or somebody else's
    try:
        folder = new_folder(Path("queries"), stamped)
    except RunError as error:
        message, hint = "the answer can be written neither to the run nor here", "name a folder: --out DIR"
        raise QueryError(Diagnostic(NOT_WRITTEN, message, Place(str(run.path)), hint=hint)) from error
    why = "is a model folder by itself" if run.alone else "cannot be written to"
    message = f"the run at {run.path} {why}: the answer goes to {folder}"
    print_human([Diagnostic(ELSEWHERE, message, hint="--out DIR names another place", severity="note")])
    return folder
