"""Labels of images from the tables beside them: which are one, which are joined, and what each column is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from causalvq.data.data_faults import diagnostic
from causalvq.data.labels.file_columns import column_of_files
from causalvq.data.labels.file_names import Listing, Locator, is_image
from causalvq.data.labels.label_tables import Labelled, label_files
from causalvq.data.labels.looked_up import led_to, shared_columns
from causalvq.data.labels.name_patterns import name_pattern
from causalvq.data.labels.one_hot_columns import joined_columns, one_hot_columns
from causalvq.data.labels.row_files import is_pattern
from causalvq.data.labels.spellings import part_in
from causalvq.data.tables.pair_columns import VIEWS
from causalvq.errors import DataError
from causalvq.init.names.name_fields import name_fields
from causalvq.init.options import Options
from causalvq.init.reading import stand_ins
from causalvq.init.reading.column_kinds import Column, column_kinds
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.init_faults import NOT_TAKEN, no_factor
from causalvq.init.reading.table_kinds import FoundTable, metadata_of, relative_to, same_tables
from causalvq.regular_files import real_path

NONE: Final = "none"
NAMES: Final = "names"
SAMPLE: Final = 2_000  # names from which a pattern is told that is not taken
ALIKE: Final = 0.9  # share of the images of one table that another one names, so that they are joined


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tables that labels are read from.

    Args:
        tables: all of them.
        metadata: how a spec names them.
        file_column: the column that names images, or a pattern; None where each table has one of its own.
        others: tables that are not taken.
    """

    tables: tuple[FoundTable, ...]
    metadata: str | list[str]
    file_column: str | None
    others: tuple[FoundTable, ...] = ()


def named_table(option: Path, listing: Listing, tables: Sequence[FoundTable]) -> FoundTable:
    """The table that an option names."""
    wanted = real_path(option)
    found = next(found for found in tables if real_path(listing.folder / found.file) == wanted)
    if found.fault is not None:
        raise DataError(found.fault)
    return found


def labels_of_table(listing: Listing, options: Options, tables: Sequence[FoundTable]) -> Reading | None:
    """Labels that one or several tables give."""
    if options.labels in (NAMES, NONE) or options.pattern is not None:
        return None
    chosen = chosen_tables(listing, options, tables)
    if chosen is None:
        return None
    first = chosen.tables
    if options.labels is None:
        require_one_image(listing, first[0])
    paths = [listing.folder / table.file for table in first]
    labelled = read_labels(listing, chosen)
    labelled = replace(labelled, unnamed=labelled.unnamed - beside(first, listing, labelled.files))
    hot = one_hot_columns(labelled.columns)
    cells = joined_columns(labelled.columns, hot, paths[0])
    empty = {} if options.missing == "keep" else stand_ins.stand_ins(cells)
    cleared = {name: without(column, empty.get(name, ())) for name, column in cells.items()}
    columns = column_kinds(cleared, naming(chosen, labelled))
    kept = {column.name for column in columns if column.kind in ("factor", "measurement")}
    empty = {name: texts for name, texts in empty.items() if name in kept}
    source: dict[str, Any] = {"format": "folder", "path": "", "metadata": chosen.metadata}
    if chosen.file_column not in ("file_name", None):
        source["file_column"] = chosen.file_column
    if hot:
        source["one_hot"] = {name: list(columns) for name, columns in hot.items()}
    if empty:
        source["empty"] = {name: list(texts) for name, texts in empty.items()}
    names = ", ".join(table.file for table in first[:3]) + (f" and {len(first) - 3} more" if len(first) > 3 else "")
    incomplete = labelled.rows if first[0].file.startswith("../") else labelled.skipped
    reading = Reading(
        source=source,
        labels=names,
        columns=columns,
        part=part_column(columns, labelled.files, labelled.tables, listing.folder),
        used=frozenset(table.file for table in first),
        others=tuple(other_readings(listing, chosen)),
        # a table that lies elsewhere says which of the images it means
        incomplete=(*incomplete, *stand_ins.told(empty, cells)),
        stand_ins=empty,
    )
    if not reading.factors:
        remedy = "say --labels names if file names say values, or --pairs FILE"
        raise no_factor(listing.folder / first[0].file, names, columns, remedy)
    return reading


def require_one_image(listing: Listing, table: FoundTable) -> None:
    """Refuse two columns of images whose names do not tell whether they are pairs or two views of one thing.

    Raises:
        DataError: CVQ321.
    """
    assert table.table is not None
    columns = [name for name in table.images if name in table.table.header]
    shown = [name for name in columns if sum(map(is_image, table.table.column(name)[:20])) > 1]
    if len(shown) < 2 or any(VIEWS.search(name.lower().replace("_", " ")) for name in shown):
        return
    one, other = shown[:2]
    raise DataError(
        diagnostic(
            NOT_TAKEN,
            f"{table.file} names two images a row, {one} and {other}, and does not tell what they are to each other",
            listing.folder / table.file,
            expected="images before and after what was done, or two views of one thing",
            hint=f"say --pairs {table.file} where they are before and after (data.pairs.columns: "
            f"{{before: {one}, after: {other}}}), or --labels {table.file} where labels are of the first",
        )
    )


def without(cells: Sequence[str], empty: Sequence[str]) -> tuple[str, ...]:
    """Cells of which those are empty that stand for no value."""
    return tuple("" if cell in empty else cell for cell in cells)


