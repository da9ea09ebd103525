"""Which run a command without a path means."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from causalvq.compiler.artifacts import workspace
from causalvq.errors import Diagnostic, RunError
from causalvq.regular_files import real_path
from causalvq.runtime.run_diagnostics import NO_RUN

RunPath = Annotated[
    Path | None,
    typer.Option("--run", metavar="DIR", help="A run, or its model folder. Default: the last one trained here."),
]
DataPath = Annotated[
    Path | None,
    typer.Option("--data", metavar="PATH", help="Where the data are now. Default: where the spec says."),
]


def chosen_run(path: Path | None) -> Path:
    """The run that was asked for, or the last one trained here.

    Raises:
        RunError: CVQ401 when nothing was trained here.
    """
    if path is not None:
        return path
    current = workspace.current()
    if current is None or current.run is None:
        raise RunError(
            Diagnostic(NO_RUN, "nothing has been trained in this folder", hint="causalvq train, or --run DIR")
        )
    return Path(current.run)


def forget_current(path: Path) -> None:
    """Let commands without a path mean no run, where they meant this one, which was removed."""
    current = workspace.current()
    if current is not None and current.run is not None and real_path(Path(current.run)) == real_path(path):
        workspace.point_to_run(None, current.digest)
