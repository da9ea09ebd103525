"""Checks of label tables that every format shares: shape, type, range, and factors that vary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import BAD_LABELS, CONSTANT_FACTOR, WRONG_SHAPE, diagnostic, fault
from causalvq.data.facts import FactorFacts
from causalvq.data.tables import number_text
from causalvq.data.types import Integers
from causalvq.errors import DataError, Diagnostic

MOST_VALUES = 4096  # of one factor; more look like a continuous quantity
DIGITS = 6  # of a value's name where labels are floats


def checked_labels(labels: npt.NDArray[Any], factors: Sequence[FactorFacts], images: int, path: Path) -> Integers:
    """A label table that is what its factors say.

    Args:
        labels: integers [images, F].
        factors: the factors that the columns stand for.
        images: how many rows there must be.
        path: the file to blame.

    Returns:
        int64 [images, F].

    Raises:
        DataError: CVQ303 for a wrong shape or type, CVQ305 for values out of range, CVQ306 for a factor with one
            value; all the faults of the table together.
    """
    expected = (images, len(factors))
    if labels.shape != expected or labels.dtype.kind not in "iu":
        raise fault(
            WRONG_SHAPE,
            "the labels have the wrong shape or type",
            path,
            expected=f"integers of shape {expected}",
            got=f"{labels.dtype} of shape {labels.shape}",
        )
    table = labels.astype(np.int64)
    faults = [
        found for column, factor in enumerate(factors) for found in _column_faults(table[:, column], factor, path)
    ]
    if faults:
        raise DataError(*faults)
    return table


def _column_faults(column: Integers, factor: FactorFacts, path: Path) -> list[Diagnostic]:
    wrong = np.flatnonzero((column < 0) | (column >= factor.size))
    if factor.size < 2 or (not len(wrong) and np.ptp(column) == 0):
        return [
            diagnostic(
                CONSTANT_FACTOR,
                f"factor {factor.name!r} has only one value, so nothing can change it",
                path,
                hint="leave it out of the file's factors",
            )
        ]
    if not len(wrong):
        return []
    more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return [
        diagnostic(
            BAD_LABELS,
            f"factor {factor.name!r} has a label out of range in row {wrong[0]}{more}",
            path,
            expected=f"0 to {factor.size - 1}",
            got=str(column[wrong[0]]),
        )
    ]


def labels_from_values(
    values: npt.NDArray[Any], names: Sequence[str], path: Path, *, drop_constant: bool = False
) -> tuple[Integers, tuple[FactorFacts, ...]]:
    """Number the values that each column takes, in increasing order.

    Args:
        values: numbers [N, F].
        names: the factor that each column stands for.
        path: the file to blame.
        drop_constant: leave out columns with one value, as published sets have; otherwise they are an error.

    Returns:
        labels, int64 [N, F], and the factors; value names are the numbers.

    Raises:
        DataError: CVQ303 for a wrong shape, CVQ305 for values that are not finite or too many, CVQ306 for a constant.
    """
    _require_table(values, names, path)
    columns, factors = [], []
    for name, column in zip(names, values.T, strict=True):
        distinct, labels = np.unique(column, return_inverse=True)
        if len(distinct) == 1 and drop_constant:
            continue
        require_few_values(name, len(distinct), path)
        columns.append(labels.reshape(-1).astype(np.int64))
        factors.append(FactorFacts(name, len(distinct), named(distinct)))
    table = np.stack(columns, axis=1) if columns else np.empty((len(values), 0), dtype=np.int64)
    return checked_labels(table, factors, len(values), path), tuple(factors)


def named(distinct: npt.NDArray[Any]) -> tuple[str, ...]:
    """Names of numbers: short where short ones differ; 0 has no sign."""
    if distinct.dtype.kind != "f":
        return tuple(number_text(value.item()) for value in distinct)
    distinct = distinct + np.zeros((), dtype=distinct.dtype)
    short = tuple(f"{value:.{DIGITS}g}" for value in distinct)
    return short if len(set(short)) == len(short) else tuple(repr(float(value)) for value in distinct)


def only_present(labels: Integers, values: tuple[str, ...]) -> tuple[Integers, tuple[str, ...]]:
    """Labels and values without the values that no image has."""
    present, numbers = np.unique(labels, return_inverse=True)
    return numbers.reshape(-1).astype(np.int64), tuple(values[label] for label in present)


def require_few_values(name: str, size: int, path: Path) -> None:
    """Refuse a factor that is no factor: a measurement, a caption, an identifier.

    Raises:
        DataError: CVQ305 when it has more than `MOST_VALUES` values.
    """
    if size > MOST_VALUES:
        raise fault(
            BAD_LABELS,
            f"factor {name!r} has {size:,} values: it looks continuous",
            path,
            expected=f"at most {MOST_VALUES}",
            hint="round or bin its values first, or leave it out",
        )


def binned_labels(
    values: npt.NDArray[Any], names: Sequence[str], bins: int, path: Path
) -> tuple[Integers, tuple[FactorFacts, ...]]:
    """Cut continuous factors into bins of equal width between their least and greatest value.

    A column with no more different values than bins keeps its values; a bin that holds nothing is none.

    Args:
        values: numbers [N, F].
        names: the factor that each column stands for.
        bins: how many, at least 2.
        path: the file to blame.

    Returns:
        labels, int64 [N, F], and the factors; a bin is named by its middle.

    Raises:
        DataError: as for `labels_from_values`.
    """
    _require_table(values, names, path)
    columns, factors = [], []
    for name, column in zip(names, values.T.astype(np.float64), strict=True):
        if len(np.unique(column)) <= bins:
            labels, (factor,) = labels_from_values(column[:, None], [name], path)
            labels = labels[:, 0]
        else:
            low, high = column.min(), column.max()
            labels = np.minimum(((column - low) / (high - low) * bins).astype(np.int64), bins - 1)
            middles = low + (np.arange(bins) + 0.5) * (high - low) / bins
            labels, present = only_present(labels, tuple(f"{middle:.4g}" for middle in middles))
            factor = FactorFacts(name, len(present), present)
        columns.append(labels)
        factors.append(factor)
    return np.stack(columns, axis=1), tuple(factors)


def _require_table(values: npt.NDArray[Any], names: Sequence[str], path: Path) -> None:
    if values.ndim != 2 or values.shape[1] != len(names) or not len(values) or values.dtype.kind not in "iuf":
        raise fault(
            WRONG_SHAPE,
            "the labels have the wrong shape or type",
            path,
            expected=f"numbers of shape [N, {len(names)}]",
            got=f"{values.dtype} of shape {values.shape}",
        )
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        row, column = bad[0]
        raise fault(BAD_LABELS, f"factor {names[column]!r} has a value that is not finite in row {row}", path)
