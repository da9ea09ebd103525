"""Checkpoints: everything that the next step depends on, as safetensors and JSON.

Random draws depend on seed and step alone (`causalvq.runtime.schedule.seeded`), so no random state needs keeping;
neither does the sampler's position.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load

from causalvq.errors import Diagnostic, Place, RunError
from causalvq.runtime.files import digest, write_json, write_tensors
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.run import Run

KEEP = 2
DAMAGED_CHECKPOINT = "CVQ404"
FOREIGN_CHECKPOINT = "CVQ405"


def save_checkpoint(run: Run, step: int, model: CausalVQ, optimizer: torch.optim.Optimizer) -> Path:
    """Write a checkpoint after `step` steps; state.json comes last and makes it valid. Older ones are removed."""
    path = run.checkpoints / f"step_{step:06d}"
    digests = {"model.safetensors": write_tensors(path / "model.safetensors", model.state_dict())}
    moments = {
        f"{index}.{name}": value
        for index, state in optimizer.state_dict()["state"].items()
        for name, value in state.items()
    }
    digests["state.safetensors"] = write_tensors(path / "state.safetensors", moments)
    write_json(path / "state.json", {"step": step, "plan": run.plan.digest, "files": digests})
    for old in _valid(run)[:-KEEP]:
        shutil.rmtree(old, ignore_errors=True)
    return path


def restore_checkpoint(run: Run, model: CausalVQ, optimizer: torch.optim.Optimizer) -> int:
    """Load the newest valid checkpoint.

    Returns:
        the number of steps done, 0 when there is no checkpoint.

    Raises:
        RunError: CVQ404 when its files are damaged, CVQ405 when it belongs to another plan.
    """
    found = _valid(run)
    if not found:
        return 0
    path = found[-1]
    try:
        state = json.loads((path / "state.json").read_text(encoding="utf-8"))
        if state["plan"] != run.plan.digest:
            raise RunError(
                Diagnostic(
                    FOREIGN_CHECKPOINT,
                    "the checkpoint belongs to another plan",
                    Place(str(path)),
                    hint="start afresh: causalvq train --new",
                )
            )
        weights, moments = (
            _whole(path / name, state["files"][name]) for name in ("model.safetensors", "state.safetensors")
        )
        model.load_state_dict(weights)
        optimizer.load_state_dict(_optimizer_state(optimizer, moments))
        return int(state["step"])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise RunError(
            Diagnostic(
                DAMAGED_CHECKPOINT,
                f"the checkpoint cannot be read: {error}",
                Place(str(path)),
                hint=f"remove {path} to go on from the one before it, or start afresh: causalvq train --new",
            )
        ) from error


def _valid(run: Run) -> list[Path]:
    """Checkpoints that were written to their end, oldest first."""
    named = (
        (path.parent.name.removeprefix("step_"), path.parent) for path in run.checkpoints.glob("step_*/state.json")
    )
    return [path for _, path in sorted((int(step), path) for step, path in named if step.isdecimal())]


def _whole(path: Path, expected: str) -> dict[str, torch.Tensor]:
    """The tensors of a file that is as it was written."""
    content = path.read_bytes()
    if digest(content) != expected:
        raise ValueError(f"{path.name} was cut short or changed")
    return load(content)


def _optimizer_state(optimizer: torch.optim.Optimizer, moments: dict[str, torch.Tensor]) -> dict[str, object]:
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in moments.items():
        index, name = key.split(".", 1)
        state.setdefault(int(index), {})[name] = value
    return {"state": state, "param_groups": optimizer.state_dict()["param_groups"]}
