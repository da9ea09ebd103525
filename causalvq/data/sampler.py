"""Which pairs make up a batch: a pure function of seed and step, so that resuming is exact."""

from __future__ import annotations

from typing import Literal

import numpy as np

from causalvq.data.arrays import Floats, Integers
from causalvq.data.faults import NO_PAIRS, fault
from causalvq.data.pairs import Pairs

Frequency = Literal["balanced", "natural"]
_STREAM = 2  # keeps these draws apart from the split's, which start from the same seed


class PairSampler:
    """Draws batches of pairs with replacement.

    Args:
        pairs: the pairs to draw from, at least one.
        batch_size: pairs per batch over all ranks.
        seed: equal seeds give equal batches.
        frequency: `balanced`: each factor is equally frequent, and within it each of its actions; `natural`: each
            pair is equally frequent.
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
        self._balanced = frequency == "balanced"
        self._order, self._starts, self._actions = _group(pairs)

    def batch(self, step: int) -> Integers:
        """Positions in `pairs` of the batch of a step.

        Args:
            step: training step, from 0.

        Returns:
            int64 [batch_size / world].
        """
        generator = np.random.default_rng([self._seed, _STREAM, step])
        uniform = generator.random((3, self._batch_size))[:, self._share]
        if not self._balanced:
            return self._order[_scale(uniform[2], len(self._order))]
        factor = _scale(uniform[0], len(self._actions) - 1)
        first = self._actions[factor]
        group = first + _scale(uniform[1], self._actions[factor + 1] - first)
        start = self._starts[group]
        within = _scale(uniform[2], self._starts[group + 1] - start)
        drawn: Integers = self._order[start + within]
        return drawn


def _scale(uniform: Floats, count: Integers | int) -> Integers:
    """Numbers in [0, 1) as whole numbers in [0, count)."""
    scaled: Floats = uniform * count
    return scaled.astype(np.int64)


def _group(pairs: Pairs) -> tuple[Integers, Integers, Integers]:
    """Pairs sorted by factor and action.

    Returns:
        order int64 [P]; starts int64 [A + 1], where each of the A actions begins in `order`; actions int64 [F + 1],
        where each of the F factors begins in `starts`.
    """
    argument = pairs.direction if pairs.kind == "step" else pairs.value
    order = np.lexsort((argument, pairs.factor)).astype(np.int64)
    factor, value = pairs.factor[order], argument[order]
    new_factor = np.diff(factor, prepend=factor[0] - 1) != 0
    new_action = new_factor | (np.diff(value, prepend=value[0] - 1) != 0)
    starts = np.flatnonzero(new_action)
    actions = np.flatnonzero(new_factor[starts])
    return order, np.append(starts, len(order)), np.append(actions, len(starts))
