"""From what columns say to labels: the values of each factor numbered, measurements cut into bins.

Axes: N images, F factors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import BAD_LABELS, UNKNOWN_SOURCE, fault
from causalvq.data.facts import FactorFacts
from causalvq.data.labels.canonical_values import written
from causalvq.data.labels.factor_labels import checked_labels, named, only_present, require_few_values
from causalvq.data.tables import number_text
from causalvq.data.types import Floats, Integers
from causalvq.data.written_numbers import is_not_finite, number_of
from causalvq.dsl.text.suggest import did_you_mean

Bins = int | tuple[float, ...]
Column = Sequence[Any] | npt.NDArray[Any]


def numbered(
    names: Sequence[str], columns: Sequence[Column], bins: Mapping[str, Bins], count: int, place: Path
) -> tuple[Integers, tuple[FactorFacts, ...]]:
    """Labels of columns of text, numbers or truth values.

    Values are those that occur, in numeric order if all of a column are numbers, else in alphabetical order.

    Args:
        names: of the factors.
        columns: for each factor, its value in each image.
        bins: for the names of measurements, how they are cut.
        count: N.
        place: the file to blame.

    Returns:
        int64 [N, F], and the factors.

    Raises:
        DataError: CVQ305 for values that are no numbers where bins are asked for, are not finite, or are too many;
            CVQ306 for a factor with one value; CVQ307 for bins of a factor that is not there.
    """
    for name in bins:
        if name not in names:
            hint = did_you_mean(name, names)
            expected = ", ".join(names) or "no factors"
            raise fault(UNKNOWN_SOURCE, f"bins names {name!r}, which is no factor", place, expected=expected, hint=hint)
    labels = np.empty((count, len(names)), dtype=np.int64)
    factors = []
    for index, (name, column) in enumerate(zip(names, columns, strict=True)):
        if name in bins:
            found, values = cut(measured(name, column, place), bins[name])
            labels[:, index], values = only_present(found, values)
            notices: tuple[str, ...] = ()
        else:
            labels[:, index], values, notices = valued(name, column, place)
        factors.append(FactorFacts(name, len(values), values, notices=notices))
    return checked_labels(labels, factors, count, place), tuple(factors)


def valued(name: str, column: Column, place: Path) -> tuple[Integers, tuple[str, ...], tuple[str, ...]]:
    """The number of each value, the values by name, and what was taken for one value."""
    array = np.asarray(column)
    if array.dtype.kind in "iufb":
        require_finite(name, array, place)
        distinct, labels = np.unique(array, return_inverse=True)
        require_few_values(name, len(distinct), place)
        return labels.reshape(-1).astype(np.int64), named(distinct), ()
    texts = [str(value) if isinstance(value, str) else number_text(value) for value in column]
    values = written(texts)
    require_few_values(name, len(values.values), place)
    require_said(name, texts, values.values, place)
    number = {value: index for index, value in enumerate(values.values)}
    notices = (*values.notices, *([values.scale] if values.scale else []))
    return np.array([number[values.of[text]] for text in texts], dtype=np.int64), values.values, notices


def require_said(name: str, texts: Sequence[str], values: Sequence[str], place: Path) -> None:
    """Refuse a column that says nothing of an image, or in which what is no number stands among numbers.

    Raises:
        DataError: CVQ305.
    """
    stray = {value for value in values if is_not_finite(value)}
    among = any(number_of(value) is not None for value in values)
    numbers = among and all(number_of(value) is not None or value in stray for value in values)
    for row, text in enumerate(texts):
        if not text.strip():
            hint = "give the image a value, or leave it out"
            raise fault(BAD_LABELS, f"factor {name!r} has no value in row {row}", place, hint=hint)
        if numbers and is_not_finite(text):
            message = f"factor {name!r} has a value that is not finite in row {row}"
            raise fault(BAD_LABELS, message, place, got=text, hint="leave the image out, or say in a word what it is")


def measured(name: str, column: Column, place: Path) -> Floats:
    """A column as numbers: float64 [N].

    Raises:
        DataError: CVQ305 when one is none.
    """
    try:
        numbers = np.asarray(column, dtype=np.float64)
    except ValueError as error:
        hint = f"take {name} out of bins"
        raise fault(
            BAD_LABELS, f"{name} is to be cut into bins, but is no number", place, got=str(error), hint=hint
        ) from error
    require_finite(name, numbers, place)
    return numbers


def require_finite(name: str, numbers: npt.NDArray[Any], place: Path) -> None:
    """Refuse numbers that are none.

    Raises:
        DataError: CVQ305.
    """
    if numbers.dtype.kind == "f" and not np.isfinite(numbers).all():
        row = int(np.argmin(np.isfinite(numbers)))
        raise fault(BAD_LABELS, f"factor {name!r} has a value that is not finite in row {row}", place)


def cut(numbers: Floats, bins: Bins) -> tuple[Integers, tuple[str, ...]]:
    """Measurements in bins of equal width, or between given numbers; a value on an edge belongs to the bin above.

    Returns:
        the bin of each, int64 [N], and a name for each bin: the middle of what it holds, to four digits.
    """
    edges = np.sort(np.array(bins, dtype=np.float64)) if isinstance(bins, tuple) else equal_edges(numbers, bins)
    labels: Integers = np.searchsorted(edges, numbers, side="right").astype(np.int64)
    low, high = numbers.min(initial=edges[0]), numbers.max(initial=edges[-1])
    ends = [float(low), *edges.tolist(), float(high)]
    names = [f"{(a + b) / 2:.4g}" for a, b in pairwise(ends)]
    if len(set(names)) < len(names):
        names = [f"bin {index}: {name}" for index, name in enumerate(names)]
    return labels, tuple(names)


def equal_edges(numbers: Floats, bins: int) -> Floats:
    """The inner edges of bins of equal width between the least and the greatest number: float64 [bins - 1]."""
    return np.asarray(np.linspace(numbers.min(initial=0), numbers.max(initial=0), bins + 1)[1:-1])


def edges_between_groups(numbers: Floats, most: int) -> tuple[float, ...]:
    """Numbers that part measurements into groups with wide gaps between them; empty where there are no such groups.

    A gap is wide when it is four times wider than any gap within the groups that it leaves.

    Args:
        numbers: float64 [N].
        most: groups, at the most.
    """
    distinct = np.unique(numbers)
    gaps = np.diff(distinct)
    order = np.argsort(gaps)[::-1][:most]
    for count in range(len(order) - 1, 0, -1):
        if gaps[order[count - 1]] > 4 * gaps[order[count]]:
            inner = np.sort(order[:count])
            return tuple(float(f"{(distinct[i] + distinct[i + 1]) / 2:.6g}") for i in inner)
    return ()
