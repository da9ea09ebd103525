"""An upper bound of action accuracy, from what the generator knows and no method is told."""

from __future__ import annotations

from math import erf, sqrt
from typing import Any

import numpy as np

from benchmarks.strangers.sets.made import Factor
from causalvq.data.types import Integers

IMAGES = 300  # before an action; evenly spaced


def upper_bound(clean: Any, labels: Integers, factors: tuple[Factor, ...], noise: float = 0.0) -> float:
    """The accuracy of one who knows x, where its actions lead, and everything that the camera added but the noise.

    It has to tell y from the outcome of another action that looks most like it; with noise of standard deviation s in
    each value and a distance d between the two it is right with probability Phi(d / 2s). Two outcomes that look alike
    are told apart half of the time.

    Args:
        clean: [N, ...], the images before anything is added that no factor names.
        labels: int64 [N, F], each combination at least once.
        factors: of the columns.
        noise: standard deviation in each value of an image, in the unit of `clean`; 0 for none.
    """
    flat = np.asarray(clean).reshape(len(clean), -1)
    sure: list[float] = []
    for before in np.linspace(0, len(flat) - 1, min(IMAGES, len(flat))).round().astype(int):
        after = flat[outcomes(labels, before, factors)].astype(np.float32)
        if len(after) < 2:
            continue
        squares = _squares(after)
        np.fill_diagonal(squares, np.inf)
        sure.extend(_right(sqrt(max(0.0, nearest)), noise) for nearest in squares.min(1).tolist())
    return float(np.mean(sure)) if sure else 1.0


def outcomes(labels: Integers, before: int, factors: tuple[Factor, ...]) -> Integers:
    """One image for each step that leads somewhere from the image `before`: int64 [at most 2 F]."""
    difference = labels - labels[before]
    sizes = np.array([factor.size if factor.cyclic else 2**31 for factor in factors])
    step = np.minimum(np.abs(difference), sizes - np.abs(difference)) == 1
    found = np.flatnonzero(step.any(1) & ((difference != 0).sum(1) == 1))
    _, first = np.unique(labels[found], axis=0, return_index=True)
    chosen: Integers = found[np.sort(first)]
    return chosen


def _squares(after: np.ndarray) -> np.ndarray:
    """Squared distances between rows, one row at a time so that memory stays small: float32 [k, k]."""
    return np.stack([np.square(after - row).sum(-1) for row in after])


def _right(distance: float, noise: float) -> float:
    if noise == 0:
        return 1.0 if distance > 0 else 0.5
    return 0.5 + 0.5 * erf(distance / (2 * noise) / sqrt(2))
