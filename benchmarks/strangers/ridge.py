"""Ridge regression from the difference of the pixels, y - x, to the action: what is there for the taking.

In double precision: clean images are so much alike that their products have no inverse in single precision.

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

SIDE: Final = 32
FIFTH: Final = 5  # one training pair of so many chooses the penalty where no others do
PENALTIES: Final = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)  # over the mean variance of a pixel


def learn(given: Supplied) -> Learned:
    """Fit each penalty, and score the one that is best on pairs that were not fitted."""
    start = time.monotonic()
    small = shrunk(given.images)
    fitted, chosen_by = held_out(given)
    pixels, test, others = (differences(small, part) for part in (fitted, given.test, chosen_by))
    answers = functional.one_hot(torch.from_numpy(fitted.action), len(given.factors)).double()
    mean = answers.mean(0)
    products, aims = pixels.T @ pixels / len(pixels), pixels.T @ (answers - mean) / len(pixels)
    scale = products.diagonal().mean().clamp(min=1e-12)
    best, weights = -1.0, aims
    for penalty in PENALTIES:
        factor = torch.linalg.cholesky(products + penalty * scale * torch.eye(len(products), dtype=torch.float64))
        found = torch.cholesky_solve(aims, factor)
        right = float(((others @ found + mean).argmax(1).numpy() == chosen_by.action).mean())
        if right > best:
            best, weights = right, found
    predicted = (test @ weights + mean).argmax(1).numpy()
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
