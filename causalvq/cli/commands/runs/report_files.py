"""Reports of runs as files: at the end of training, and when they are asked for."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from causalvq.atomic_files import write_atomically
from causalvq.cli.answer_folder import answer_folder
from causalvq.cli.human import print_human
from causalvq.cli.rich_terminal import Terminal
from causalvq.errors import Diagnostic
from causalvq.report.page import Page, make_report
from causalvq.runtime.run_diagnostics import NO_REPORT
from causalvq.runtime.runs.run import Run
from causalvq.runtime.training.session import Session

NAME: Final = "report.html"


def report_training(session: Session, console: Terminal) -> None:
    """Write the report of a run that has just been trained; whatever goes wrong is told, and costs the run nothing."""
    path, began = session.run.path / NAME, time.monotonic()
    try:
        page = make_report(session.run.path, data=session.data)
        session.run.require_there()
        write_atomically(path, page.html)
    except Exception as error:  # whatever it is, a full disk or out of memory among it
        reason = str(error).strip().partition("\n")[0]
        message, hint = "the report could not be made; the run is whole", f"causalvq report --run {session.run.path}"
        got = f"{type(error).__name__}: {reason}"
        print_human([Diagnostic(NO_REPORT, message, got=got, hint=hint, severity="warning")])
        return
    print_human(page.warnings)
    console.print(f"report written to {path} in {time.monotonic() - began:.1f} s")


def write_beside(run: Run, page: Page) -> Path:
    """Write a report into its run, or into `queries/` of the current folder where that cannot be.

    Raises:
        QueryError: CVQ504 when neither can be written to.
    """
    if not run.alone:
        try:
            write_atomically(run.path / NAME, page.html)
            return run.path / NAME
        except OSError:
            pass  # a disk that is read only, or somebody else's
    place = answer_folder(run, "report") / NAME
    write_atomically(place, page.html)
    return place
