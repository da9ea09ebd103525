"""A new run starts from the weights of another one: what is learned by gradients, as far as it has the same sizes.

Codebooks are found anew after warm-up, tables are counted anew at the end, and pixels are scaled as the new data are.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from causalvq.errors import Diagnostic, Place, RunError
from causalvq.runtime.run_diagnostics import NOT_FINISHED, NOTHING_FITS
from causalvq.runtime.runs.checkpoint_folders import newest_checkpoint
from causalvq.runtime.runs.model_files import read_model_files
from causalvq.runtime.runs.run import Run
from causalvq.runtime.trainable import Trainable
from causalvq.runtime.training.checkpoint import checkpoint_weights, save_checkpoint
from causalvq.runtime.training.ema import WeightAverage
from causalvq.runtime.training.loop import make_optimizer
from causalvq.runtime.training.train_state import TrainState


@dataclass(frozen=True, slots=True)
class Fitting:
    """Which weights were taken over.

    Args:
        taken: how many tensors were.
        all: how many the model has.
        others: the names of those that the other run does not have or has in another size, each with why.
    """

    taken: int
    all: int
    others: tuple[str, ...]


def start_from(run: Run, model: Trainable, source: Run) -> Fitting:
    """Give a new run the weights of another one, which its first checkpoint keeps.

    Args:
        run: the new run; nothing of it is trained.
        model: its model, in which weights are replaced.
        source: the other run, finished or not.

    Raises:
        RunError: CVQ402, CVQ409 when there are no weights there; CVQ419 when none of them fits.
    """
    found = read_weights(source)
    fitting = take_over(model, found)
    if not fitting.taken:
        message = "no weight of the run has the name and the size of one of this plan's"
        hint = "compile a spec more like that one"
        raise RunError(Diagnostic(NOTHING_FITS, message, Place(str(source.path)), hint=hint))
    average = WeightAverage(model, run.plan.train.ema)
    save_checkpoint(run, TrainState(), model, make_optimizer(run.plan, model), average)
    return fitting


def read_weights(run: Run) -> dict[str, Tensor]:
    """The weights of a run: of its model, or of its newest checkpoint where it is not finished."""
    if run.finished:
        return read_model_files(run)[0]
    folder = newest_checkpoint(run)
    if folder is None:
        message = f"the run at {run.path} has no weights yet"
        raise RunError(Diagnostic(NOT_FINISHED, message, hint=f"causalvq train --run {run.path}"))
    return checkpoint_weights(folder)


@torch.no_grad()
def take_over(model: Trainable, found: dict[str, Tensor]) -> Fitting:
    """Copy the weights that have the name and the size of the model's."""
    others, own = [], dict(model.named_parameters())
    for name, weight in own.items():
        there = found.get(name)
        if there is None:
            others.append(f"{name}: not there")
        elif there.shape != weight.shape or not there.is_floating_point():
            others.append(f"{name}: {size(there)} there, {size(weight)} here")
        else:
            weight.copy_(there)
    return Fitting(len(own) - len(others), len(own), tuple(others))


def size(tensor: Tensor) -> str:
    """`64 x 32 x 3 x 3`."""
    return " x ".join(map(str, tensor.shape)) or "one number"
