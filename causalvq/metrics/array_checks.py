"""Arrays as callers give them, checked: what is wrong is said of the array by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Flags, Floats, Integers
from causalvq.metrics.metric_faults import BAD_ARRAY, TOO_FEW, UNLIKE, fault

LARGEST = 2**53
"""Whole numbers from which on floats cannot tell neighbours apart."""

FARTHEST = 1e100
"""Of vectors and pixels, whose squares must stay finite."""


def as_array(values: npt.ArrayLike, name: str) -> npt.NDArray[Any]:
    """An array of plain values.

    Raises:
        MetricError: CVQ601 for rows of different lengths, and for Python objects.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise fault(BAD_ARRAY, f"array {name!r} is no array: its rows have different lengths") from error
    if array.dtype.hasobject:
        hint = "give whole numbers, floats or plain text: `.astype(...)`"
        raise fault(BAD_ARRAY, f"array {name!r} holds Python objects", "numbers or text", str(array.dtype), hint)
    return array


def as_table(values: npt.ArrayLike, name: str, least: int = 1) -> npt.NDArray[Any]:
    """Two axes; a single one is a column.

    Args:
        values: [n, columns] or [n].
        name: of the array.
        least: rows that there must be.

    Raises:
        MetricError: CVQ601 for another number of axes or no column, CVQ602 for fewer rows.
    """
    table = as_array(values, name)
    table = table[:, None] if table.ndim == 1 else table
    if table.ndim != 2 or not table.shape[1]:
        raise fault(BAD_ARRAY, f"array {name!r} is no table", "[samples, columns]", f"shape {table.shape}")
    if len(table) < least:
        counted = "a single sample" if len(table) == 1 else f"{len(table)} samples"
        raise fault(TOO_FEW, f"array {name!r} has {counted}", f"{least} or more", str(len(table)))
    return table


def as_numbers(table: npt.NDArray[Any], name: str) -> Floats:
    """Finite numbers of a table.

    Raises:
        MetricError: CVQ601.
    """
    if table.dtype.kind not in "biuf":
        raise fault(BAD_ARRAY, f"array {name!r} is not of numbers", "numbers", str(table.dtype))
    found = table.astype(np.float64)
    if not np.isfinite(found).all():
        row, column = np.argwhere(~np.isfinite(found))[0].tolist()
        what = "NaN" if np.isnan(found[row, column]) else "infinity"
        raise fault(BAD_ARRAY, f"array {name!r} has {what}", "finite numbers", f"{what} in row {row}, column {column}")
    return found


def as_whole(table: npt.NDArray[Any], name: str, hint: str) -> Integers:
    """Whole numbers of a table, whatever type they are kept in.

    Args:
        table: of two axes.
        name: of the array.
        hint: what to do with measurements.

    Raises:
        MetricError: CVQ601.
    """
    if table.dtype.kind in "iu" and table.max() < LARGEST:  # as they are: floats would merge large ones
        return table.astype(np.int64)
    found = as_numbers(table, name)
    if np.abs(found).max() >= LARGEST:
        got = f"{found.flat[np.abs(found).argmax()]:g}"
        raise fault(BAD_ARRAY, f"array {name!r} has numbers that are too large", "numbers below 2^53", got)
    if (found != np.round(found)).any():
        row, column = np.argwhere(found != np.round(found))[0].tolist()
        got = f"{found[row, column]:g} in row {row}, column {column}"
        raise fault(BAD_ARRAY, f"array {name!r} has numbers that are not whole", "whole numbers", got, hint)
    return found.astype(np.int64)


def as_indices(values: npt.ArrayLike, name: str, length: int, below: int | None) -> Integers:
    """Whole numbers from 0, as many as there must be.

    Args:
        values: [length].
        name: of the array.
        length: how many there must be.
        below: what each must be less than; None for any.

    Raises:
        MetricError: CVQ603 for another length, CVQ601 for other values.
    """
    found = as_array(values, name)
    if found.shape != (length,):
        raise fault(UNLIKE, f"array {name!r} has the wrong length", f"{length} numbers", f"shape {found.shape}")
    if found.dtype.kind not in "iu":
        raise fault(BAD_ARRAY, f"array {name!r} is not of whole numbers", "integers", str(found.dtype))
    wrong = (found < 0) | (found >= below if below is not None else False)
    if wrong.any():
        row = int(wrong.argmax())
        most = "" if below is None else f" and below {below}"
        raise fault(BAD_ARRAY, f"array {name!r} is out of range", f"at least 0{most}", f"{found[row]} in row {row}")
    indices: Integers = found.astype(np.int64)
    return indices


def as_flags(values: npt.ArrayLike, name: str, hint: str | None = None) -> Flags:
    """Yes and no, as booleans or 0 and 1, of any shape.

    Raises:
        MetricError: CVQ601.
    """
    found = as_array(values, name)
    wrong = ~np.isin(found, (0, 1)) if found.dtype.kind in "biuf" else np.ones(found.shape, dtype=np.bool_)
    if wrong.any():
        got = f"{found[wrong][0]} of {found.dtype}"
        raise fault(BAD_ARRAY, f"array {name!r} has other values than 0 and 1", "0 or 1", got, hint)
    flags: Flags = found.astype(np.bool_)
    return flags


def factor_names(names: Sequence[str], count: int, of: str) -> tuple[str, ...]:
    """A name for each factor: those that are given, or factor_0, factor_1, ...

    Args:
        names: as many as factors, or none.
        count: of the factors.
        of: what the factors are of, in words.

    Raises:
        MetricError: CVQ603 for another number of names.
    """
    called = tuple(str(name) for name in names) or tuple(f"factor_{factor}" for factor in range(count))
    if len(called) != count:
        got = f"{len(called)} names of {count} factors"
        raise fault(UNLIKE, f"array 'names' does not name the {of}", "a name for each factor", got)
    return called
