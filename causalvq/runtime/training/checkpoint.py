"""Checkpoints: everything that the next step depends on, as safetensors and JSON.

Random draws depend on seed and step alone (`causalvq.runtime.feeding.schedule.seeded`): no random state is kept,
and neither does the sampler's position.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load
from torch import Tensor

from causalvq.errors import Diagnostic, Place, RunError
from causalvq.regular_files import open_regular, read_json, require_regular
from causalvq.runtime.run_diagnostics import DAMAGED_CHECKPOINT, FOREIGN_CHECKPOINT
from causalvq.runtime.runs.checkpoint_folders import valid_checkpoints
from causalvq.runtime.runs.run import CHECKPOINT_VERSION, MOST_FACTS, Run, require_version
from causalvq.runtime.runs.run_files import digest, write_json
from causalvq.runtime.runs.tensor_files import digest_of_tensors, write_tensors
from causalvq.runtime.trainable import Trainable
from causalvq.runtime.training.ema import WeightAverage
from causalvq.runtime.training.train_state import TrainState

KEEP = 2
BEST = "best"
WEIGHTS = "model.safetensors"
AVERAGE = "average."
"""Before the names of averaged weights, which lie beside the optimiser's numbers."""


def save_checkpoint(
    run: Run, standing: TrainState, model: Trainable, optimizer: torch.optim.Optimizer, average: WeightAverage
) -> Path:
    """Write a checkpoint; its state.json comes last and makes it valid. All but the newest two are removed."""
    run.require_there()
    path = run.checkpoints / step_folder(standing.step)
    moments = {
        f"{index}.{name}": value
        for index, state in optimizer.state_dict()["state"].items()
        for name, value in state.items()
    }
    averages = {f"{AVERAGE}{name}": value for name, value in average.values.items()}
    tensors = {"model.safetensors": model.state_dict(), "state.safetensors": moments | averages}
    files = {name: write_tensors(path / name, own) for name, own in tensors.items()}
    known = {"version": CHECKPOINT_VERSION, "plan": run.plan.digest, "files": files}
    write_json(path / "state.json", {**standing.to_json(), **known})
    kept = {valid.name for valid in valid_checkpoints(run)[-KEEP:]}
    for old in run.checkpoints.glob("step_*"):  # what was never written to its end too: this process alone trains
        if old.name not in kept and old.name.removeprefix("step_").isdecimal():
            shutil.rmtree(old, ignore_errors=True)
    return path


def step_folder(step: int) -> str:
    """The name of the checkpoint that was written after a step."""
    return f"step_{step:06d}"


def restore_checkpoint(
    run: Run, model: Trainable, optimizer: torch.optim.Optimizer, average: WeightAverage
) -> TrainState:
    """Load the newest valid checkpoint.

    Returns:
        where the run stands: at its beginning when there is no checkpoint.

    Raises:
        RunError: CVQ404 when its files are damaged, CVQ405 when it belongs to another plan.
    """
    found = valid_checkpoints(run)
    if not found:
        return TrainState()
    path = found[-1]
    with _readable(path):
        state = read_json(path / "state.json", MOST_FACTS)
        require_version(state.get("version", CHECKPOINT_VERSION), CHECKPOINT_VERSION, path / "state.json")
        _require_plan(run, path, state["plan"])
        weights, kept = (
            whole_tensors(path / name, state["files"][name]) for name in ("model.safetensors", "state.safetensors")
        )
        standing = TrainState.from_json(state)
        if path.name != step_folder(standing.step):
            raise ValueError(f"it says step {standing.step}")
        averages = [name for name in kept if name.startswith(AVERAGE)]
        average.restore({name.removeprefix(AVERAGE): kept.pop(name) for name in averages})
        model.load_state_dict(weights)
        optimizer.load_state_dict(_optimizer_state(optimizer, kept))
        _lay_out(optimizer)
        return standing if state["plan"] == run.plan.digest else standing.lengthened()


def save_best(run: Run, step: int, model: Trainable) -> None:
    """Keep the weights of the best validation, as they were validated, in checkpoints/best.

    It is one file, so that a kill leaves the old one or the new one.
    """
    run.require_there()
    state = model.state_dict()
    facts = {"format": "pt", "plan": run.plan.digest, "step": str(step), "tensors": digest_of_tensors(state)}
    write_tensors(run.checkpoints / BEST / "model.safetensors", state, facts)


def restore_best(run: Run, model: Trainable) -> None:
    """Load the weights of the best validation.

    Raises:
        RunError: CVQ404 when they are missing or damaged, CVQ405 when they belong to another plan.
    """
    path = run.checkpoints / BEST / "model.safetensors"
    with _readable(path):
        require_regular(path)
    with _readable(path), safe_open(path, "pt") as file:
        facts = file.metadata() or {}
        _require_plan(run, path, facts["plan"])
        state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        if facts.get("tensors", digest_of_tensors(state)) != digest_of_tensors(state):
            raise ValueError(f"{path.name} was changed")
        model.load_state_dict(state)


def _require_plan(run: Run, path: Path, digest: str) -> None:
    if digest not in (run.plan.digest, *run.shorter):
        message, hint = "the checkpoint belongs to another plan", "start afresh: causalvq train --new"
        raise RunError(Diagnostic(FOREIGN_CHECKPOINT, message, Place(str(path)), hint=hint))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Whatever goes wrong inside means that the checkpoint is damaged."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        raise RunError(
            Diagnostic(
                DAMAGED_CHECKPOINT,
                f"the checkpoint cannot be read: {error}",
                Place(str(path)),
                hint=f"remove {path} to go on from the one before it, or start afresh: causalvq train --new",
            )
        ) from error


def checkpoint_weights(folder: Path) -> dict[str, Tensor]:
    """The weights of a checkpoint, as they were written, whatever its plan.

    Raises:
        RunError: CVQ404 when they are missing, damaged or not finite.
    """
    with _readable(folder):
        weights = whole_tensors(folder / WEIGHTS, read_json(folder / "state.json", MOST_FACTS)["files"][WEIGHTS])
        broken = [name for name, tensor in weights.items() if not bool(tensor.isfinite().all())]
        if broken:
            raise ValueError(f"weights that are not finite: {', '.join(broken[:5])}")
        return weights


def whole_tensors(path: Path, expected: str) -> dict[str, Tensor]:
    """The tensors of a file that is as it was written."""
    with open_regular(path) as file:
        content = file.read()
    if digest(content) != expected:
        raise ValueError(f"{path.name} was cut short or changed")
    return load(content)


def _optimizer_state(optimizer: torch.optim.Optimizer, moments: dict[str, Tensor]) -> dict[str, object]:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in moments.items():
        index, name = key.split(".", 1)
        state.setdefault(int(index), {})[name] = value
    return {"state": state, "param_groups": optimizer.state_dict()["param_groups"]}


def _lay_out(optimizer: torch.optim.Optimizer) -> None:
    """Give moments the memory format of their parameters; a fused step reads both by position."""
    for parameter, state in optimizer.state.items():
        for name, value in state.items():
            if value.shape == parameter.shape:
                state[name] = torch.empty_like(parameter).copy_(value)
