"""Labels of arrays: a column a factor, whatever the array says of it.

Axes: N images, F factors, K columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import BAD_LABELS, WRONG_SHAPE, fault
from causalvq.data.facts import FactorFacts
from causalvq.data.labels.numbering import Bins, numbered
from causalvq.data.types import Integers
from causalvq.dsl.name_rule import cleaned

KINDS = "iufbUS"


def columns_of(
    arrays: Mapping[str, npt.NDArray[Any]], images: int, one_hot: Sequence[int], names: Sequence[str], path: Path
) -> dict[str, npt.NDArray[Any]]:
    """The columns of label arrays by the names of their factors.

    Args:
        arrays: by name; [N] or [N, K] of numbers, truth values or text, or [N] of records. Of several each is [N] and
            a factor.
        images: N.
        one_hot: how many columns each factor has, of one array or of several; empty where columns are values.
        names: of the factors; empty takes the names of several arrays, or factor_0, factor_1, ...
        path: the file to blame.

    Raises:
        DataError: CVQ303 when shapes, types or the number of names are wrong, CVQ305 for groups that are not one-hot.
    """
    parts = []
    arrays = without_records(arrays)
    for name, array in arrays.items():
        table = array[:, None] if array.ndim == 1 else array
        flat = table.ndim == 2 and len(table) == images and array.dtype.kind in KINDS
        if not flat or (len(arrays) > 1 and table.shape[1] != 1 and not one_hot):
            raise fault(
                WRONG_SHAPE,
                f"array {name!r} has the wrong shape or type for labels",
                path,
                expected=f"numbers or text of shape [{images}]"
                + ("" if len(arrays) > 1 else f" or [{images}, factors]"),
                got=f"{array.dtype} of shape {array.shape}",
                hint=_row_hint(name, array, images),
            )
        parts.append(table)
    columns = [column for part in parts for column in part.T]
    if one_hot:
        columns = values_of_one_hot(np.stack(columns, axis=1), one_hot, path)
    own = list(arrays) if len(arrays) > 1 else [f"factor_{index}" for index in range(len(columns))]
    chosen = [cleaned(name) or f"factor_{index}" for index, name in enumerate(names or own)]
    if len(chosen) != len(columns) or len(set(chosen) - {""}) != len(chosen):
        raise fault(
            WRONG_SHAPE,
            "factor_names does not name each column of labels once",
            path,
            expected=f"{len(columns)} different names",
            got=", ".join(chosen),
        )
    return dict(zip(chosen, columns, strict=True))


def without_records(arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Arrays of which one of records is as many as its records have fields."""
    found: dict[str, npt.NDArray[Any]] = {}
    for name, array in arrays.items():
        fields = array.dtype.names
        found |= {name: array} if not fields else {field: array[field] for field in fields}
    return found


def _row_hint(name: str, array: npt.NDArray[Any], images: int) -> str | None:
    if array.ndim and len(array) != images:
        return f"{name} has {len(array):,} rows for {images:,} images: save a row for each image"
    return None


def values_of_one_hot(table: npt.NDArray[Any], widths: Sequence[int], path: Path) -> list[Integers]:
    """The value of each group of columns: int64 [N] each.

    Raises:
        DataError: CVQ303 when the widths are not those of the table, CVQ305 when a row has no or several ones in a
            group.
    """
    if sum(widths) != table.shape[1] or table.dtype.kind not in "iufb":
        got = f"{table.dtype} of {table.shape[1]} columns"
        raise fault(
            WRONG_SHAPE, "one_hot does not cover the columns of labels", path, expected=f"{sum(widths)}", got=got
        )
    found, start = [], 0
    for number, width in enumerate(widths):
        group = table[:, start : start + width]
        wrong = np.flatnonzero(((group != 0).sum(1) != 1) | ((group == 1).sum(1) != 1))
        if len(wrong):
            message = f"columns {start} to {start + width - 1} are not one-hot in row {wrong[0]}"
            raise fault(BAD_LABELS, message, path, expected="one 1 among zeros", got=f"factor {number} of one_hot")
        found.append(group.argmax(1).astype(np.int64))
        start += width
    return found


def one_hot_groups(table: npt.NDArray[Any]) -> tuple[int, ...]:
    """The widths of the groups of columns of which each row has one 1; empty where there are no such groups.

    Groups are as many as they can be, from the left.

    Args:
        table: numbers [N, K].
    """
    if table.ndim != 2 or table.shape[1] < 2 or table.dtype.kind not in "iufb" or not len(table):
        return ()
    if not np.isin(table, (0, 1)).all():
        return ()
    ones = table.astype(np.int64).sum(1)
    if ones.min() != ones.max() or ones[0] == 0 or ones[0] == table.shape[1]:
        return ()
    widths, start = [], 0
    total = np.cumsum(table.astype(np.int64), axis=1)
    for end in range(1, table.shape[1] + 1):
        before = total[:, start - 1] if start else 0
        if np.all(total[:, end - 1] - before == 1) and _ends_here(table, end):
            widths.append(end - start)
            start = end
    return tuple(widths) if start == table.shape[1] and min(widths, default=0) > 1 else ()


def _ends_here(table: npt.NDArray[Any], end: int) -> bool:
    """Whether a group that is complete ends: columns of zeros after it are values that no image has."""
    return end == table.shape[1] or bool(np.any(table[:, end]))


def labelled(
    columns: Mapping[str, npt.NDArray[Any]], bins: Mapping[str, Bins], only: Sequence[str], path: Path
) -> tuple[Integers, tuple[FactorFacts, ...]]:
    """Labels and factors of columns, or of only some of them.

    Raises:
        DataError: as `causalvq.data.labels.numbering.numbered`.
    """
    names = list(only or columns)
    count = len(next(iter(columns.values()))) if columns else 0
    return numbered(names, [columns[name] for name in names], bins, count, path)
