"""Reading files of arrays: which holds the images, which the labels, or which are before and after, told by shape."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from causalvq.data.data_faults import diagnostic
from causalvq.data.formats.array_files import TIFF_ENDINGS, ArchiveArrays, ArrayFiles, FolderArrays
from causalvq.data.formats.array_labels import columns_of
from causalvq.data.formats.hdf5 import Hdf5Arrays
from causalvq.data.labels.file_names import Listing
from causalvq.data.labels.spellings import part_in
from causalvq.data.pairs.transitions import DONE, EPISODES
from causalvq.data.pixels import is_wide
from causalvq.data.tables import SUFFIXES, read_table
from causalvq.data.tables.pair_columns import ACTIONS, sides_in
from causalvq.errors import DataError
from causalvq.init.options import Options
from causalvq.init.reading.array_columns import LABEL_WORDS, Chosen, chosen_arrays, require_known
from causalvq.init.reading.array_headers import OBJECTS, Header, headers, remedy, stem
from causalvq.init.reading.column_kinds import column_kinds
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.init_faults import NO_DATA, NOT_TAKEN, NOTHING_SAID, no_factor
from causalvq.init.reading.published_layouts import published_file
from causalvq.regular_files import real_path

ARRAY_SUFFIXES: Final = (".npz", ".npy", ".h5", ".hdf5")
ENDS: Final = frozenset({"dones", "done", "terminals", "terminal", "terminations", "is_last", "ends", "timeouts"})
"""Arrays that say after which frames an episode ends."""

MOST_LISTED: Final = 12  # arrays that a message names


def read_arrays(data: Path, listing: Listing, options: Options) -> tuple[Reading, tuple[int, int] | None]:
    """The likeliest reading of arrays, and the height and width of their images.

    Args:
        data: an npz, npy or HDF5 file, or a folder of NumPy files.
        listing: the files; those of the folder in which a single file lies are not among them.
        options: what the user says.

    Raises:
        DataError: CVQ320 when nothing says what was done to what, CVQ322 when no array can be images; what reading
            raises.
    """
    files = [file for file in listing.files if file.lower().endswith((*ARRAY_SUFFIXES, *TIFF_ENDINGS))]
    tables = [file for file in listing.files if file.lower().endswith(SUFFIXES)]
    path = "" if data.is_file() else files[0]
    if len(files) == 1 and not files[0].lower().endswith((".npy", *TIFF_ENDINGS)):
        packed = files[0].lower().endswith(".npz")
        one = ArchiveArrays(listing.folder / files[0]) if packed else Hdf5Arrays(listing.folder / files[0])
        found = headers(one, one.names)
        published = published_file(one.path, {header.name: header.shape for header in found})
        if published is not None:
            source = {"format": published, "path": path}
            return Reading(source=source, labels=f"the published file of {published}"), None
        beside = packed and not labels_within(found) and bool(tables)
        if not packed or not (beside or isinstance(options.labels, Path)):
            source = {"format": "npz" if packed else "hdf5", "path": path}
            return of_headers(one, found, source, listing, options)
    folder = FolderArrays(listing.folder)
    names: list[str] = []
    for file in files:
        if file.lower().endswith(".npz"):
            names += [f"{file}/{name}" for name in ArchiveArrays(listing.folder / file).names]
        elif file.lower().endswith((".npy", *TIFF_ENDINGS)):
            names.append(file)
    source = {"format": "arrays", "path": ".." if data.is_file() else ""}
    return of_headers(folder, headers(folder, names), source, listing, options, tables)


def labels_within(found: Sequence[Header]) -> bool:
    """Whether an array has as many rows as the images that lie beside it have."""
    counts = {header.shape[0] for header in found if header.images is not None}
    return any(header.images is None and header.shape[:1] and header.shape[0] in counts for header in found)


def of_headers(
    arrays: ArrayFiles,
    found: Sequence[Header],
    source: Mapping[str, Any],
    listing: Listing,
    options: Options,
    tables: Sequence[str] = (),
) -> tuple[Reading, tuple[int, int] | None]:
    """The reading of some arrays: pairs where two are before and after, else images with labels."""
    images = [header for header in found if header.images is not None]
    if not images:
        raise DataError(
            diagnostic(
                NO_DATA,
                "no array holds images",
                arrays.path,
                expected="an array of shape [images, height, width] or [images, height, width, channels]",
                got=listed(found) or "no arrays",
                hint=remedy(found),
            )
        )
    if options.labels in ("names", "none") or options.pattern is not None:
        message = "arrays have no file names that could say something"
        raise DataError(diagnostic(NOT_TAKEN, message, arrays.path, hint="leave out --labels and --pattern"))
    sides = sides_of([stem(header.name) for header in images])
    if sides is not None and images[sides[0]].shape == images[sides[1]].shape:
        before, after = images[sides[0]], images[sides[1]]
        return of_sides(arrays, before, after, found, source), before.images[:2] if before.images else None
    chosen = max(images, key=likelihood)
    part = part_named(chosen.name)
    rest = [header for header in found if header.name != chosen.name]
    rest.sort(key=lambda header: part_named(header.name) != part)
    left = []
    if part is not None:  # y_test says nothing of x_train, however long it is
        left = [header for header in rest if part_named(header.name) not in (part, None)]
        rest = [header for header in rest if header not in left]
    reading = with_labels(arrays, chosen, rest, source, listing, options, tables, left)
    return reading, chosen.images[:2] if chosen.images else None


def listed(found: Sequence[Header]) -> str:
    """Arrays in words, the first of many."""
    few = ", ".join(map(str, found[:MOST_LISTED]))
    return few + (f" and {len(found) - MOST_LISTED:,} more" if len(found) > MOST_LISTED else "")


def likelihood(header: Header) -> tuple[bool, bool, bool, int]:
    """How likely an array holds the images: not those of a held-out part, by name, by type, by size."""
    named = stem(header.name) in ("images", "imgs", "x", "x_train")
    narrow = header.kind not in "iu" or not is_wide(np.dtype(header.dtype))
    return part_named(header.name) in (None, "train"), named, narrow, int(np.prod(header.shape))


def part_named(name: str) -> str | None:
    """The part of a split that an array's name names: `x_train`, `test/images`."""
    return part_in(re.split(r"[/_.\-]", name))


