"""Array types and label arithmetic shared by sources and pairs. Axes: n images, F factors, H, W, C pixels."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

Images = npt.NDArray[Any]  # [n, H, W, C] of uint8, uint16 or float32
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Real = npt.NDArray[np.floating[Any]]
Flags = npt.NDArray[np.bool_]


def strides(sizes: Sequence[int]) -> Integers:
    """Row-major strides of a grid, so that `labels @ strides(sizes)` numbers its cells.

    Args:
        sizes: values per factor.

    Returns:
        int64 [F]; the last factor varies fastest.
    """
    return np.array([prod(sizes[column + 1 :]) for column in range(len(sizes))], dtype=np.int64)


def is_complete_grid(labels: Integers, sizes: Sequence[int]) -> bool:
    """Whether every combination of factor values occurs exactly once.

    Args:
        labels: int64 [n, F], each in [0, size).
        sizes: values per factor.
    """
    if not sizes or prod(sizes) != len(labels):
        return False
    return bool(np.all(np.bincount(labels @ strides(sizes), minlength=len(labels)) == 1))
