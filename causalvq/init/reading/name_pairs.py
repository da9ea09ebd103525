"""Reading pairs that names of images tell, such as before/1.png and after/1.png, and what says what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from causalvq.data.data_faults import diagnostic
from causalvq.data.labels.file_names import Listing
from causalvq.data.tables import Table
from causalvq.data.tables.pair_columns import action_in, roles_of_action
from causalvq.errors import DataError
from causalvq.init.names.side_names import SideNames
from causalvq.init.options import Options
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.init_faults import NOTHING_SAID, shortest_table
from causalvq.init.reading.table_kinds import FoundTable, overlooked
from causalvq.init.reading.table_labels import named_table
from causalvq.init.reading.table_pairs import likeliest_action, unread


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
        columns = action_roles(chosen.cells, chosen.images[0])
        pairs |= {"actions": chosen.file} | ({"columns": columns} if columns else {})
        pairs_from = f"{told}; what was done from {chosen.file}"
        others = (f"the folders say what was done too: move {chosen.file} away to take them",) if sides.told else ()
        where = chosen.cells.header.index(chosen.images[0])
        roles = roles_of_action(chosen.cells.header, columns, listing.folder / chosen.file, {where})
        notes = unread(chosen, {**roles, "name": where})
        untold = len(sides.matches) - len(chosen.cells.rows)
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
