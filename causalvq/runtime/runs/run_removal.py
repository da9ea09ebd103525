"""Remove a run: what `train` and queries wrote, and nothing else."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from causalvq.errors import Diagnostic, Place, RunError
from causalvq.regular_files import real_path
from causalvq.runtime.run_diagnostics import BUSY, NO_RUN, NOT_REMOVED, OUTSIDE
from causalvq.runtime.runs.run_folders import leave_latest
from causalvq.runtime.runs.run_record import RunRecord, looks_like_run, record_of
from causalvq.system_faults import refused

WRITTEN = (
    *("spec.yaml", "plan.json", "lock.json", "tuning.json", "events.jsonl", "metrics.json", "lock"),
    *("checkpoints", "model", "queries", "report", "report.html"),
)
LAST = "run.json"
"""Removed last: a run that is removed in part is a run still, and can be removed."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A run that may be removed.

    Args:
        record: what it is.
        foreign: names in its directory that no run has; they are left, and so is the directory then.
    """

    record: RunRecord
    foreign: tuple[str, ...]


def removable(path: Path) -> Removal:
    """The run at a path, once it is known to be one.

    Raises:
        RunError: CVQ401 when it is none, CVQ423 when the path is a link that leads out of its folder, CVQ420 when the
            run is being trained.
    """
    real = own_path(path)
    if not real.is_dir() or not looks_like_run(real):
        raise RunError(Diagnostic(NO_RUN, f"there is no run at {path}, so nothing is removed"))
    record = record_of(real)
    if record.state == "training":
        raise RunError(Diagnostic(BUSY, "the run is being trained by another process", Place(str(path))))
    foreign = sorted(one.name for one in real.iterdir() if one.name not in (*WRITTEN, LAST))
    return Removal(record, tuple(foreign))


def own_path(path: Path) -> Path:
    """The directory that a path means; a link, such as `latest`, may lead to one beside it and nowhere else."""
    if not path.is_symlink():
        return path
    target = real_path(path)
    if target.parent != real_path(path.parent):
        message, hint = "this is a link that leads out of its folder", "name the run itself, where it is"
        raise RunError(Diagnostic(OUTSIDE, message, Place(str(path)), got=str(target), hint=hint))
    return path.parent / target.name


def remove_run(removal: Removal) -> None:
    """Remove it; `latest` is then the newest run that is left beside it, and a folder without any goes too.

    Raises:
        RunError: CVQ424 when the system refuses.
    """
    path = removal.record.path
    try:
        for name in WRITTEN:
            part = path / name
            if part.is_dir() and not part.is_symlink():
                shutil.rmtree(part)
            else:
                part.unlink(missing_ok=True)
        (path / LAST).unlink(missing_ok=True)
        if not removal.foreign:
            path.rmdir()
    except OSError as error:
        raise RunError(refused(NOT_REMOVED, "the run cannot be removed", error, path)) from error
    if leave_latest(path):  # a folder that `train` made for runs of this name
        with suppress(OSError):  # there is something else in it
            path.parent.rmdir()
