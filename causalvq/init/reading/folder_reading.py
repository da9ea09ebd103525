"""Reading a folder of image files: pairs and labels from tables beside them, or from their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from causalvq.data.data_faults import diagnostic
from causalvq.data.labels.file_names import Listing, Locator
from causalvq.data.labels.name_patterns import name_pattern, split_by
from causalvq.data.pairs.matching import pair_names
from causalvq.data.tables import SUFFIXES
from causalvq.errors import DataError
from causalvq.init.names.name_fields import name_fields
from causalvq.init.names.side_names import SideNames, side_names
from causalvq.init.options import Options
from causalvq.init.reading.column_kinds import column_kinds
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.init_faults import NOT_TAKEN, NOTHING_SAID, shortest_table
from causalvq.init.reading.name_pairs import pairs_of_names
from causalvq.init.reading.table_kinds import FoundTable, find_tables_in, overlooked, relative_to, table_kind
from causalvq.init.reading.table_labels import NAMES, NONE, labels_of_table, parts_named
from causalvq.init.reading.table_pairs import pairs_of_table
from causalvq.regular_files import real_path

FAULTS_SHOWN: Final = 3  # of tables that cannot be read


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
    known = {real_path(listing.folder / file) for file in listing.files if file.lower().endswith(SUFFIXES)}
    named = [option for option in (options.labels, options.pairs) if isinstance(option, Path)]
    return [path for path in named if real_path(path) not in known]


def chosen_table(path: Path, listing: Listing, sides: SideNames | None) -> FoundTable:
    """A table that an option names and that lies elsewhere."""
    names = pair_names(sides.matches) if sides else {}
    return table_kind(path, relative_to(path, listing.folder), Locator(listing.folder, listing.files), names)


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
    broken = [table.fault for table in tables if table.fault is not None]  # what was to say it, most likely
    return DataError(
        *broken[:FAULTS_SHOWN],
        diagnostic(
            NOTHING_SAID,
            f"{len(listing.images):,} images, and nothing says what differs between them or what was done",
            listing.folder,
            expected="; or ".join(looked),
            got="; ".join(overlooked(tables, frozenset())) or None,
            hint=f"correct {Path(broken[0].place.file).name}"
            if broken and broken[0].place
            else f"write {listing.folder / 'metadata.csv'}, a row for each image:\n{table}",
        ),
    )