def sides_of(names: Sequence[str]) -> tuple[int, int] | None:
    """Where arrays before and after stand: by the words of the field, or as `obs` and `next_obs`."""
    follow = [(names.index(name), names.index(f"next_{name}")) for name in names if f"next_{name}" in names]
    return follow[0] if len(follow) == 1 else sides_in(names)


def of_sides(
    arrays: ArrayFiles, before: Header, after: Header, found: Sequence[Header], source: Mapping[str, Any]
) -> Reading:
    """Pairs of rows of two arrays, and what a third one says was done.

    Raises:
        DataError: CVQ320 when none says it.
    """
    count = before.shape[0]
    others = [h for h in found if h.name not in (before.name, after.name) and h.shape in ((count,), (count, 1))]
    others.sort(key=lambda header: ACTIONS.index(w) if (w := stem(header.name).removesuffix("s")) in ACTIONS else 99)
    if not others:
        raise DataError(
            diagnostic(
                NOTHING_SAID,
                f"{count:,} pairs of images, {before.name} and {after.name}, and nothing says what was done",
                arrays.path,
                expected=f"an array action of {count:,} names, one for each pair",
                got=", ".join(map(str, found)),
                hint='add it: numpy.savez(path, before=before, after=after, action=["push_left", "push_right", ...])',
            )
        )
    actions = others[0]
    return Reading(
        source={**source, "images": [before.name, after.name]},
        pairs={"before": before.name, "after": after.name, "actions": actions.name},
        pairs_from=f"rows of {before} and {after}, what was done from {actions.name}",
        used=frozenset({before.name, after.name, actions.name}),
        unused=tuple(
            f"array {header}" for header in found if header.name not in (before.name, after.name, actions.name)
        ),
    )


