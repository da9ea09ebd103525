"""Which checkpoints a run has, by the names of their folders; what is in them is read by training alone."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from causalvq.errors import RunError
from causalvq.runtime.run_diagnostics import DAMAGED_CHECKPOINT
from causalvq.runtime.runs.run import Run
from causalvq.system_faults import refused

BEFORE: Final = "step_"
FOLDER: Final = re.compile(r"step_(\d{6}|[1-9]\d{6,11})", re.ASCII)


def valid_checkpoints(run: Run) -> list[Path]:
    """The checkpoints that were written to their end, oldest first.

    Raises:
        RunError: CVQ404 when they cannot be looked at; a training that found none would begin afresh.
    """
    try:
        names = [path.name for path in run.checkpoints.iterdir()] if os.path.lexists(run.checkpoints) else []
        steps = sorted(int(name.removeprefix(BEFORE)) for name in names if FOLDER.fullmatch(name))
        folders = [run.checkpoints / f"{BEFORE}{step:06d}" for step in steps]
        return [folder for folder in folders if _is_there(folder / "state.json")]
    except OSError as error:
        told = refused(DAMAGED_CHECKPOINT, "the checkpoints cannot be looked at", error, run.checkpoints)
        raise RunError(told) from error


def _is_there(path: Path) -> bool:
    """Whether there is a file; unlike `Path.exists` it does not take what may not be seen for what is not there."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def newest_checkpoint(run: Run) -> Path | None:
    """The folder of the last one; None where there is none."""
    return next(reversed(valid_checkpoints(run)), None)


def newest_step(run: Run) -> int | None:
    """After how many steps the last one was; None where there is none."""
    path = newest_checkpoint(run)
    return None if path is None else int(path.name.removeprefix("step_"))
