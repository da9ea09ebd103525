"""Which of the tables beside images label them, list pairs, or say what was done: told by what their columns hold."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from causalvq.data.labels.file_columns import columns_of_files
from causalvq.data.labels.file_names import Listing, Locator, is_image
from causalvq.data.labels.spellings import part_in
from causalvq.data.pairs.transitions import frames_in
from causalvq.data.tables import SUFFIXES, Table, is_empty, read_table
from causalvq.data.tables.pair_columns import sides_in
from causalvq.errors import DataError, Diagnostic
from causalvq.init.names.name_keys import key_pattern
from causalvq.regular_files import real_path

Kind = Literal["labels", "pairs", "frames", "actions", "other", "unreadable"]
MOST_TABLES: Final = 200
OVERLAP: Final = 5  # of five images that two columns name, one stands in both where they are pairs of a pool
SIDECARS: Final = 20  # tables of one kind, named as images are, from which on they are one for each image


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table and what it is.

    Args:
        file: its path relative to the folder.
        kind: what it is.
        table: its cells; None where it cannot be read.
        images: the columns whose cells name images, or a pattern of names in which columns stand; of a table of
            actions the column that names pairs.
        why: what is wrong with it or why it is not used, in words.
        fault: why it cannot be read.
    """

    file: str
    kind: Kind
    table: Table | None = None
    images: tuple[str, ...] = ()
    why: str = ""
    fault: Diagnostic | None = None

    @property
    def cells(self) -> Table:
        """Its cells; nothing is read from a table that cannot be."""
        assert self.table is not None, f"{self.file} cannot be read"
        return self.table


def find_tables_in(listing: Listing, pair_names: Mapping[str, int]) -> tuple[FoundTable, ...]:
    """Say of each table of a folder what it is.

    Args:
        listing: of the folder.
        pair_names: what a table may call the pairs that names tell.
    """
    files = [file for file in listing.files if file.lower().endswith(SUFFIXES)]
    beside = sidecars(files, listing.images)
    looked = [file for file in files if file not in beside]
    locator = Locator(listing.folder, listing.files)
    found = [table_kind(listing.folder / file, file, locator, pair_names) for file in looked[:MOST_TABLES]]
    found += [FoundTable(file, "other", why="too many tables to look at") for file in looked[MOST_TABLES:]]
    if beside:
        why = f"one of {len(beside):,} files, one for each image, which are not read: gather them in one table"
        found.append(FoundTable(sorted(beside)[0], "other", why=why))
    return tuple(found)


def sidecars(files: Sequence[str], images: Sequence[str]) -> frozenset[str]:
    """Tables that are named as images are, where they are many."""
    stems = {image.rpartition(".")[0] for image in images}
    named = [file for file in files if file.rpartition(".")[0] in stems]
    return frozenset(named) if len(named) >= SIDECARS else frozenset()


def table_kind(path: Path, file: str, locator: Locator, pair_names: Mapping[str, int]) -> FoundTable:
    """Say what one table is."""
    prose = path.suffix.lower() == ".txt"  # mostly a README
    try:
        table = read_table(path)
    except DataError as error:
        first = error.diagnostics[0]
        if prose:
            return FoundTable(file, "other", why="text")
        return FoundTable(file, "unreadable", why=told(first), fault=first)
    if not table.rows:
        return FoundTable(file, "other", table, why="it has no rows")
    if pair_names and sides_in(table.header, weak=False) is None:
        columns = [name for index, name in enumerate(table.header) if names_pairs(table, index, pair_names)]
        if columns and len(table.header) > 1:
            return FoundTable(file, "actions", table, tuple(columns[:1]))
    images = image_columns(table, locator)
    if len(images) > 1 and are_sides(table, images[0], images[1]):
        return FoundTable(file, "pairs", table, images)
    if not images and not prose and len(table.header) > 1:
        pattern = key_pattern(table, locator.image_names)
        images = () if pattern is None else (pattern,)
    if len(images) == 1 and frames_in(table, images=images) is not None:
        return FoundTable(file, "frames", table, images)
    if images and len(table.header) > 1:
        return FoundTable(file, "labels", table, images)
    why = "it lists images and says nothing of them" if images else "text" if prose else "it names no image"
    return FoundTable(file, "other", table, images, why=why)


