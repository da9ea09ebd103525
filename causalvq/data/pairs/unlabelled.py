"""Pairs whose action is kept from training, to study how much of it is needed."""

from __future__ import annotations

import numpy as np

from causalvq.data import streams
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.types import Integers


def withhold(pairs: Pairs, share: float, seed: int) -> tuple[Pairs, Pairs]:
    """A share of pairs drawn at random, and the rest without their actions.

    Args:
        pairs: of known actions.
        share: of the pairs to keep as they are, in (0, 1]; at least one pair is.
        seed: equal seeds keep the same pairs.

    Returns:
        the pairs that are kept, in their order, and the others with unknown actions.
    """
    count = max(1, round(share * len(pairs))) if len(pairs) else 0
    if count == len(pairs):
        return pairs, pairs[np.zeros(0, dtype=np.int64)]
    order = np.random.default_rng([seed, streams.UNLABELLED]).permutation(len(pairs))
    return pairs[np.sort(order[:count])], _nameless(pairs[np.sort(order[count:])])


def joined(one: Pairs, other: Pairs) -> Pairs:
    """The pairs of both, those of the first one first."""

    def both(name: str) -> Integers:
        return np.concatenate([getattr(one, name), getattr(other, name)])

    return Pairs(both("x"), both("y"), both("factor"), both("direction"), both("value"))


def _nameless(pairs: Pairs) -> Pairs:
    none = np.full(len(pairs), -1, dtype=np.int64)
    return Pairs(pairs.x, pairs.y, none, np.zeros_like(none), none)
