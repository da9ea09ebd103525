"""Tables that label image files: which rows and images are complete, and what the columns say of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, Literal

from causalvq.data.data_faults import BAD_ROW, MISSING, UNKNOWN_SOURCE, diagnostic, fault
from causalvq.data.labels.file_names import Listing, Locator, is_image
from causalvq.data.tables import EMPTY, Table, is_empty, read_table
from causalvq.data.tables.pair_columns import sides_in
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import DataError, Diagnostic

FILE_COLUMN: Final = "file_name"
FILE_NAME: Final = re.compile(r"file[ _-]?name", re.IGNORECASE)
"""The same in other spellings."""

FAULTS_SHOWN: Final = 20
FILE_WORDS: Final = re.compile(
    r"image|img|file|frame|photo|picture|path|name|(^|[^a-z])id($|[^a-z])|sample|before|input"
)
"""Header words by which one of several columns that might name images is the likelier."""

LOOKED_AT: Final = 100  # rows from which the column of file names is told


@dataclass(frozen=True, slots=True)
class Labelled:
    """Files and what tables say of them.

    Args:
        files: relative to the folder, each once, in the order of the tables.
        columns: for each column that all tables have, but those of file names, the cell of each file.
        tables: for each file, its table.
        rows: what was left out of the tables, in words; empty where nothing was.
        unnamed: images of the folder that no row names.
        notices: how tables were read, where a person should know.
    """

    files: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    tables: tuple[Path, ...]
    rows: tuple[str, ...]
    unnamed: int
    notices: tuple[str, ...] = ()

    @property
    def skipped(self) -> tuple[str, ...]:
        """All that was left out, in words."""
        images = f"{self.unnamed:,} image{'s' * (self.unnamed != 1)} without a row"
        return (*self.rows, *([images] if self.unnamed else []))


def find_tables(listing: Listing, metadata: str | Sequence[str], default: str) -> tuple[Path, ...]:
    """The tables that a spec names.

    Args:
        listing: of the folder.
        metadata: names relative to it, in which `*` stands for any part of one name.
        default: the name that need not be there.

    Raises:
        DataError: CVQ301 when a table is not there.
    """
    found: dict[Path, None] = {}
    for name in [metadata] if isinstance(metadata, str) else metadata:
        if "*" in name:
            depth = name.count("/")
            fits = [file for file in listing.files if file.count("/") == depth and fnmatchcase(file, name)]
            found.update((listing.folder / file, None) for file in fits)
            if not fits:
                raise fault(
                    MISSING, f"no file fits {name}", listing.folder, hint="data.source.metadata names the tables"
                )
        elif (listing.folder / name).is_file() or name != default:
            found[listing.folder / name] = None
    return tuple(found)


def label_files(
    paths: Sequence[Path],
    listing: Listing,
    file_column: str | None,
    wanted: Sequence[str],
    missing: Literal["error", "skip"],
) -> Labelled:
    """Hold tables against the files that they name.

    Args:
        paths: the tables, at least one.
        listing: of the folder with the images.
        file_column: the column of file names; None finds it.
        wanted: columns whose cells must be filled; empty for all.
        missing: whether rows that are not complete are faults, or left out and counted; images without a row are left
            out in any case, as a table says which images are meant.

    Raises:
        DataError: CVQ302 or CVQ310 when a table cannot be read, CVQ307 when it lacks a column, CVQ301 and CVQ310, one
            diagnostic for each row whose file is missing, whose cells are empty or whose file has a row already; at
            most 50.
    """
    tables = [read_table(path) for path in paths]
    locator = Locator(listing.folder, listing.files)
    found: dict[str, tuple[Table, int]] = {}
    rows: list[tuple[int, tuple[str, ...]]] = []
    faults: list[Diagnostic] = []
    counts = {"image": 0, "cell": 0}
    of_files: set[str] = set()
    for number, table in enumerate(tables):
        named = column_of_files(table, locator, file_column)
        of_files.add(named)
        where, near = table.header.index(named), locator.nearness(table.path.parent)
        needed = _needed(table, wanted, where)
        for row, line in zip(table.rows, table.lines, strict=True):
            name = row[where]
            empty = [table.header[index] for index in needed if row[index] in EMPTY]
            file = None if is_empty(name) else locator.find(name, near)
            if is_empty(name) or empty:
                counts["cell"] += 1
                message = f"the row has no {empty[0]}" if empty else "the row has an empty or missing cell"
                faults.append(diagnostic(BAD_ROW, message, table.path, line=line))
            elif file is None:
                counts["image"] += 1
                message = f"the row names {name}, which does not exist"
                faults.append(diagnostic(MISSING, message, table.path, line=line))
            elif file in found:
                first, other = found[file]
                told = f"line {other}" + ("" if first is table else f" of {first.path.name}")
                message = f"the row names {name}, as {told} does: one image would have two labels"
                hint = "keep one of the two rows"
                raise DataError(diagnostic(BAD_ROW, message, table.path, line=line, hint=hint), *faults[:FAULTS_SHOWN])
            else:
                found[file] = (table, line)
                rows.append((number, row))
    if faults and missing == "error":
        raise DataError(*some(faults, sum(len(table.rows) for table in tables), tables[0].path))
    if not found:
        raise fault(BAD_ROW, "no row of the table has an image", tables[0].path, got=f"{len(tables[0].rows)} rows")
    names = dict.fromkeys(name for table in tables for name in table.header)
    common = [name for name in names if name not in of_files and all(name in table.header for table in tables)]
    places = {name: [table.header.index(name) for table in tables] for name in common}
    return Labelled(
        files=tuple(found),
        columns={name: tuple(row[places[name][number]] for number, row in rows) for name in common},
        tables=tuple(table.path for table, _ in found.values()),
        rows=_told(counts),
        unnamed=locator.images - sum(file in locator.known for file in found),
        notices=tuple(dict.fromkeys(told for table in tables for told in table.notices)),
    )


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
        hint = "name the column of image files file_name, or say data.source.file_column"
        got = ",".join(table.header)[:200]
        raise fault(BAD_ROW, message, table.path, line=table.header_line or None, got=got, hint=hint)
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


def some(faults: Sequence[Diagnostic], rows: int, path: Path) -> Sequence[Diagnostic]:
    """The first few faults of rows, then how many there are and what can be done."""
    message = f"{len(faults):,} of {rows:,} rows are not complete"
    hint = "complete them, or leave them out: data.source.missing: skip (`causalvq init --missing skip`)"
    return (*faults[:FAULTS_SHOWN], diagnostic(BAD_ROW, message, path, hint=hint))


def _needed(table: Table, wanted: Sequence[str], where: int) -> list[int]:
    for name in wanted:
        if name not in table.header:
            hint, expected = did_you_mean(name, table.header), ", ".join(table.header)
            raise fault(UNKNOWN_SOURCE, f"there is no column {name!r}", table.path, expected=expected, hint=hint)
    names = wanted or table.header
    return [index for index, name in enumerate(table.header) if name in names and index != where]


def _told(counts: Mapping[str, int]) -> tuple[str, ...]:
    """What was left out of tables, in words."""
    said = ((counts["image"], "row{} whose image is not there"), (counts["cell"], "row{} with an empty cell"))
    return tuple(f"{count:,} {text.format('s' * (count != 1))}" for count, text in said if count)
