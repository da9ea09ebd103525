"""Which checkpoints a run has, by the names of their folders; what is in them is read by training alone."""

from __future__ import annotations

from pathlib import Path

from causalvq.runtime.runs.run import Run


def valid_checkpoints(run: Run) -> list[Path]:
    """The checkpoints that were written to their end, oldest first."""
    named = (
        (path.parent.name.removeprefix("step_"), path.parent) for path in run.checkpoints.glob("step_*/state.json")
    )
    return [path for _, path in sorted((int(step), path) for step, path in named if step.isdecimal())]


def newest_checkpoint(run: Run) -> Path | None:
    """The folder of the last one; None where there is none."""
    return next(reversed(valid_checkpoints(run)), None)


def newest_step(run: Run) -> int | None:
    """After how many steps the last one was; None where there is none."""
    path = newest_checkpoint(run)
    return None if path is None else int(path.name.removeprefix("step_"))
