"""Where a step leads from each image: to the neighbouring value, or to the next value that is present.

A *row of the grid* is all images that are equal in every factor but one. Axes: N images, F chosen factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from causalvq.data.types import Integers

Neighbours = Literal["present", "adjacent"]
Wanted = Literal["auto", "present", "adjacent"]
"""What a spec asks for; `auto` is one of the two, by what the labels are like: `neighbours_of`."""

UP, DOWN = 0, 1
NOWHERE = -1
ENOUGH: Final = 300
"""Steps of a factor to the neighbouring value with which it needs no others."""
SHARE: Final = 0.25
"""Of the steps to the next value that is present, those to the neighbouring one, from which a step is understood so."""
MOST_ROWS = 2**50
"""Rows are numbered below this, so that a number of a row times a number of values fits in 63 bits."""


def adjacent_steps(
    labels: Integers, sizes: Sequence[int], factors: Sequence[int], cyclic: Sequence[bool] = ()
) -> Integers:
    """The neighbouring values, whether or not any image has them.

    Args:
        labels: int64 [N, columns], of all images.
        sizes: values per column.
        factors: columns of the factors that steps change.
        cyclic: for each of them, whether it wraps; a factor of two values never does, since up and down would be one
            and the same. Default: none.

    Returns:
        int64 [N, F, 2], the value after a step up and after a step down; -1 where there is none.
    """
    steps = np.empty((len(labels), len(factors), 2), dtype=np.int64)
    for position, (column, wraps) in enumerate(zip(factors, cyclic or (False,) * len(factors), strict=True)):
        values, last = labels[:, column], sizes[column] - 1
        around = wraps and last > 1
        steps[:, position, UP] = np.where(values < last, values + 1, 0 if around else NOWHERE)
        steps[:, position, DOWN] = np.where(values > 0, values - 1, last if around else NOWHERE)
    return steps


def present_steps(
    labels: Integers, sizes: Sequence[int], factors: Sequence[int], cyclic: Sequence[bool] = ()
) -> Integers:
    """The next larger and the next smaller value that an image of the same row of the grid has.

    On a full grid these are the neighbouring values.

    Args:
        labels: int64 [N, columns], of all images; what is next is looked for among all of them.
        sizes: values per column.
        factors: columns of the factors that steps change.
        cyclic: for each of them, whether it wraps: from the last value present in a row to the first, where the row
            has over two. Default: none.

    Returns:
        int64 [N, F, 2], the value after a step up and after a step down; -1 where there is none.
    """
    steps = np.full((len(labels), len(factors), 2), NOWHERE, dtype=np.int64)
    for position, (column, wraps) in enumerate(zip(factors, cyclic or (False,) * len(factors), strict=True)):
        values = labels[:, column]
        place = _rows(labels, column) * sizes[column] + values
        present, where = np.unique(place, return_inverse=True)
        row = present // sizes[column]
        same = row[1:] == row[:-1]
        up, down = np.full((2, len(present)), NOWHERE, dtype=np.int64)
        up[:-1][same], down[1:][same] = (present % sizes[column])[1:][same], (present % sizes[column])[:-1][same]
        if wraps:
            _wrap(up, down, row, present % sizes[column])
        steps[:, position, UP], steps[:, position, DOWN] = up[where.reshape(-1)], down[where.reshape(-1)]
    return steps


def neighbours_of(
    labels: Integers, sizes: Sequence[int], factors: Sequence[int], cyclic: Sequence[bool] = ()
) -> Neighbours:
    """Where steps should lead on the grid that some images are of.

    A step that passes over values says where it leads in no image before it, so that nothing can foretell the image
    after it. Where neighbouring values have steps enough for every factor, these are the steps. On a full grid the two
    are one, which is called `present`.

    Args:
        labels: int64 [N, columns], of all images.
        sizes: values per column.
        factors: columns of the factors that steps change.
        cyclic: for each of them, whether it wraps. Default: none.
    """
    near = adjacent_steps(labels, sizes, factors, cyclic)
    there = present_steps(labels, sizes, factors, cyclic)
    steps = (there != NOWHERE).sum((0, 2))
    short = ((there != NOWHERE) & (there == near)).sum((0, 2))
    lost = short < steps  # a factor that loses no step has no say
    enough = (short >= ENOUGH) & (short >= SHARE * steps)
    return "adjacent" if bool(lost.any()) and bool(enough[lost].all()) else "present"


def _wrap(up: Integers, down: Integers, row: Integers, value: Integers) -> None:
    """Lead from the last value of each row of over two to its first, and back."""
    first = np.flatnonzero(np.diff(row, prepend=NOWHERE))
    count = np.diff(first, append=len(row))
    first, last = first[count > 2], (first + count - 1)[count > 2]
    up[last], down[first] = value[first], value[last]


def _rows(labels: Integers, column: int) -> Integers:
    """Number the rows of the grid along a factor: int64 [N], equal where all other columns are; below 2^50."""
    number, span = np.zeros(len(labels), dtype=np.int64), 1
    for other in range(labels.shape[1]):
        top = int(labels[:, other].max(initial=0)) + 1
        if other == column:
            continue
        if span * top >= MOST_ROWS:
            number = np.unique(number, return_inverse=True)[1].reshape(-1).astype(np.int64)
            span = len(labels)
        number, span = number * top + labels[:, other], span * top
    return number
