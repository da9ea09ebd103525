"""Tables that label image files: which rows and images are complete, and what the columns say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from causalvq.data.data_faults import BAD_ROW, MISSING, UNKNOWN_SOURCE, diagnostic, fault
from causalvq.data.labels.file_names import Listing, Locator
from causalvq.data.labels.joined_tables import Joined
from causalvq.data.labels.looked_up import looked_up
from causalvq.data.labels.row_files import RowFiles
from causalvq.data.tables import Table, is_empty, read_table
from causalvq.dsl.name_rule import cleaned
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import DataError, Diagnostic

FAULTS_SHOWN: Final = 20


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
    empty: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Labelled:
    """Hold tables against the files that they name.

    Tables of different columns that name the same images are joined: an image has the cells of all of them. So has one
    whose row leads to a row of a table that names no image.

    Args:
        paths: the tables, at least one.
        listing: of the folder with the images.
        file_column: the column of file names, or a pattern of names in which columns stand; None finds it.
        wanted: columns whose cells must be filled; empty for all.
        missing: whether rows that are not complete are faults, or left out and counted; images without a row are left
            out in any case, as a table says which images are meant.
        empty: for some columns, cells that stand for no value.

    Raises:
        DataError: CVQ302 or CVQ310 when a table cannot be read, CVQ307 when it lacks a column, CVQ301 and CVQ310, one
            diagnostic for each row whose file is missing, whose cells are empty or whose file has a row already; at
            most 50.
    """
    locator = Locator(listing.folder, listing.files)
    read = [emptied(read_table(path), empty) for path in paths]
    tables = looked_up(read, locator, file_column) if len(read) > 1 else read
    column = None if file_column is None else cleaned(file_column)
    named = [RowFiles(table, locator, column) for table in tables]
    for name in (*wanted, *empty):
        if not any(name in table.header for table in tables):
            raise _no_column(name, tables[0])
    of_files = {column for one in named for column in one.columns}
    joined = Joined(of_files)
    faults: list[Diagnostic] = []
    counts = {"image": 0, "cell": 0}
    for table, rows in zip(tables, named, strict=True):
        needed = [i for i, name in enumerate(table.header) if name not in rows.columns and name in (wanted or (name,))]
        for row, line in zip(table.rows, table.lines, strict=True):
            lacking = [table.header[index] for index in needed if is_empty(row[index])]
            name, files = rows.of(row)
            if is_empty(name) or lacking:
                counts["cell"] += 1
                message = f"the row has no {lacking[0]}" if lacking else "the row has an empty or missing cell"
                faults.append(diagnostic(BAD_ROW, message, table.path, line=line))
            elif not files:
                counts["image"] += 1
                message = f"the row names {name}, which does not exist"
                faults.append(diagnostic(MISSING, message, table.path, line=line))
            for file in () if is_empty(name) or lacking else files:
                clash = joined.add(table, row, line, name, file)
                if clash is not None:
                    raise DataError(clash, *faults[:FAULTS_SHOWN])
    alone = joined.incomplete()
    faults += [diagnostic(BAD_ROW, message, path) for message, path in alone]
    counts["joined"] = len(alone)
    if faults and missing == "error":
        raise DataError(*some(faults, sum(len(table.rows) for table in tables), tables[0].path))
    if not joined.files:
        raise fault(BAD_ROW, "no row of the table has an image", tables[0].path, got=f"{len(tables[0].rows)} rows")
    return Labelled(
        files=joined.files,
        columns=joined.columns(tables),
        tables=joined.tables,
        rows=_told(counts),
        unnamed=locator.images - sum(file in locator.known for file in joined.named),
        notices=tuple(dict.fromkeys(told for table in tables for told in table.notices)),
    )


def emptied(table: Table, empty: Mapping[str, Sequence[str]]) -> Table:
    """A table in which cells that stand for no value are empty."""
    places = {table.header.index(name): frozenset(texts) for name, texts in empty.items() if name in table.header}
    if not places:
        return table
    rows = (
        tuple("" if index in places and cell in places[index] else cell for index, cell in enumerate(row))
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def some(faults: Sequence[Diagnostic], rows: int, path: Path) -> Sequence[Diagnostic]:
    """The first few faults of rows, then how many there are and what can be done."""
    message = f"{len(faults):,} of {rows:,} rows are not complete"
    hint = "complete them, or leave them out: data.source.missing: skip (`causalvq init --missing skip`)"
    return (*faults[:FAULTS_SHOWN], diagnostic(BAD_ROW, message, path, hint=hint))


def _no_column(name: str, table: Table) -> DataError:
    """CVQ307: a column that no table has."""
    hint, expected = did_you_mean(name, table.header), ", ".join(table.header)
    return fault(UNKNOWN_SOURCE, f"there is no column {name!r}", table.path, expected=expected, hint=hint)


def _told(counts: Mapping[str, int]) -> tuple[str, ...]:
    """What was left out of tables, in words."""
    said = (
        (counts["image"], "row{} whose image is not there"),
        (counts["cell"], "row{} with an empty cell"),
        (counts.get("joined", 0), "image{} that one of the tables does not name"),
    )
    return tuple(f"{count:,} {text.format('s' * (count != 1))}" for count, text in said if count)
