"""Ridge regression from the difference of the pixels, y - x, to the action: what is there for the taking.

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
from causalvq.data.arrays import Images

SIDE: Final = 32
PENALTIES: Final = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)  # over the mean variance of a pixel


def learn(given: Supplied) -> Learned:
    """Fit each penalty, and score the best on validation pairs, or on training pairs where there are no others."""
    start = time.monotonic()
    small = shrunk(given.images)
    train, test = differences(small, given.train), differences(small, given.test)
    chosen_by, told = (
        (differences(small, given.validation), given.validation.action)
        if len(given.validation)
        else (train, given.train.action)
    )
    answers = functional.one_hot(torch.from_numpy(given.train.action), len(given.factors)).float()
    mean = answers.mean(0)
    products, aims = train.T @ train / len(train), train.T @ (answers - mean) / len(train)
    scale = products.diagonal().mean().clamp(min=1e-12)
    best, weights = -1.0, aims
    for penalty in PENALTIES:
        ridge = products + penalty * scale * torch.eye(len(products))
        fitted = torch.cholesky_solve(aims, torch.linalg.cholesky(ridge))
        right = float(((chosen_by @ fitted + mean).argmax(1).numpy() == told).mean())
        if right > best:
            best, weights = right, fitted
    predicted = (test @ weights + mean).argmax(1).numpy()
    return Learned(*given.accuracy(predicted), time.monotonic() - start)


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
    """y - x of each pair: float32 [P, D]."""
    return images[torch.from_numpy(part.y)] - images[torch.from_numpy(part.x)]
