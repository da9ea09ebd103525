"""Reading pairs that a table beside images lists, with what was done, or frames that follow each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from causalvq.data.data_faults import diagnostic
from causalvq.data.labels.file_names import Listing
from causalvq.data.pairs.pair_table import read_pair_table
from causalvq.data.pairs.transitions import frames_in
from causalvq.data.tables import Table
from causalvq.data.tables.pair_columns import action_in, roles_of, sides_in
from causalvq.errors import DataError
from causalvq.init.options import Options
from causalvq.init.reading.column_kinds import column_kinds
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.init_faults import NOT_TAKEN, NOTHING_SAID, shortest_table
from causalvq.init.reading.table_kinds import FoundTable, names_rows
from causalvq.init.reading.table_labels import NAMES, named_table

FACTORS: Final = "factors"
PEOPLE: Final = frozenset({"operator", "user", "who", "by", "author", "annotator", "person", "session", "run", "date"})
"""Columns of tables of pairs that say who or when, not what."""


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
    if chosen.kind == "frames":
        return pairs_of_frames(listing, chosen)
    labels = [one for one in tables if one.kind == "labels"]
    if labels and names_rows(chosen.cells, chosen.cells.header.index(chosen.images[0])):
        message = f"{chosen.file} names images by numbers that are no file names, beside {labels[0].file}"
        hint = "write the file names in their place: a number could be a row, or an identifier of the other table"
        raise DataError(diagnostic(NOT_TAKEN, message, listing.folder / chosen.file, hint=hint))
    if len(chosen.cells.header) == 2:
        if labels and options.pairs is None:
            return None
        raise actions_of_pairs_asked_for(listing, chosen)
    columns = pair_roles(chosen.cells, chosen.images, listing.folder / chosen.file)
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
        pairs_from=f"{chosen.file}: {', '.join(chosen.cells.header)}",
        notes=(
            *guessed(chosen, columns),
            *unread(chosen, roles_of(chosen.cells.header, columns, listing.folder / chosen.file)),
        ),
        used=frozenset({chosen.file, label_file}),
        others=tuple(others),
    )


def pairs_of_frames(listing: Listing, chosen: FoundTable) -> Reading:
    """Pairs of frames that follow each other, which a table of frames lists with what was done between them."""
    frames = frames_in(chosen.cells, images=chosen.images)
    assert frames is not None, "the table was found to be one"
    named = {"image": frames.image, "episode": frames.episode, "frame": frames.frame, "action": frames.action}
    columns = {role: column for role, column in named.items() if column is not None}
    within = f" of its {frames.episode}" if frames.episode else ""
    metadata = {"metadata": None} if "metadata.csv" in listing.files else {}
    rest = [name for name in chosen.cells.header if name not in columns.values() and f"{{{name}}}" not in frames.image]
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
    rest = [name for index, name in enumerate(chosen.cells.header) if index not in roles.values()]
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


def actions_of_pairs_asked_for(listing: Listing, chosen: FoundTable) -> DataError:
    """CVQ320 for a table of pairs that does not say what was done."""
    rows = [(*row, action) for row, action in zip(chosen.cells.rows[:2], ("push_left", "push_right"), strict=False)]
    table = shortest_table((*chosen.cells.header, "action"), rows)
    return DataError(
        diagnostic(
            NOTHING_SAID,
            f"{chosen.file} lists {len(chosen.cells.rows):,} pairs and does not say what was done",
            listing.folder / chosen.file,
            expected="a third column, with what was done in your words; empty where it is not known",
            hint=f"add it:\n{table}",
        )
    )
