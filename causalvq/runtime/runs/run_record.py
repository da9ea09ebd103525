"""A run as a row of a table: its name, when it was made, how far it has come, its scores. Needs no torch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from safetensors import SafetensorError, safe_open

from causalvq.errors import CausalVQError, Diagnostic, RunError
from causalvq.file_locks import try_lock
from causalvq.regular_files import read_json
from causalvq.runtime.run_diagnostics import NO_RUN
from causalvq.runtime.runs.checkpoint_folders import newest_step
from causalvq.runtime.runs.run import MOST_CONFIG, Run, damage_told, open_run

State = Literal["finished", "not scored", "paused", "training", "damaged", "model alone"]
STAMP = "%Y%m%d-%H%M%S"
DEEPEST = 8
"""Folders below the one that is searched for runs."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run.

    Args:
        path: its directory.
        name: of its spec; that of its folder where it cannot be read.
        state: how far it has come; `not scored`: there is a model that was not measured, and training ends with that.
        made: when it was, in UTC; None where that cannot be told.
        step: position in the schedule after its newest checkpoint; None where there is none.
        steps: of its schedule; None where it cannot be read.
        scores: what was measured, by name; empty where nothing was.
        fault: what is damaged.
    """

    path: Path
    name: str
    state: State
    made: datetime | None = None
    step: int | None = None
    steps: int | None = None
    scores: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""

    @property
    def told_state(self) -> str:
        """The state in words: `paused at step 40`."""
        return f"{self.state} at step {self.step or 0}" if self.state in ("paused", "training") else self.state

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        made = None if self.made is None else self.made.isoformat()
        plain = {"path": self.path.as_posix(), "name": self.name, "state": self.state, "made": made}
        return plain | {
            "step": self.step,
            "steps": self.steps,
            "scores": dict(self.scores),
            "fault": self.fault or None,
        }


def find_runs(folder: Path) -> tuple[RunRecord, ...]:
    """The runs in a folder and below it, by name and then by time; no link is followed.

    Raises:
        RunError: CVQ401 when there is no such folder.
    """
    if not folder.is_dir():
        raise RunError(Diagnostic(NO_RUN, f"there is no folder {folder}"))
    found = [record_of(path) for path in run_folders(folder)]
    return tuple(sorted(found, key=lambda one: (one.name, one.made or datetime.min.replace(tzinfo=UTC), one.path)))


def run_folders(folder: Path) -> Iterator[Path]:
    """The directories of runs in a folder; none is looked for in a run."""
    for here, below, _ in os.walk(folder):
        path = Path(here)
        if looks_like_run(path):
            below.clear()
            yield path
        elif len(path.relative_to(folder).parts) >= DEEPEST:
            below.clear()
        below[:] = (name for name in below if not name.startswith("."))


def looks_like_run(path: Path) -> bool:
    """Whether a directory holds what `train` writes, even when a part of it is missing."""
    return (path / "run.json").is_file() or ((path / "plan.json").is_file() and (path / "checkpoints").is_dir())


def record_of(path: Path) -> RunRecord:
    """The record of one run, whatever state it is in."""
    made = time_of(path)
    try:
        run = open_run(path)
        scores = read_scores(run)
        require_whole(run)
        step = newest_step(run)
    except CausalVQError as error:
        return RunRecord(path, path.parent.name, "damaged", made, fault=str(error.diagnostics[0]))
    steps = run.plan.train.steps
    with suppress(ValueError):
        made = datetime.fromisoformat(run.made)
    return RunRecord(path, run.plan.name, state_of(run, step), made, step, steps, scores)


def state_of(run: Run, step: int | None) -> State:
    """How far a run that can be read has come."""
    if run.alone:
        return "model alone"
    if in_training(run):
        return "training"
    if not run.finished or (step is not None and step < run.plan.train.steps):
        return "paused"
    return "finished" if run.scored else "not scored"


def in_training(run: Run) -> bool:
    """Whether a process trains the run now."""
    try:
        handle = os.open(run.path / "lock", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return try_lock(handle) is False
    finally:
        os.close(handle)


def read_scores(run: Run) -> Mapping[str, Any]:
    """What was measured of a run; nothing where it was not.

    Raises:
        RunError: CVQ402 when it cannot be read.
    """
    file = run.path / "metrics.json"
    if run.alone or not file.exists():
        return {}
    with damage_told(file):
        return dict(read_json(file, MOST_CONFIG))


def require_whole(run: Run) -> None:
    """Refuse a model whose file was cut short; its numbers are not read.

    Raises:
        RunError: CVQ402.
    """
    file = run.model / "model.safetensors"
    if not run.finished:
        return
    with damage_told(file):
        try:
            with safe_open(file, "np"):
                pass
        except SafetensorError as error:
            raise ValueError(str(error)) from error


def time_of(path: Path) -> datetime | None:
    """When a run was made: as the name of its folder says, otherwise when its spec was written."""
    with suppress(ValueError, OSError):  # `latest` is a link to it
        return datetime.strptime(path.resolve().name[:15], STAMP).replace(tzinfo=UTC)
    try:
        return datetime.fromtimestamp((path / "spec.yaml").stat().st_mtime, UTC).replace(microsecond=0)
    except OSError:
        return None
