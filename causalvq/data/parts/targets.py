"""How many pairs of each factor the held-out parts should have. Axes: P pairs, F factors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.types import Floats, Integers

Finder = Callable[[Integers], Pairs]
"""The pairs among some images, int64 [M]: those of a part are the pairs that are found among its images."""

PLENTY: Final = 400
"""Pairs of a factor that a part is grown to: the standard error of an accuracy of 0.9 is then 0.015."""
ENOUGH: Final = 150
"""Pairs of each factor with which images drawn at random are kept as they are."""
MANY: Final = 300
"""Pairs of a factor in all from which on every held-out part has at least `LEAST` of them."""
LEAST: Final = 30


def pairs_of_each(pairs: Pairs, factors: int) -> Integers:
    """How many pairs there are of each factor: int64 [F]; pairs of unknown action are left out."""
    return np.bincount(pairs.factor[pairs.factor >= 0], minlength=factors).astype(np.int64)


def least_of_each(total: Integers) -> Integers:
    """The pairs of each factor without which a held-out part says too little of it.

    Args:
        total: int64 [F], pairs of each factor in all.

    Returns:
        int64 [F]: 30 where there are 300, one where there are any.
    """
    return np.where(total >= MANY, LEAST, np.minimum(total, 1)).astype(np.int64)


def wanted_of_each(total: Integers, share: float, most: int) -> Floats:
    """The pairs of each factor that a part with a share of the images should have.

    Args:
        total: int64 [F], pairs of each factor in all.
        share: of the images, in [0, 1]; a part without images wants no pair.
        most: more pairs than this are never asked for.
    """
    if share == 0:
        return np.zeros(len(total))
    wanted: Floats = np.maximum(np.minimum(total * share, most), least_of_each(total))
    return wanted
