"""A row of a table of pairs: two images as written, and what its cells say was done between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from causalvq.data.tables import is_empty
from causalvq.dsl.name_rule import cleaned

ACTION: Final = re.compile(r"(?P<factor>.+?)(?:(?P<step>[+-])1|=(?P<value>.+))")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: images as written, and the action as (factor, before, after); None where the line does not say.

    Args:
        line: 1-based line of the file.
        x: image before, a path or a row number.
        y: image after, a path or a row number.
        factor: the factor's name.
        before: the value before.
        after: the value after.
        step: +1 or -1 when the line says the direction rather than the values.
        word: the action in the user's own words, which say none of these.
    """

    line: int
    x: str
    y: str
    factor: str | None = None
    before: str | None = None
    after: str | None = None
    step: int = 0
    word: str | None = None


def action_row(line: int, x: str, y: str, cells: Mapping[str, str]) -> Row:
    """A pair with what some cells say was done.

    Args:
        line: of the table.
        x: image before.
        y: image after.
        cells: by role; an empty one says nothing.
    """
    said = {role: cleaned(cell) for role, cell in cells.items() if not is_empty(cell)}
    if "action" not in said:
        return Row(line, x, y, said.get("factor"), said.get("from"), said.get("to") or said.get("value"))
    match = ACTION.fullmatch(said["action"])
    if match is None:
        return Row(line, x, y, word=said["action"])
    step = {"+": 1, "-": -1, None: 0}[match["step"]]
    value = None if match["value"] is None else match["value"].strip()
    return Row(line, x, y, match["factor"].strip(), None, value, step)


def own_actions(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """If one action is a name of the user's own, all are: `turn-1` may then be a name as well."""
    if not any(row.word is not None for row in rows):
        return rows

    def own(row: Row) -> Row:
        if row.factor is None:
            return row
        name = f"{row.factor}={row.after}" if row.step == 0 else f"{row.factor}{row.step:+d}"
        return Row(row.line, row.x, row.y, word=name)

    return tuple(own(row) for row in rows)