def naming(chosen: Chosen, labelled: Labelled) -> dict[str, str]:
    """The columns that name images and say nothing of them, and why they do."""
    first = chosen.tables[0]
    shown = [name for name in first.images[1:] if any(map(is_image, labelled.columns.get(name, ())[:20]))]
    found = dict.fromkeys(shown, "it names other images")
    if (
        chosen.file_column is not None
        and first.table is not None
        and is_pattern(chosen.file_column, first.table.header)
    ):
        keys = name_pattern(chosen.file_column, first.table.path).names
        found |= dict.fromkeys(keys, f"{chosen.file_column} names the images")
    for further in chosen.tables:
        if further.kind == "other" and further.table is not None and first.table is not None:
            shared = shared_columns(further.table, [first.table])
            found |= dict.fromkeys(shared, f"it leads to the rows of {further.file}")
    return found


def chosen_tables(listing: Listing, options: Options, tables: Sequence[FoundTable]) -> Chosen | None:
    """The table that an option names, or the largest group of tables and those that say more of the same images."""
    if isinstance(options.labels, Path):
        chosen = named_table(options.labels, listing, tables)
        if not chosen.images:
            message = f"{chosen.file} does not label images: no column of it names them"
            got = ", ".join(chosen.table.header) if chosen.table else None
            hint = "add a column file_name with the names of the images"
            raise DataError(diagnostic(NOT_TAKEN, message, listing.folder / chosen.file, got=got, hint=hint))
        return Chosen((chosen,), chosen.file, chosen.images[0])
    groups = list(same_tables([table for table in tables if table.kind == "labels"]))
    if not groups:
        return None
    first, *rest = groups
    further = tuple(found for found in tables if found.kind == "other" and leads(first, found))
    if further:
        both = (*first, *further)
        left = tuple(group[0] for group in rest)
        return Chosen(both, [found.file for found in both], first[0].images[0], left)
    more = [group for group in rest if joins(listing, first, group)]
    left = tuple(group[0] for group in rest if group not in more)
    if not more:
        return Chosen(first, metadata_of(first), first[0].images[0], left)
    all_of_them = [table for group in (first, *more) for table in group]
    return Chosen(tuple(all_of_them), [table.file for table in all_of_them], None, left)


def leads(first: Sequence[FoundTable], further: FoundTable) -> bool:
    """Whether the rows of tables lead to those of one that names no image."""
    own = [found.table for found in first if found.table is not None]
    return further.table is not None and not further.images and bool(led_to(further.table, own, ALIKE))


def joins(listing: Listing, first: Sequence[FoundTable], other: Sequence[FoundTable]) -> bool:
    """Whether further tables say more of the images of the first ones, and their columns of files are found again."""
    own, more = (columns_of(group) for group in (first, other))
    if not more - own:
        return False
    locator = Locator(listing.folder, listing.files)
    try:
        for one in (*first, *other):
            if one.table is None or column_of_files(one.table, locator, None) != one.images[0]:
                return False
        files = [set(read_labels(listing, Chosen(tuple(group), "", None)).files) for group in (first, other)]
    except DataError:
        return False
    return len(files[0] & files[1]) >= ALIKE * max(len(files[0]), len(files[1]))


def columns_of(group: Sequence[FoundTable]) -> set[str]:
    """What tables say of images."""
    return {name for one in group if one.table is not None for name in one.table.header} - set(group[0].images)


def read_labels(listing: Listing, chosen: Chosen) -> Labelled:
    """What tables say of their images, whatever cells are empty."""
    paths = [listing.folder / table.file for table in chosen.tables]
    name, table = chosen.file_column, chosen.tables[0].table
    if name is None:
        needed: Sequence[str] = [table.images[0] for table in chosen.tables][:1]
    elif table is not None and is_pattern(name, table.header):
        needed = name_pattern(name, paths[0]).names
    else:
        needed = [name]
    return label_files(paths, listing, name, needed, "skip")


def other_readings(listing: Listing, chosen: Chosen) -> Iterable[str]:
    """What else could be labels, with the option that takes it."""
    for other in chosen.others:
        yield f"{other.file} labels images too: --labels {other.file}, or one table with the columns of both"
    fields = name_fields(listing.images[:: max(1, len(listing.images) // SAMPLE)])
    if fields is not None:
        yield f"names could be read as {fields.pattern}: --labels names"


def beside(tables: Sequence[FoundTable], listing: Listing, files: Sequence[str]) -> int:
    """How many images only the further columns of tables name: masks, other views."""
    locator, found = Locator(listing.folder, listing.files), set()
    for one in tables:
        near = locator.nearness((listing.folder / one.file).parent)
        for name in one.images[1:]:
            found |= {locator.find(cell, near) for cell in (one.table.column(name) if one.table else ())}
    return len((found - {None} - set(files)) & locator.known)


def part_column(columns: Sequence[Column], files: Sequence[str], tables: Sequence[Path], folder: Path) -> str | None:
    """The column that names parts of a split, or `part` where folders or tables do."""
    for column in columns:
        if column.kind == "part":
            return column.name
    known = {table: relative_to(table, folder) for table in set(tables)}
    return "part" if parts_named(zip(files, (known[table] for table in tables), strict=True)) else None


def parts_named(files: Iterable[tuple[str, str]]) -> bool:
    """Whether the folder of every image, or else its table, names a part, and they name training and another one.

    Args:
        files: for each image its path, and that of its table; empty where it has none.
    """
    words = Counter(part_in(file.split("/")[:-1]) or part_in(words_of(table)) for file, table in files)
    return not words[None] and words["train"] > 0 and words["test"] + words["validation"] > 0


def words_of(table: str) -> list[str]:
    """The words of a table's path by which it may name a part."""
    *folders, name = table.split("/")
    stem = name.rpartition(".")[0]
    return [*folders, stem, *stem.replace("-", "_").split("_")]
