"""Which column of a table names image files: told by its name, or by cells that lead to files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from causalvq.data.data_faults import BAD_ROW, UNKNOWN_SOURCE, fault
from causalvq.data.labels.file_names import Locator, is_image
from causalvq.data.tables import Table, is_empty
from causalvq.data.tables.pair_columns import sides_in
from causalvq.dsl.text.suggest import did_you_mean

FILE_COLUMN: Final = "file_name"
FILE_NAME: Final = re.compile(r"file[ _-]?name", re.IGNORECASE)
"""The same in other spellings."""

FILE_WORDS: Final = re.compile(
    r"image|img|file|frame|photo|picture|path|name|(^|[^a-z])id($|[^a-z])|sample|before|input"
)
"""Header words by which one of several columns that might name images is the likelier."""

LOOKED_AT: Final = 100  # rows from which the column of file names is told


def column_of_files(table: Table, locator: Locator, named: str | None) -> str:
    """The column whose cells name images: the one that is named, `file_name`, or the first that leads to files.

    Raises:
        DataError: CVQ307 when the named one is not there, CVQ310 when there is none.
    """
    if named is not None:
        found = as_written(named, table.header)
        if found is None:
            hint = did_you_mean(named, table.header)
            expected = ", ".join(table.header)
            raise fault(UNKNOWN_SOURCE, f"there is no column {named!r}", table.path, expected=expected, hint=hint)
        return found
    columns = columns_of_files(table, locator)
    plain = next((name for name in table.header if FILE_NAME.fullmatch(name)), None)
    if FILE_COLUMN in table.header or (plain is not None and (not columns or plain in columns)):
        return FILE_COLUMN if FILE_COLUMN in table.header else str(plain)
    if not columns:
        message = "the header has no column file_name, and no column whose cells name images"
        remedy = "name the column of image files file_name, or say data.source.file_column"
        got = ",".join(table.header)[:200]
        raise fault(BAD_ROW, message, table.path, line=table.header_line or None, got=got, hint=remedy)
    return columns[0]


def as_written(name: str, header: Sequence[str]) -> str | None:
    """A name of a column as the header has it, in capitals or not; None where it has none, or several."""
    if name in header:
        return name
    alike = [column for column in header if column.lower() == name.lower()]
    return alike[0] if len(alike) == 1 else None


def columns_of_files(table: Table, locator: Locator) -> list[str]:
    """The columns most of whose cells end as images do; where there are none, those whose cells lead to images.

    Numbers and words may happen to be the name of an image without its ending: a column of such cells counts only where
    most of them differ and a tenth of the images is named, or where its header is a word for images before and after.
    """
    sides, near = sides_in(table.header, weak=False) or (), locator.nearness(table.path.parent)
    step = max(1, len(table.rows) // LOOKED_AT)
    ending, leading = [], []
    for index, name in enumerate(table.header):
        cells = [row[index] for row in table.rows[::step] if not is_empty(row[index])]
        if not cells:
            continue
        if 2 * sum(map(is_image, cells)) > len(cells):
            ending.append(name)
        elif 2 * sum(locator.find(cell, near) is not None for cell in cells) > len(cells):
            distinct = len({row[index] for row in table.rows})
            named = distinct * 2 > len(table.rows) and distinct * 10 >= locator.images
            if named or index in sides:
                leading.append(name)
    return ending or sorted(leading, key=lambda name: not FILE_WORDS.search(name.lower()))