def with_labels(
    arrays: ArrayFiles,
    images: Header,
    rest: Sequence[Header],
    source: Mapping[str, Any],
    listing: Listing,
    options: Options,
    tables: Sequence[str],
    left: Sequence[Header] = (),
) -> Reading:
    """Images with the labels of arrays or of a table with a row for each.

    Raises:
        DataError: CVQ320 when there are none.
    """
    spec: dict[str, Any] = dict(source)
    count = images.shape[0]
    if images.name != ("images.npy" if source["format"] == "arrays" else "images"):
        spec["images"] = images.name
    require_no_frames(arrays, images, rest, options)
    table = table_of_rows(arrays, count, tables, options, listing)
    chosen = None if table is not None else chosen_arrays(arrays, rest, count)
    if table is not None:
        read = read_table(arrays.path / table)
        cells = {name: np.array(read.column(name)) for name in read.header}
        spec["labels"] = table
        chosen = Chosen((table,), table, columns_of(cells, count, (), read.header, arrays.path))
    elif chosen is None:
        raise unlabelled(arrays, images, rest, count)
    elif chosen.used != ("labels.npy" if source["format"] == "arrays" else "labels",):
        single = len(chosen.used) == 1 and not is_own_factor(chosen)
        spec["labels"] = chosen.used[0] if single else list(chosen.used)
    if chosen.one_hot:
        spec["one_hot"] = list(chosen.one_hot)
    if chosen.names:
        spec["factor_names"] = list(chosen.names)
    kinds = column_kinds(chosen.columns)
    if not any(column.kind in ("factor", "measurement") for column in kinds):
        raise no_factor(arrays.path, chosen.told, kinds, "arrays before, after and action")
    require_known(chosen, options, arrays)
    taken = {*chosen.used, *(header.name for header in chosen.others)}
    known = {*chosen.columns, *chosen.describing}
    unused = [header for header in (*rest, *left) if header.name not in taken and not described(header.name, known)]
    beside = [header.name for header in rest if described(header.name, known) and header.name.isidentifier()]
    return Reading(
        source=spec,
        labels=chosen.told,
        columns=kinds,
        used=frozenset(chosen.used),
        others=tuple(f"{other} could be labels too: write labels: {other.name}" for other in chosen.others),
        unused=tuple(f"array {header}" for header in unused),
        notes=(f"images are {images}",) * ("images" in spec) + joining(arrays.path, images, chosen.used, left, beside),
    )


def joining(
    archive: Path, images: Header, labels: Sequence[str], left: Sequence[Header], beside: Sequence[str]
) -> tuple[str, ...]:
    """What to write in NumPy so that the images of other parts, such as `x_test`, are taken too; nothing without any.

    Parts are joined where each has images of the same size, and labels by the same name as the first one's.
    """
    if archive.suffix != ".npz":
        return ()
    there = {header.name for header in left}
    mine = part_words(images.name)
    others = {}
    for header in left:
        word = part_words(header.name)
        alike = header.name.lower() != images.name.lower() and header.shape[1:] == images.shape[1:]
        names = [renamed(name, mine, word) for name in (images.name, *labels)]
        if word and mine and alike and names[0] == header.name and all(name in there for name in names):
            others[header.name] = names
    if not others:
        return ()
    columns = list(zip((images.name, *labels), *others.values(), strict=True))
    kept = ["images", *(["labels"] if len(labels) == 1 else [re.sub(r"\W", "_", name) for name in labels])]
    saved = [*(f"{own}={own}" for own in kept), *(f'{name}=d["{name}"]' for name in beside)]
    return (
        f"{images.name} is taken alone, and split anew; to take {', '.join(others)} too, write one file of all parts:",
        f'd = numpy.load("{archive.name}")',
        *(f"{own} = numpy.concatenate([{listing_of(column)}])" for own, column in zip(kept, columns, strict=True)),
        f'numpy.savez("{archive.stem}_all.npz", {", ".join(saved)})',
    )


