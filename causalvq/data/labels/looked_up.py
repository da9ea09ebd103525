"""Tables that name no image and say more of what another table names: samples, patients, wells, by columns of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from causalvq.data.data_faults import BAD_ROW, fault
from causalvq.data.labels.file_columns import FILE_NAME, as_written, columns_of_files
from causalvq.data.labels.file_names import Locator
from causalvq.data.labels.row_files import is_pattern
from causalvq.data.tables import Table, is_empty


def looked_up(tables: Sequence[Table], locator: Locator, named: str | None) -> list[Table]:
    """The tables that name images, each with the columns of those that do not, as shared columns lead to their rows.

    Args:
        tables: all of them.
        locator: of the folder with the images.
        named: the column of file names, or a pattern of them, where a spec says it.

    Raises:
        DataError: CVQ310 when a table has two rows for one thing.
    """
    naming = [table for table in tables if names_images(table, locator, named)]
    further = [table for table in tables if not any(table is other for other in naming)]
    keys = [shared_columns(table, naming) for table in further]
    if not naming or not all(keys):
        return list(tables)  # what is wrong with one of them is told when it is read
    for table, key in zip(further, keys, strict=True):
        naming = [joined(one, table, key) for one in naming]
    return naming


def names_images(table: Table, locator: Locator, named: str | None) -> bool:
    """Whether a table has a column that names images, or those of a pattern."""
    if named is None:
        return any(map(FILE_NAME.fullmatch, table.header)) or bool(columns_of_files(table, locator))
    return as_written(named, table.header) is not None or is_pattern(named, table.header)


def shared_columns(table: Table, others: Sequence[Table]) -> tuple[str, ...]:
    """The columns that a table shares with all others; none where it has no further one."""
    shared = tuple(name for name in table.header if all(name in other.header for other in others))
    return shared if len(shared) < len(table.header) else ()


def joined(table: Table, further: Table, key: Sequence[str]) -> Table:
    """A table with the further columns of another one; cells of rows that lead to none are empty.

    Raises:
        DataError: CVQ310 when two rows of the other one have the same cells in the shared columns.
    """
    places = [further.header.index(name) for name in key]
    more = [index for index, name in enumerate(further.header) if name not in key]
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row, line in zip(further.rows, further.lines, strict=True):
        cells = tuple(row[place] for place in places)
        if cells in rows:
            message = f"{', '.join(key)} {' '.join(cells)} is there twice: one image would have two labels"
            raise fault(BAD_ROW, message, further.path, line=line, hint="keep one of the two rows")
        rows[cells] = tuple(row[index] for index in more)
    own, nothing = [table.header.index(name) for name in key], ("",) * len(more)
    found = ((*row, *rows.get(tuple(row[place] for place in own), nothing)) for row in table.rows)
    header = (*table.header, *(further.header[index] for index in more))
    return replace(table, header=header, rows=tuple(found), notices=(*table.notices, *further.notices))


def led_to(table: Table, others: Sequence[Table], least: float) -> tuple[str, ...]:
    """The shared columns by which most rows of other tables lead to one row of a table each; none where they do not."""
    key = shared_columns(table, others)
    cells = [tuple(row[table.header.index(name)] for name in key) for row in table.rows]
    if not key or len(set(cells)) < len(cells) or any(is_empty(cell) for row in cells for cell in row):
        return ()
    known = set(cells)
    leading = [tuple(row[other.header.index(name)] for name in key) in known for other in others for row in other.rows]
    return key if leading and sum(leading) >= least * len(leading) else ()
