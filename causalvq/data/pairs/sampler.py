"""Which pairs make up a batch: a pure function of seed and step, so that resuming is exact."""

from __future__ import annotations

from typing import Literal

import numpy as np

from causalvq.data import streams
from causalvq.data.data_faults import NO_PAIRS, fault
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.types import Floats, Integers

Frequency = Literal["balanced", "by_value", "natural"]


class PairSampler:
    """Draws batches of pairs with replacement.

    Args:
        pairs: the pairs to draw from, at least one.
        batch_size: pairs per batch over all ranks.
        seed: equal seeds give equal batches.
        frequency: `balanced`: each factor is equally frequent, and within it each of its actions; `by_value`: each
            change of a factor from one value to another is equally frequent; `natural`: each pair is.
        rank: which share of each batch is this process's, in [0, world).
        world: how many processes share a batch; it must divide `batch_size`.

    Raises:
        DataError: CVQ313 when there is no pair.
    """

    def __init__(
        self,
        pairs: Pairs,
        batch_size: int,
        seed: int,
        *,
        frequency: Frequency = "balanced",
        rank: int = 0,
        world: int = 1,
    ) -> None:
        if not len(pairs):
            raise fault(
                NO_PAIRS,
                "there is no pair of images that differ by one action",
                hint="use more images or fewer factors, or another split",
            )
        assert batch_size % world == 0, "a rank takes an equal share of each batch"
        self._batch_size = batch_size
        self._seed = seed
        self._share = slice(rank, None, world)
        self._order, self._inner, self._outer = _grouped(pairs, frequency)
        self._inner_sizes, self._outer_sizes = np.diff(self._inner), np.diff(self._outer)

    def batch(self, step: int) -> Integers:
        """Positions in `pairs` of the batch of a step.

        Args:
            step: training step, from 0.

        Returns:
            int64 [batch_size / world].
        """
        generator = np.random.default_rng([self._seed, streams.BATCHES, step])
        uniform = generator.random((3, self._batch_size))[:, self._share]
        outer = _scale(uniform[0], len(self._outer_sizes))
        inner = self._outer[outer] + _scale(uniform[1], self._outer_sizes[outer])
        within = _scale(uniform[2], self._inner_sizes[inner])
        drawn: Integers = self._order[self._inner[inner] + within]
        return drawn


def _scale(uniform: Floats, count: Integers | int) -> Integers:
    """Numbers in [0, 1) as whole numbers in [0, count)."""
    scaled: Floats = uniform * count
    return scaled.astype(np.int64)


def _grouped(pairs: Pairs, frequency: Frequency) -> tuple[Integers, Integers, Integers]:
    """Pairs in groups of equal frequency, and groups in outer groups of equal frequency.

    Returns:
        order, int64 [P], the pairs sorted; inner, int64 [G + 1], where each group begins in `order`; outer, int64
        [O + 1], where each outer group begins in `inner`.
    """
    if frequency == "natural":
        return np.arange(len(pairs), dtype=np.int64), np.array([0, len(pairs)]), np.array([0, 1])
    if frequency == "by_value":
        order, inner = _sorted_by(pairs.factor, pairs.direction, pairs.value)
        return order, inner, np.array([0, len(inner) - 1])
    set_to = np.where(pairs.direction == 0, pairs.value, -1)  # the value that a step leads to makes it no other action
    order, inner = _sorted_by(pairs.factor, pairs.direction, set_to)
    factor_of_group = pairs.factor[order][inner[:-1]]
    return order, inner, _boundaries(factor_of_group[None])


def _sorted_by(*keys: Integers) -> tuple[Integers, Integers]:
    """An order by several keys, the first one most important, and where each combination begins in it."""
    order = np.lexsort(keys[::-1]).astype(np.int64)
    return order, _boundaries(np.stack(keys)[:, order])


def _boundaries(rows: Integers) -> Integers:
    """Where columns of int64 [keys, n] differ from the one before: int64 [groups + 1], from 0 to n."""
    changes = np.flatnonzero(np.any(rows[:, 1:] != rows[:, :-1], axis=0)) + 1
    return np.concatenate([[0], changes, [rows.shape[1]]]).astype(np.int64)