def listing_of(names: Sequence[str]) -> str:
    """Arrays of an archive, as they are taken from it in NumPy."""
    return ", ".join(f'd["{name}"]' for name in names)


def part_words(name: str) -> str:
    """The word of an array's name that names its part of a split; empty where none does."""
    return next((word for word in re.split(r"[/_.\-]", name) if part_in([word]) is not None), "")


def renamed(name: str, word: str, other: str) -> str:
    """A name with another word for its part."""
    return "".join(other if piece == word else piece for piece in re.split(r"([/_.\-])", name))


def require_no_frames(arrays: ArrayFiles, images: Header, rest: Sequence[Header], options: Options) -> None:
    """Refuse frames of which arrays say what was done after each: an action is no property of one image.

    Raises:
        DataError: CVQ320, with what to write in NumPy.
    """
    rows = {stem(header.name): header for header in rest if header.shape[:1] == images.shape[:1]}
    done = next((name for name in rows if name in DONE), None)
    ends = next((name for name in rows if name in ENDS), None)
    whole = next((name for name in rows if name.removesuffix("s").removesuffix("_id") in EPISODES), None)
    if done is None or (ends is None and whole is None) or options.labels is not None:
        return
    keep = f"{whole}[:-1] == {whole}[1:]" if whole is not None else f"~{ends}[:-1].astype(bool)"
    name = stem(images.name)
    raise DataError(
        diagnostic(
            NOTHING_SAID,
            f"{images} are frames that follow each other, and {done} says what was done between them",
            arrays.path,
            expected="arrays before, after and action, a row for each pair",
            got=listed(rest),
            hint=f"keep = {keep}; numpy.savez(path, before={name}[:-1][keep], after={name}[1:][keep], "
            f"action={done}[:-1][keep])",
        )
    )


def is_own_factor(chosen: Chosen) -> bool:
    """Whether one array with a value for each image is a factor rather than `the labels`, as a list of one says."""
    alone = len(chosen.used) == len(chosen.columns) == 1 and not chosen.one_hot
    return alone and stem(chosen.used[0]) not in LABEL_WORDS and not chosen.others


def table_of_rows(
    arrays: ArrayFiles, count: int, tables: Sequence[str], options: Options, listing: Listing
) -> str | None:
    """The table with as many rows as there are images; the one that is named, whatever its rows."""
    if source := options.labels if isinstance(options.labels, Path) else None:
        return (
            real_path(Path(source)).relative_to(real_path(arrays.path)).as_posix()
            if real_path(source).is_relative_to(real_path(arrays.path))
            else real_path(source).as_posix()
        )
    for name in tables:
        try:
            if len(read_table(listing.folder / name).rows) == count:
                return name
        except DataError:
            continue
    return None


def described(name: str, factors: Collection[str]) -> bool:
    """Whether an array says something of the factors."""
    known = {"factor_names", "factor_sizes", "factor_cyclic", "grid_complete"}
    return name in known or stem(name) in factors or name.removeprefix("values_") in factors


def unlabelled(arrays: ArrayFiles, images: Header, rest: Sequence[Header], count: int) -> DataError:
    """CVQ320 for images without labels."""
    objects = [header.name for header in rest if header.kind == OBJECTS]
    hint = "save labels beside the images: numpy.savez(path, images=images, labels=labels, factor_names=names)"
    if objects:
        hint = f"{objects[0]} could run code when read, and is not read: save {stem(objects[0])}.astype(str)"
    near = [header for header in rest if len(header.shape) in (1, 2) and header.kind in "iufb"]
    rows = f"; {near[0]} does not have {count:,} rows" if near else ""
    return DataError(
        diagnostic(
            NOTHING_SAID,
            f"{images} holds images, and nothing says what differs between them{rows}",
            arrays.path,
            expected=f"an array of labels of shape [{count}, factors], or a table of {count:,} rows: --labels FILE",
            got=listed(rest) or "no other array",
            hint=hint,
        )
    )
