"""Reading a folder of image files: pairs and labels from tables beside them, or from their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from causalvq.data.data_faults import diagnostic
from causalvq.data.labels.file_names import Listing, Locator
from causalvq.data.labels.name_patterns import name_pattern, split_by
from causalvq.data.pairs.matching import pair_names
from causalvq.data.pairs.pair_table import read_pair_table
from causalvq.data.pairs.transitions import frames_in
from causalvq.data.tables import SUFFIXES, Table
from causalvq.data.tables.pair_columns import action_in, roles_of, roles_of_action, sides_in
from causalvq.errors import DataError
from causalvq.init.options import Options
from causalvq.init.reading.column_kinds import column_kinds
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.init_faults import NOT_TAKEN, NOTHING_SAID, shortest_table
from causalvq.init.reading.name_fields import name_fields
from causalvq.init.reading.side_names import SideNames, side_names
from causalvq.init.reading.table_kinds import (
    FoundTable,
    find_tables_in,
    names_rows,
    overlooked,
    relative_to,
    table_kind,
)
from causalvq.init.reading.table_labels import NAMES, NONE, labels_of_table, named_table, parts_named

FACTORS: Final = "factors"
PEOPLE: Final = frozenset({"operator", "user", "who", "by", "author", "annotator", "person", "session", "run", "date"})
"""Columns of tables of pairs that say who or when, not what."""


def read_folder(listing: Listing, options: Options) -> Reading:
    """The likeliest reading of a folder that has images.

    Args:
        listing: of the folder; files may be added to it that were named by options.
        options: what the user says.

    Raises:
        DataError: CVQ320 when nothing says what was done to what, CVQ321 when what an option names cannot be used;
            what reading a table raises.
    """
    sides = side_names(listing.images) if options.pairs in (None, NAMES) else None
    if options.pairs == NAMES and sides is None:
        message, hint = "no names tell pairs", "images before and after, such as before/1.png and after/1.png"
        raise DataError(diagnostic(NOT_TAKEN, message, listing.folder, expected=hint))
    # the names of weak sides, such as a and b, may well be those of images that a table labels
    tables = [*find_tables_in(listing, pair_names(sides.matches) if sides and not sides.weak else {})]
    tables += [chosen_table(option, listing, sides) for option in options_outside(options, listing)]
    reading = pairs_of_table(listing, options, tables)
    if reading is None and sides is not None:
        reading = pairs_of_names(listing, options, tables, sides)
    if reading is None:
        reading = labels_of_table(listing, options, tables)
    if reading is None:
        reading = labels_of_names(listing, options)
    if reading is None:
        raise nothing_said(listing, tables)
    return completed(reading, listing, tables)


def options_outside(options: Options, listing: Listing) -> list[Path]:
    """Tables that options name and that the listing of the folder does not have."""
    known = {(listing.folder / file).resolve() for file in listing.files if file.lower().endswith(SUFFIXES)}
    named = [option for option in (options.labels, options.pairs) if isinstance(option, Path)]
    return [path for path in named if path.resolve() not in known]


def chosen_table(path: Path, listing: Listing, sides: SideNames | None) -> FoundTable:
    """A table that an option names and that lies elsewhere."""
    names = pair_names(sides.matches) if sides else {}
    return table_kind(path, relative_to(path, listing.folder), Locator(listing.folder, listing.files), names)


def pairs_of_table(listing: Listing, options: Options, tables: Sequence[FoundTable]) -> Reading | None:
    """Pairs that a table lists; labels of another table are left aside, as it is the pairs that say what was done."""
    if isinstance(options.pairs, Path):
        chosen = named_table(options.pairs, listing, tables)
        if chosen.kind == "actions":
            return None
        if (
            chosen.kind != "frames"
            and len(chosen.images) < 2
            and (chosen.table is None or sides_in(chosen.table.header) is None)
        ):
            message = f"{chosen.file} does not list pairs: two columns would have to name images"
            got = ", ".join(chosen.table.header) if chosen.table else None
            hint = "name a column of the images before an action and one of those after it"
            raise DataError(diagnostic(NOT_TAKEN, message, listing.folder / chosen.file, got=got, hint=hint))
    else:
        found = [table for table in tables if table.kind in ("pairs", "frames")]
        if options.pairs in (NAMES, FACTORS) or isinstance(options.labels, Path) or not found:
            return None
        chosen = max(found, key=lambda one: len(one.table.rows) if one.table else 0)
    assert chosen.table is not None
    if chosen.kind == "frames":
        return pairs_of_frames(listing, chosen)
    labels = [one for one in tables if one.kind == "labels"]
    if labels and names_rows(chosen.table, chosen.table.header.index(chosen.images[0])):
        message = f"{chosen.file} names images by numbers that are no file names, beside {labels[0].file}"
        hint = "write the file names in their place: a number could be a row, or an identifier of the other table"
        raise DataError(diagnostic(NOT_TAKEN, message, listing.folder / chosen.file, hint=hint))
    if len(chosen.table.header) == 2:
        if labels and options.pairs is None:
            return None
        raise actions_of_pairs_asked_for(listing, chosen)
    columns = pair_roles(chosen.table, chosen.images, listing.folder / chosen.file)
    pairs: dict[str, Any] = {"file": chosen.file} | ({"columns": columns} if columns else {})
    others = [
        f"{one.file} labels images: --labels {one.file} --pairs factors makes pairs from the labels"
        for one in tables
        if one.kind == "labels"
    ]
    source, label_file = labels_beside(listing, chosen, columns, tables)
    return Reading(
        source=source,
        labels=label_file,
        pairs=pairs,
        pairs_from=f"{chosen.file}: {', '.join(chosen.table.header)}",
        notes=(
            *guessed(chosen, columns),
            *unread(chosen, roles_of(chosen.table.header, columns, listing.folder / chosen.file)),
        ),
        used=frozenset({chosen.file, label_file}),
        others=tuple(others),
    )


def pairs_of_frames(listing: Listing, chosen: FoundTable) -> Reading:
    """Pairs of frames that follow each other, which a table of frames lists with what was done between them."""
    assert chosen.table is not None
    frames = frames_in(chosen.table, images=chosen.images)
    assert frames is not None, "the table was found to be one"
    named = {"image": frames.image, "episode": frames.episode, "frame": frames.frame, "action": frames.action}
    columns = {role: column for role, column in named.items() if column is not None}
    within = f" of its {frames.episode}" if frames.episode else ""
    metadata = {"metadata": None} if "metadata.csv" in listing.files else {}
    rest = [name for name in chosen.table.header if name not in columns.values() and f"{{{name}}}" not in frames.image]
    unused = (f"of {chosen.file} these columns are not used: {', '.join(rest)}",) if rest else ()
    return Reading(
        source={"format": "folder", "path": "", **metadata},
        pairs={"file": chosen.file, "columns": columns},
        pairs_from=f"{chosen.file}: each {frames.frame} and the next{within}, {frames.action} between them",
        notes=unused,
        used=frozenset({chosen.file}),
        others=(f"columns of {chosen.file} could be labels: --labels {chosen.file} --pairs factors",),
    )


def guessed(chosen: FoundTable, columns: Mapping[str, str]) -> tuple[str, ...]:
    """That the sides of pairs were told by their order alone, in words."""
    if "before" not in columns:
        return ()
    told = (
        f"of {chosen.file}, {columns['before']} is taken for the image before and {columns['after']} for the one after"
    )
    return (f"{told}: data.pairs.columns says otherwise",)


def unread(chosen: FoundTable, roles: Mapping[str, int]) -> tuple[str, ...]:
    """The columns of a table of pairs or actions that say nothing here, in words."""
    assert chosen.table is not None
    rest = [name for index, name in enumerate(chosen.table.header) if index not in roles.values()]
    return (f"of {chosen.file} these columns are not used: {', '.join(rest)}",) if rest else ()


def labels_beside(
    listing: Listing, pairs: FoundTable, columns: Mapping[str, str], tables: Sequence[FoundTable]
) -> tuple[dict[str, Any], str]:
    """The source of pairs that a table lists, with the labels of another one that knows all factors of the actions."""
    names = [factor.name for factor in read_pair_table(listing.folder / pairs.file, columns).factors()]
    for one in tables:
        if one.kind == "labels" and one.table is not None and names and set(names) <= set(one.table.header):
            source: dict[str, Any] = {"format": "folder", "path": "", "metadata": one.file, "columns": names}
            return source | ({} if one.images[0] == "file_name" else {"file_column": one.images[0]}), one.file
    return {"format": "folder", "path": ""} | ({"metadata": None} if "metadata.csv" in listing.files else {}), ""


def pair_roles(table: Table, images: Sequence[str], path: Path) -> Mapping[str, str]:
    """The columns that a spec has to name, because their words do not tell."""
    given: dict[str, str] = {}
    sides = sides_in(table.header)
    if sides is None or [table.header[side] for side in sides] != list(images[:2]):
        given = {"before": images[0], "after": images[1]}
    try:
        roles_of(table.header, given, path, table.header_line)
    except DataError:
        rest = {name: table.column(name) for name in table.header if name not in images and name not in given.values()}
        likely = likeliest_action(rest)
        if likely is None:
            raise
        given["action"] = likely
    return given


def likeliest_action(columns: Mapping[str, Sequence[str]]) -> str | None:
    """The column that says what was done: the first with few values that are no numbers, or else the only factor."""
    named = action_in(tuple(columns))
    if named is not None:
        return list(columns)[named]
    kinds = [column for column in column_kinds(columns) if column.kind == "factor"] if columns else []
    kinds = [column for column in kinds if column.name.lower() not in PEOPLE]
    words = [c.name for c in kinds if not all(value.replace(".", "").isdigit() for value in columns[c.name])]
    return next(iter(words or ([kinds[0].name] if len(kinds) == 1 else [])), None)


def pairs_of_names(
    listing: Listing, options: Options, tables: Sequence[FoundTable], sides: SideNames
) -> Reading | None:
    """Pairs that names tell, with what a table or a folder says was done.

    Raises:
        DataError: CVQ320 when nothing says it.
    """
    source = {"format": "folder", "path": ""} | ({"metadata": None} if "metadata.csv" in listing.files else {})
    pairs: dict[str, Any] = {"before": sides.before, "after": sides.after}
    single = len(listing.images) - 2 * len(sides.matches)
    alone = (f"{single:,} image{'s' * (single != 1)} of no pair",) if single else ()
    told = f"names: {sides.before} and {sides.after}, {len(sides.matches):,} pairs"
    option = options.pairs if isinstance(options.pairs, Path) else options.labels
    actions = [table for table in tables if table.kind == "actions"]
    chosen = named_table(option, listing, tables) if isinstance(option, Path) else actions[0] if actions else None
    if chosen is not None and chosen.kind == "actions":
        assert chosen.table is not None
        columns = action_roles(chosen.table, chosen.images[0])
        pairs |= {"actions": chosen.file} | ({"columns": columns} if columns else {})
        pairs_from = f"{told}; what was done from {chosen.file}"
        others = (f"the folders say what was done too: move {chosen.file} away to take them",) if sides.told else ()
        where = chosen.table.header.index(chosen.images[0])
        roles = roles_of_action(chosen.table.header, columns, listing.folder / chosen.file, {where})
        notes = unread(chosen, {**roles, "name": where})
        untold = len(sides.matches) - len(chosen.table.rows)
        if untold > 0:
            notes = (*notes, f"{untold:,} pairs have no row in {chosen.file}: what was done is inferred")
        used = frozenset({chosen.file})
        return Reading(
            source, pairs=pairs, pairs_from=pairs_from, used=used, others=others, notes=notes, incomplete=alone
        )
    if sides.told:
        return Reading(source, pairs=pairs, pairs_from=f"{told}; what was done by {{action}}", incomplete=alone)
    if options.pairs is None and any(table.kind == "labels" for table in tables):
        return None
    raise actions_asked_for(listing, tables, sides)


def action_roles(table: Table, names: str) -> Mapping[str, str]:
    """The columns of a table of actions that a spec names: always that of the pairs, and others where words fail."""
    given = {} if names in ("name", "file_name") else {"name": names}
    header = [name for name in table.header if name != names]
    lowered = {name.lower() for name in header}
    if action_in(header) is None and not {"factor", "value"} <= lowered and not {"factor", "from", "to"} <= lowered:
        likely = likeliest_action({name: table.column(name) for name in header})
        if likely is not None:
            given["action"] = likely
    return given


def is_table(file: str) -> bool:
    """Whether a file is a table by its ending."""
    return file.lower().endswith(SUFFIXES)


def labels_of_names(listing: Listing, options: Options) -> Reading | None:
    """Labels that names say, by the pattern that all of them share or the one that is given."""
    if options.labels == NONE:
        return None
    others: tuple[str, ...] = ()
    if options.pattern is not None:
        pattern = options.pattern
    else:
        found = name_fields(listing.images)
        if found is None:
            return None
        pattern = found.pattern
        others = (f"what counts could be a factor too: --pattern '{found.alternative}'",) if found.alternative else ()
    compiled = name_pattern(pattern, listing.folder)
    rows, strangers = split_by(compiled, listing.images)
    if not rows:
        message, hint = "no name fits the pattern", f"names such as {listing.images[0]}"
        raise DataError(diagnostic(NOT_TAKEN, message, listing.folder, expected=pattern, hint=hint))
    cells = {name: [row[index] for row in rows] for index, name in enumerate(compiled.names)}
    columns = column_kinds(cells)
    metadata = {"metadata": None} if "metadata.csv" in listing.files else {}
    reading = Reading(
        source={"format": "folder", "path": "", **metadata, "pattern": pattern},
        labels=f"names: {pattern}",
        columns=columns,
        part="part" if parts_named((image, "") for image in listing.images) else None,
        others=others,
        incomplete=(f"{len(strangers):,} images whose names do not fit the pattern",) if strangers else (),
    )
    return reading if reading.factors else None


def completed(reading: Reading, listing: Listing, tables: Sequence[FoundTable]) -> Reading:
    """The reading with what it leaves aside."""
    return replace(reading, unused=(*overlooked(tables, reading.used), *other_files(listing)))


def other_files(listing: Listing) -> tuple[str, ...]:
    """Files that are neither images nor tables, by their ending."""
    images = set(listing.images)
    rest = [file for file in listing.files if file not in images and not is_table(file)]
    endings = Counter(f".{file.rpartition('.')[2]}" if "." in file.rpartition("/")[2] else "" for file in rest)
    shown = [
        next(file for file in rest if file.endswith(ending)) if count == 1 else f"{count:,} files {ending}".strip()
        for ending, count in endings.most_common(5)
    ]
    return (f"not understood: {', '.join(shown)}",) if shown else ()


def nothing_said(listing: Listing, tables: Sequence[FoundTable]) -> DataError:
    """CVQ320 for images of which nothing says what differs or what was done."""
    names = listing.images[:2]
    files = [name.rpartition("/")[2] for name in names]
    table = shortest_table(("file_name", "colour", "size"), [(files[0], "red", "1"), (files[-1], "blue", "2")])
    looked = [
        "a table with a column of image names (csv, tsv, json, jsonl, xlsx, parquet)",
        "folders or names that say values, all built alike, such as red_2.png or red/2.png",
        "images before and after, such as before/1.png and after/1.png",
    ]
    return DataError(
        diagnostic(
            NOTHING_SAID,
            f"{len(listing.images):,} images, and nothing says what differs between them or what was done",
            listing.folder,
            expected="; or ".join(looked),
            got="; ".join(overlooked(tables, frozenset())) or None,
            hint=f"write {listing.folder / 'metadata.csv'}, a row for each image:\n{table}",
        )
    )


def actions_of_pairs_asked_for(listing: Listing, chosen: FoundTable) -> DataError:
    """CVQ320 for a table of pairs that does not say what was done."""
    assert chosen.table is not None
    rows = [(*row, action) for row, action in zip(chosen.table.rows[:2], ("push_left", "push_right"), strict=False)]
    table = shortest_table((*chosen.table.header, "action"), rows)
    return DataError(
        diagnostic(
            NOTHING_SAID,
            f"{chosen.file} lists {len(chosen.table.rows):,} pairs and does not say what was done",
            listing.folder / chosen.file,
            expected="a third column, with what was done in your words; empty where it is not known",
            hint=f"add it:\n{table}",
        )
    )


def actions_asked_for(listing: Listing, tables: Sequence[FoundTable], sides: SideNames) -> DataError:
    """CVQ320 for pairs of which nothing says what was done."""
    first, last = sides.matches[0].names[0], sides.matches[-1].names[0]
    table = shortest_table(("name", "action"), [(first, "push_left"), (last, "push_right")])
    return DataError(
        diagnostic(
            NOTHING_SAID,
            f"{len(sides.matches):,} pairs of images, {sides.before} and {sides.after}, and nothing says what was done",
            listing.folder,
            expected="a table with a row for each pair; or a folder for each action, such as "
            "push_left/before/1.png and push_left/after/1.png",
            got="; ".join(overlooked(tables, frozenset())) or None,
            hint=f"write {listing.folder / 'actions.csv'}, a row for each pair, what was done in your words:\n{table}",
        )
    )
