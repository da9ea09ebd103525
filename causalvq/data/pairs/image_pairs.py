"""Pairs of images that differ by one action, found in the labels in time and memory of the pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from causalvq.data.facts import Kind
from causalvq.data.pairs.cell_index import Cells
from causalvq.data.pairs.neighbours import DOWN, NOWHERE, UP, adjacent_steps
from causalvq.data.source import Truth
from causalvq.data.types import Flags, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Ordered pairs (x, y) and the action that leads from x to y. Axis P: pairs.

    Args:
        x: int64 [P], image before.
        y: int64 [P], image after.
        factor: int64 [P], position of the factor set by the action among the chosen ones; -1 where it is unknown.
        direction: int64 [P], +1 or -1 for a step; 0 where a value is set and where the action is unknown.
        value: int64 [P], the value that the action gives the factor; -1 where it is unknown.
    """

    x: Integers
    y: Integers
    factor: Integers
    direction: Integers
    value: Integers

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, rows: Integers | Flags) -> Pairs:
        """The pairs at some positions, or where a mask is true."""
        return Pairs(self.x[rows], self.y[rows], self.factor[rows], self.direction[rows], self.value[rows])

    def within(self, members: Integers) -> Pairs:
        """The pairs whose two images are both among `members` (int64 [M])."""
        return self[np.isin(self.x, members) & np.isin(self.y, members)]


def factor_pairs(
    kinds: Sequence[Kind],
    labels: Integers,
    sizes: Sequence[int],
    members: Integers,
    factors: Sequence[int],
    cyclic: Sequence[bool] = (),
    truth: Truth | None = None,
    steps: Integers | None = None,
) -> Pairs:
    """All ordered pairs of images that one action on one chosen factor leads from x to y.

    Where several images share their labels, the k-th image of a cell is paired with the k-th of the other cell,
    counted round, so that the pairs never outgrow images x actions.

    Args:
        kinds: of the actions on each chosen factor: steps, or do(factor = value) for every other value.
        labels: int64 [N, F], of all images.
        sizes: values per factor, F of them.
        members: int64 [M], the images among which to look, for example one part of a split.
        factors: columns of the factors that actions may change; all others stay equal in a pair.
        cyclic: for each chosen factor, whether it wraps; a factor of two values never does, since up and down
            would be one and the same. Default: none.
        truth: the source's own mechanisms, by which an action may have consequences. Default: it has none.
        steps: int64 [N, F, 2], the value after a step up and down from each image, -1 where there is none, as
            `present_steps` gives it; `cyclic` is not read then. Default: the neighbouring values.

    Returns:
        the pairs, ordered by factor, direction (up first) or value, and image before.

    Raises:
        DataError: CVQ305 when the factors have over 2^62 combinations.
    """
    if steps is None and "step" in kinds:
        steps = adjacent_steps(labels, sizes, factors, cyclic)
    cells = Cells(labels, sizes, members, factors, truth)
    found: list[tuple[int, int, Integers, Integers, Integers]] = []
    for position, kind in enumerate(kinds):
        if kind == "step":
            assert steps is not None
            for direction, way in ((1, UP), (-1, DOWN)):
                target = steps[members, position, way]
                found.append((position, direction, *cells.partners(position, target, target != NOWHERE)))
        else:
            before = cells.values(position)
            for value in range(sizes[factors[position]]):
                target = np.full(len(members), value, dtype=np.int64)
                found.append((position, 0, *cells.partners(position, target, before != value)))
    return _assemble(found)


def step_pairs(
    labels: Integers,
    sizes: Sequence[int],
    members: Integers,
    factors: Sequence[int],
    cyclic: Sequence[bool] = (),
    truth: Truth | None = None,
    steps: Integers | None = None,
) -> Pairs:
    """`factor_pairs` of steps alone."""
    return factor_pairs(["step"] * len(factors), labels, sizes, members, factors, cyclic, truth, steps)


def set_pairs(
    labels: Integers, sizes: Sequence[int], members: Integers, factors: Sequence[int], truth: Truth | None = None
) -> Pairs:
    """`factor_pairs` of values that are set."""
    return factor_pairs(["set"] * len(factors), labels, sizes, members, factors, (), truth)


def _assemble(found: Iterable[tuple[int, int, Integers, Integers, Integers]]) -> Pairs:
    groups = list(found)
    count = sum(len(x) for _, _, x, _, _ in groups)
    columns = np.empty((5, count), dtype=np.int64)
    start = 0
    for factor, direction, x, y, value in groups:
        part = slice(start, start + len(x))
        columns[0, part], columns[1, part], columns[4, part] = x, y, value
        columns[2, part], columns[3, part] = factor, direction
        start += len(x)
    return Pairs(*columns)
