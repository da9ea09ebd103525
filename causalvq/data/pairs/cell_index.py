"""Images sorted by the grid cell of their labels, so that a neighbour is one binary search away."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from causalvq.data.data_faults import BAD_LABELS, fault
from causalvq.data.source import Truth
from causalvq.data.types import Flags, Integers, strides


class Cells:
    """Some images, by the combination of their factor values. Axes: M members, F chosen factors.

    Args:
        labels: int64 [N, columns], of all images.
        sizes: values per column.
        members: int64 [M], the images to look among.
        factors: columns of the factors that actions may change; all others stay equal in a pair.
        truth: the source's mechanisms; without them an action changes its factor and nothing else.

    Raises:
        DataError: CVQ305 when the factors have too many combinations to number.
    """

    def __init__(
        self,
        labels: Integers,
        sizes: Sequence[int],
        members: Integers,
        factors: Sequence[int],
        truth: Truth | None = None,
    ) -> None:
        self.members = members
        self._rows = labels[members]
        self._factors = factors
        self._truth = truth
        # What follows from an action may be a factor that is not chosen, so all columns are numbered then.
        columns = tuple(factors) if truth is None else tuple(range(len(sizes)))
        self._numbering = _numbering(sizes, columns, len(members))
        self._keys = self._rows @ self._numbering + _rest(self._rows, columns) * prod(sizes[c] for c in columns)
        self._order = np.argsort(self._keys, kind="stable")
        self._sorted = self._keys[self._order]
        begin = np.searchsorted(self._sorted, self._sorted)
        self._size = np.searchsorted(self._sorted, self._sorted, side="right") - begin
        self._rank = np.empty(len(members), dtype=np.int64)  # how many members of the same cell come before each
        self._rank[self._order] = np.arange(len(members)) - begin

    def values(self, position: int) -> Integers:
        """The value of a chosen factor in each member: int64 [M]."""
        column: Integers = self._rows[:, self._factors[position]]
        return column

    def partners(self, position: int, target: Integers, wanted: Flags) -> tuple[Integers, Integers, Integers]:
        """Images that an action leads to.

        Args:
            position: which of the chosen factors the action sets.
            target: int64 [M], the value that it takes in the image of each member.
            wanted: bool [M], the members to start from.

        Returns:
            x and y, int64 [P], images before and after; the value set, int64 [P]. Members whose image after is not
            among the members are left out.
        """
        if self._truth is not None:
            wanted = wanted & self._truth.observational(self._rows)
        x = np.flatnonzero(wanted)
        value = target[x]
        first, count = self._find(self._key_after(x, position, value))
        there = count > 0
        y = self._order[first[there] + self._rank[x[there]] % count[there]]
        return self.members[x[there]], self.members[y], value[there]

    def _key_after(self, x: Integers, position: int, value: Integers) -> Integers:
        column = self._factors[position]
        if self._truth is None:
            moved: Integers = self._keys[x] + (value - self._rows[x, column]) * self._numbering[column]
            return moved
        after: Integers = self._truth.do(self._rows[x], column, value) @ self._numbering
        return after

    def _find(self, keys: Integers) -> tuple[Integers, Integers]:
        """Where each cell begins in the order, and how many members it has."""
        first = np.searchsorted(self._sorted, keys)
        if not len(self._sorted):
            return first, np.zeros_like(first)
        found = np.minimum(first, len(self._sorted) - 1)
        return first, np.where(self._sorted[found] == keys, self._size[found], 0)


def _numbering(sizes: Sequence[int], columns: Sequence[int], members: int) -> Integers:
    """What one value more of each column adds to the number of a cell; 0 for columns left out: int64 [columns]."""
    chosen = [sizes[column] for column in columns]
    if prod(chosen) * max(1, members) >= 2**62:
        raise fault(
            BAD_LABELS,
            "the chosen factors have too many combinations to number",
            expected="fewer than 2^62 combinations times images",
            hint="choose fewer factors: data.factors",
        )
    numbering = np.zeros(len(sizes), dtype=np.int64)
    numbering[np.asarray(columns, dtype=np.int64)] = strides(chosen)
    return numbering


def _rest(rows: Integers, columns: Sequence[int]) -> Integers:
    """Number the combinations of the columns that are not chosen: int64 [M]."""
    others = [column for column in range(rows.shape[1]) if column not in set(columns)]
    if not others or not len(rows):
        return np.zeros(len(rows), dtype=np.int64)
    return np.unique(rows[:, others], axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
