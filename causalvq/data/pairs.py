"""Pairs of images that differ by one action, found in the labels in time and memory of the pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np

from causalvq.data.arrays import Flags, Integers, strides
from causalvq.data.faults import BAD_LABELS, fault


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Ordered pairs (x, y) and the action that leads from x to y. Axis P: pairs.

    Args:
        kind: `step` or `set`.
        x: int64 [P], image before.
        y: int64 [P], image after.
        factor: int64 [P], position of the changed factor among the chosen ones; -1 where the action is unknown.
        direction: int64 [P], +1 or -1 for a step; 0 for `set` and where it is unknown.
        value: int64 [P], the value of the factor in y; -1 where it is unknown.
    """

    kind: Literal["step", "set"]
    x: Integers
    y: Integers
    factor: Integers
    direction: Integers
    value: Integers

    def __len__(self) -> int:
        return len(self.x)


def step_pairs(
    labels: Integers,
    sizes: Sequence[int],
    members: Integers,
    factors: Sequence[int],
    cyclic: Sequence[bool] = (),
) -> Pairs:
    """All ordered pairs of images whose labels differ by one step of one chosen factor.

    Where several images share their labels, the k-th image of a cell is paired with the k-th of the neighbouring
    cell, counted round, so that the pairs never outgrow images x actions.

    Args:
        labels: int64 [N, F], of all images.
        sizes: values per factor, F of them.
        members: int64 [M], the images among which to look, for example one part of a split.
        factors: columns of the factors that actions may change; all others stay equal in a pair.
        cyclic: for each chosen factor, whether it wraps; a factor of two values never does, since up and down
            would be one and the same. Default: none.

    Returns:
        the pairs, ordered by factor, direction (up first) and image before.

    Raises:
        DataError: CVQ305 when the chosen factors have over 2^62 combinations.
    """
    wraps = tuple(cyclic) or (False,) * len(factors)
    cells = _Cells(labels, sizes, members, factors)
    found = []
    for position, column in enumerate(factors):
        size = sizes[column]
        for direction in (1, -1):
            target = cells.labels[:, position] + direction
            inside = (target >= 0) & (target < size)
            if wraps[position] and size > 2:
                target, inside = target % size, np.ones_like(inside)
            found.append((position, direction, *cells.partners(position, target, inside)))
    return _assemble("step", found)


class _Cells:
    """Members sorted by the grid cell of their labels, so that a neighbour is one binary search away."""

    def __init__(self, labels: Integers, sizes: Sequence[int], members: Integers, factors: Sequence[int]) -> None:
        chosen_sizes = [sizes[column] for column in factors]
        if prod(chosen_sizes) * max(1, len(members)) >= 2**62:
            raise fault(
                BAD_LABELS,
                "the chosen factors have too many combinations to number",
                expected="fewer than 2^62 combinations times images",
                hint="choose fewer factors: data.factors",
            )
        self.members = members
        self.labels = labels[np.ix_(members, np.asarray(factors, dtype=np.int64))]
        self._strides = strides(chosen_sizes)
        self._keys = self.labels @ self._strides + _rest(labels, members, factors) * prod(chosen_sizes)
        self._order = np.argsort(self._keys, kind="stable")
        self._sorted = self._keys[self._order]
        self._rank = self._rank_in_cell()

    def _rank_in_cell(self) -> Integers:
        """For each member, how many members of the same cell come before it: int64 [M]."""
        rank = np.empty(len(self.members), dtype=np.int64)
        rank[self._order] = np.arange(len(self.members)) - np.searchsorted(self._sorted, self._sorted)
        return rank

    def partners(self, position: int, target: Integers, wanted: Flags) -> tuple[Integers, Integers, Integers]:
        """Members x, their partners y whose label at `position` is `target`, and that label; all int64 [P]."""
        x = np.flatnonzero(wanted)
        keys = self._keys[x] + (target[x] - self.labels[x, position]) * self._strides[position]
        return self._match(x, keys, target[x])

    def _match(self, x: Integers, keys: Integers, value: Integers) -> tuple[Integers, Integers, Integers]:
        first = np.searchsorted(self._sorted, keys)
        count = np.searchsorted(self._sorted, keys, side="right") - first
        there = count > 0
        y = self._order[first[there] + self._rank[x[there]] % count[there]]
        return self.members[x[there]], self.members[y], value[there]


def _rest(labels: Integers, members: Integers, factors: Sequence[int]) -> Integers:
    """Number the combinations of the factors that are not chosen: int64 [M]."""
    others = [column for column in range(labels.shape[1]) if column not in set(factors)]
    if not others:
        return np.zeros(len(members), dtype=np.int64)
    rest = labels[np.ix_(members, np.asarray(others, dtype=np.int64))]
    return np.unique(rest, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _assemble(kind: Literal["step", "set"], found: Sequence[tuple[int, int, Integers, Integers, Integers]]) -> Pairs:
    empty = [np.empty(0, dtype=np.int64)]
    return Pairs(
        kind=kind,
        x=np.concatenate(empty + [x for _, _, x, _, _ in found]),
        y=np.concatenate(empty + [y for _, _, _, y, _ in found]),
        factor=np.concatenate(empty + [np.full(len(x), factor, dtype=np.int64) for factor, _, x, _, _ in found]),
        direction=np.concatenate(empty + [np.full(len(x), step, dtype=np.int64) for _, step, x, _, _ in found]),
        value=np.concatenate(empty + [value for _, _, _, _, value in found]),
    )
