"""Numbers written with commas: decimal ones, as most of Europe writes them, and those between thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from causalvq.data.tables.table import Table, is_empty

WITH_COMMA: Final = re.compile(r"[-+]?\d+,\d+")
THOUSANDS: Final = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+")
WHOLE: Final = re.compile(r"[-+]?\d+")


def with_points(table: Table, delimiter: str) -> Table:
    """A table in which numbers have a point, or none between thousands, where a whole column has commas.

    Three digits behind every comma are thousands between commas, and nothing that can be told between tabulators.
    Where semicolons delimit, the comma has been read as a decimal one already.
    """
    signs: dict[int, str] = {}
    notices = list(table.notices)
    for index, name in enumerate(table.header):
        column = [row[index] for row in table.rows]
        if not any("," in cell for cell in column):
            continue
        cells = [cell for cell in column if not is_empty(cell)]
        sign = written_for(cells, delimiter)
        if sign is None:
            continue
        signs[index] = sign
        meant = "decimal points" if sign else "between thousands"
        first = next(cell for cell in cells if "," in cell)
        notices.append(f"the commas of {name} are {meant}: {first} is {first.replace(',', sign)}")
    if not signs:
        return table
    rows = (
        tuple(cell.replace(",", signs[i]) if i in signs else cell for i, cell in enumerate(row)) for row in table.rows
    )
    return replace(table, rows=tuple(rows), notices=tuple(notices))


def written_for(cells: Sequence[str], delimiter: str) -> str | None:
    """What the commas of a column stand for: a point, or nothing; None where they are no part of numbers.

    >>> written_for(["0,5", "1"], ","), written_for(["1,000"], ","), written_for(["1,000"], "\\t")
    ('.', '', None)
    """
    commas = [cell for cell in cells if "," in cell]
    if not commas or not all(WITH_COMMA.fullmatch(cell) or THOUSANDS.fullmatch(cell) for cell in commas):
        return None
    if not all(WHOLE.fullmatch(cell) for cell in cells if "," not in cell):
        return None
    if all(THOUSANDS.fullmatch(cell) for cell in commas):
        return "" if delimiter == "," else None
    return "." if all(WITH_COMMA.fullmatch(cell) for cell in commas) else None
