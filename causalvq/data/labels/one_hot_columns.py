"""Columns of a table of which one is 1 in each row: `hue_red, hue_blue` say one hue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from causalvq.data.data_faults import BAD_LABELS, UNKNOWN_SOURCE, fault
from causalvq.dsl.text.suggest import did_you_mean

ONES: Final = frozenset({"1", "1.0", "true", "True", "TRUE", "yes", "Yes"})
ZEROS: Final = frozenset({"0", "0.0", "false", "False", "FALSE", "no", "No", "-1"})
JOINT: Final = re.compile(r"[_\-. :=]")


def joined_columns(
    cells: Mapping[str, Sequence[str]], groups: Mapping[str, Sequence[str]], place: Path
) -> dict[str, tuple[str, ...]]:
    """The columns with each group in one: the part of a column's name that is its own where it is 1.

    Args:
        cells: the cells of each column.
        groups: for the name of a factor its columns.
        place: the table to blame.

    Raises:
        DataError: CVQ307 when a column is not there, CVQ305 when a row has no 1 in a group, or several.
    """
    found = {name: tuple(column) for name, column in cells.items()}
    for factor, columns in groups.items():
        for column in columns:
            if column not in cells:
                hint, expected = did_you_mean(column, tuple(cells)), ", ".join(cells)
                message = f"one_hot names {column!r}, which is no column"
                raise fault(UNKNOWN_SOURCE, message, place, expected=expected, hint=hint)
        values = own_parts(columns)
        rows = list(zip(*(cells[column] for column in columns), strict=True))
        chosen = [[value for value, cell in zip(values, row, strict=True) if cell in ONES] for row in rows]
        wrong = next((number for number, ones in enumerate(chosen) if len(ones) != 1), None)
        if wrong is not None:
            message = f"the columns of {factor} are not one-hot in row {wrong + 1}"
            raise fault(BAD_LABELS, message, place, expected="one 1 among zeros", got=", ".join(rows[wrong]))
        for column in columns:
            del found[column]
        found[factor] = tuple(ones[0] for ones in chosen)
    return found


def own_parts(columns: Sequence[str]) -> list[str]:
    """What the names of columns do not share at their start, cut where a word begins."""
    heads = [[column[: match.end()] for match in JOINT.finditer(column)] for column in columns]
    cut = max((len(head) for head in heads[0] if all(head in others for others in heads)), default=0)
    return [column[cut:] or column for column in columns]


def one_hot_columns(cells: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Groups of columns with one prefix of which each row has one 1; by the prefix."""
    known = ONES | ZEROS
    groups: dict[str, list[str]] = {}
    for name, column in cells.items():
        prefix = next((name[: match.start()] for match in reversed(list(JOINT.finditer(name)))), "")
        if prefix and set(column) <= known:
            groups.setdefault(prefix, []).append(name)
    found = {}
    for prefix, columns in groups.items():
        rows = zip(*(cells[column] for column in columns), strict=True)
        if len(columns) > 1 and prefix not in cells and all(sum(cell in ONES for cell in row) == 1 for row in rows):
            found[prefix] = tuple(columns)
    return found
