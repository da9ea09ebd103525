"""The regression of `model.kind: pixel_ridge`, on images as they come.

Axes: P pairs, D pixels x channels of images of at most 32 x 32 pixels, A classes of actions.
"""

from __future__ import annotations

import time
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.strangers.classifier import Learned
from benchmarks.strangers.supplied import Part, Supplied
from causalvq.data.types import Images
from causalvq.runtime.baselines.pixel_ridge import solve_ridge

SIDE: Final = 32
FIFTH: Final = 5  # one training pair of so many chooses the penalty where no others do


def learn(given: Supplied) -> Learned:
    """Fit each penalty, and score the one that is best on pairs that were not fitted."""
    start = time.monotonic()
    small = shrunk(given.images)
    fitted, chosen_by = held_out(given)
    seen, others = ((differences(small, part), torch.from_numpy(part.action)) for part in (fitted, chosen_by))
    solved = solve_ridge(seen, others, len(given.factors))
    predicted = solved.answers(differences(small, given.test)).argmax(1).numpy()
    return Learned(*given.accuracy(predicted), time.monotonic() - start)


def held_out(given: Supplied) -> tuple[Part, Part]:
    """Pairs to fit and pairs to choose the penalty by: of the training pairs where there are none for validation."""
    if len(given.validation):
        return given.train, given.validation
    chosen = np.arange(len(given.train)) % FIFTH == 0
    return given.train[~chosen], given.train[chosen]


def shrunk(images: Images) -> Tensor:
    """Images averaged down to at most 32 pixels a side, in [0, 1]: float32 [N, D]."""
    side = min(SIDE, images.shape[1])
    parts = np.array_split(images, max(1, len(images) // 256))
    small = [
        functional.interpolate(torch.from_numpy(part).permute(0, 3, 1, 2).float() / 255, (side, side), mode="area")
        for part in parts
    ]
    return torch.cat(small).flatten(1)


def differences(images: Tensor, part: Part) -> Tensor:
    """y - x of each pair: float64 [P, D]."""
    return (images[torch.from_numpy(part.y)] - images[torch.from_numpy(part.x)]).double()