def relative_to(path: Path, folder: Path) -> str:
    """A path as seen from a folder, with `/`."""
    return Path(os.path.relpath(real_path(path), real_path(folder))).as_posix()


def told(fault: Diagnostic) -> str:
    """A fault in one line."""
    return fault.message + (f": {fault.hint}" if fault.hint else "")


def names_pairs(table: Table, index: int, pair_names: Mapping[str, int]) -> bool:
    """Whether most cells of a column name a pair, and not the same one."""
    cells = [row[index] for row in table.rows if not is_empty(row[index])]
    hits = [cell for cell in cells if cell in pair_names]
    return len(hits) * 2 > len(cells) and len({pair_names[cell] for cell in hits}) * 2 > len(hits)


def image_columns(table: Table, locator: Locator) -> tuple[str, ...]:
    """The columns that name images, first the one before where two of them are the sides of pairs."""
    columns = columns_of_files(table, locator)
    sides = sides_in(table.header)
    strong = sides_in(table.header, weak=False)
    if not columns and strong is not None and all(names_rows(table, index) for index in strong):
        return tuple(table.header[side] for side in strong)
    if sides is not None and {table.header[side] for side in sides} <= set(columns):
        return tuple(table.header[side] for side in sides)
    return tuple(columns)


def are_sides(table: Table, before: str, after: str) -> bool:
    """Whether two columns of images are those before and after: by their words, or because images stand in both.

    Other images of one row are a mask, the other eye, another view of what the labels are of.
    """
    sides = sides_in(table.header)
    told = sides is not None and {table.header[side] for side in sides} == {before, after}
    if told or re.sub(r"\d+", "", before) == re.sub(r"\d+", "", after):
        return True
    first, second = set(table.column(before)), set(table.column(after))
    return is_image(next(iter(first), "")) and len(first & second) * OVERLAP >= len(first | second)


def names_rows(table: Table, index: int) -> bool:
    """Whether the cells of a column are all whole numbers, as rows of the images are."""
    return all(row[index].isdecimal() for row in table.rows)


def same_tables(tables: Sequence[FoundTable]) -> Iterator[tuple[FoundTable, ...]]:
    """Tables that are parts of one: of one name in several folders, or of names that are parts of a split."""
    groups: dict[tuple[object, ...], list[FoundTable]] = {}
    for found in tables:
        folder, _, name = found.file.rpartition("/")
        stem, _, ending = name.rpartition(".")
        shape = (found.cells.header, found.images, ending.lower(), folder.count("/") + bool(folder))
        part = part_in([stem, *stem.replace("-", "_").split("_")])
        own = ("parts", folder) if part else ("name", name)
        groups.setdefault((*shape, *own), []).append(found)
    yield from sorted(
        (tuple(group) for group in groups.values()), key=lambda g: -sum(len(f.table.rows) for f in g if f.table)
    )


def metadata_of(group: Sequence[FoundTable]) -> str | list[str]:
    """How a spec names the tables of a group: the one, those of one name by a `*`, or a list."""
    files = [found.file for found in group]
    if len(files) == 1:
        return files[0]
    names = {file.rpartition("/")[2] for file in files}
    depth = files[0].count("/")
    if len(names) == 1 and depth:
        return "/".join(["*"] * depth + [names.pop()])
    return files


def overlooked(tables: Sequence[FoundTable], used: frozenset[str]) -> tuple[str, ...]:
    """What is said of tables that are not used, kinds of the same reason together."""
    rest = [found for found in tables if found.file not in used and found.why != "text"]
    reasons = Counter(found.why or f"a table of {found.kind} that was not chosen" for found in rest)
    lines = []
    for why, count in reasons.items():
        first = next(f.file for f in rest if (f.why or f"a table of {f.kind} that was not chosen") == why)
        lines.append(f"{first}{f' and {count - 1} more' if count > 1 else ''}: {why}")
    return tuple(lines)
