"""Reading files of arrays: which holds the images, which the labels, or which are before and after, told by shape."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import OBJECT_ARRAY, diagnostic
from causalvq.data.formats.array_files import ArchiveArrays, ArrayFiles, FolderArrays
from causalvq.data.formats.array_labels import columns_of, one_hot_groups
from causalvq.data.formats.hdf5 import Hdf5Arrays
from causalvq.data.labels.file_names import Listing
from causalvq.data.labels.spellings import part_in
from causalvq.data.pixels import stored_images
from causalvq.data.tables import SUFFIXES, read_table
from causalvq.data.tables.pair_columns import ACTIONS, sides_in
from causalvq.errors import DataError
from causalvq.init.options import Options
from causalvq.init.reading.column_kinds import column_kinds
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.init_faults import NO_DATA, NOT_TAKEN, NOTHING_SAID, no_factor
from causalvq.init.reading.published_layouts import published_file

ARRAY_SUFFIXES: Final = (".npz", ".npy", ".h5", ".hdf5")
LABEL_WORDS: Final = ("labels", "label", "y", "targets", "target", "factors", "latents", "attributes", "classes")
MOST_LABELS: Final = 256  # columns


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of an array before it is read."""

    name: str
    shape: tuple[int, ...]
    kind: str
    images: tuple[int, int, int] | None  # height, width and channels, if it can be images

    def __str__(self) -> str:
        return f"{self.name} {list(self.shape)}"


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
    files = [file for file in listing.files if file.lower().endswith(ARRAY_SUFFIXES)]
    path = "" if data.is_file() else files[0]
    if len(files) == 1 and not files[0].lower().endswith(".npy"):
        packed = files[0].lower().endswith(".npz")
        one = ArchiveArrays(listing.folder / files[0]) if packed else Hdf5Arrays(listing.folder / files[0])
        published = published_file(one.path, frozenset(one.names))
        if published is not None:
            source = {"format": published, "path": path}
            return Reading(source=source, labels=f"the published file of {published}"), None
        if not packed or not isinstance(options.labels, Path):
            source = {"format": "npz" if packed else "hdf5", "path": path}
            return of_headers(one, headers(one, one.names), source, listing, options)
    folder = FolderArrays(listing.folder)
    names: list[str] = []
    for file in files:
        if file.lower().endswith(".npz"):
            names += [f"{file}/{name}" for name in ArchiveArrays(listing.folder / file).names]
        elif file.lower().endswith(".npy"):
            names.append(file)
    source = {"format": "arrays", "path": ".." if data.is_file() else ""}
    tables = [file for file in listing.files if file.lower().endswith(SUFFIXES)]
    return of_headers(folder, headers(folder, names), source, listing, options, tables)


def headers(arrays: ArrayFiles, names: Sequence[str]) -> list[Header]:
    """The headers of arrays that can be read; those of Python objects are passed over."""
    found = []
    for name in names:
        try:
            shape, dtype = arrays.header(name)
        except DataError as error:
            if error.diagnostics[0].code == OBJECT_ARRAY:
                continue
            raise
        found.append(Header(name, shape, dtype.kind, images_in(shape, dtype)))
    return found


def images_in(shape: tuple[int, ...], dtype: np.dtype[Any]) -> tuple[int, int, int] | None:
    """Height, width and channels, where an array can be images of at least 4 x 4 pixels."""
    try:
        layout = stored_images(shape, dtype, "white", "", Path())
    except DataError:
        return None
    return layout.shape if min(layout.shape[:2]) >= 4 and layout.count > 1 else None


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
                got=", ".join(map(str, found)) or "no arrays",
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
    count, part = chosen.shape[0], part_named(chosen.name)
    rest = [header for header in found if header.name != chosen.name]
    rest.sort(key=lambda header: part_named(header.name) != part)
    if part is not None:  # y_test says nothing of x_train, however long it is
        rest = [header for header in rest if part_named(header.name) in (part, None)]
    reading = with_labels(arrays, chosen, rest, count, source, listing, options, tables)
    return reading, chosen.images[:2] if chosen.images else None


def likelihood(header: Header) -> tuple[bool, bool, int]:
    """How likely an array holds the images: not those of a held-out part, by name, by size."""
    named = stem(header.name) in ("images", "imgs", "x", "x_train")
    return part_named(header.name) in (None, "train"), named, int(np.prod(header.shape))


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
    count: int,
    source: Mapping[str, Any],
    listing: Listing,
    options: Options,
    tables: Sequence[str],
) -> Reading:
    """Images with the labels of arrays or of a table with a row for each.

    Raises:
        DataError: CVQ320 when there are none.
    """
    spec: dict[str, Any] = dict(source)
    if images.name != ("images.npy" if source["format"] == "arrays" else "images"):
        spec["images"] = images.name
    table = table_of_rows(arrays, count, tables, options, listing)
    wide = [
        h for h in rest if len(h.shape) == 2 and h.shape[0] == count and h.shape[1] <= MOST_LABELS and h.kind in "iufb"
    ]
    flat = [h for h in rest if h.shape == (count,) and h.kind in "iufbUS"]
    wide.sort(key=lambda header: LABEL_WORDS.index(w) if (w := stem(header.name)) in LABEL_WORDS else 99)
    lone = [h for h in flat if stem(h.name) in LABEL_WORDS]
    if table is not None:
        spec["labels"], used, told = table, [table], table
    elif wide:
        used, told = [wide[0].name], str(wide[0])
    elif flat:
        used = [h.name for h in flat] if len(flat) > 1 or not lone else [lone[0].name]
        told = ", ".join(used)
    else:
        raise unlabelled(arrays, images, rest, count)
    default = "labels.npy" if source["format"] == "arrays" else "labels"
    if table is None and used != [default]:
        spec["labels"] = used if len(used) > 1 or (flat and not wide and not lone) else used[0]
    columns, names = label_columns(arrays, used, table, count, spec)
    kinds = column_kinds(columns)
    if not any(column.kind in ("factor", "measurement") for column in kinds):
        raise no_factor(arrays.path, told, kinds, "arrays before, after and action")
    others = tuple(f"{header} could be labels too: write labels: {header.name}" for header in wide[1:])
    unused = [h for h in rest if h.name not in used and h not in wide[1:] and not described(h.name, names)]
    return Reading(
        source=spec,
        labels=f"{told}"
        + (f", one-hot in groups of {', '.join(map(str, spec['one_hot']))}" if "one_hot" in spec else ""),
        columns=kinds,
        used=frozenset(used),
        others=others,
        unused=tuple(f"array {header}" for header in unused),
        notes=(f"images are {images}",) if "images" in spec else (),
    )


def table_of_rows(
    arrays: ArrayFiles, count: int, tables: Sequence[str], options: Options, listing: Listing
) -> str | None:
    """The table with as many rows as there are images; the one that is named, whatever its rows."""
    if source := options.labels if isinstance(options.labels, Path) else None:
        return (
            Path(source).resolve().relative_to(arrays.path.resolve()).as_posix()
            if source.resolve().is_relative_to(arrays.path.resolve())
            else source.resolve().as_posix()
        )
    for name in tables:
        try:
            if len(read_table(listing.folder / name).rows) == count:
                return name
        except DataError:
            continue
    return None


def label_columns(
    arrays: ArrayFiles, used: Sequence[str], table: str | None, count: int, spec: dict[str, Any]
) -> tuple[Mapping[str, npt.NDArray[Any]], Sequence[str]]:
    """The columns of the labels by name, one-hot groups noted in the spec, and the names of factors of the file."""
    if table is not None:
        read = read_table(arrays.path / table)
        return columns_of(
            {name: np.array(read.column(name)) for name in read.header}, count, (), read.header, arrays.path
        ), ()
    found = {name: arrays.read(name) for name in used}
    names: list[str] = []
    if isinstance(arrays, ArchiveArrays) and arrays.has("factor_names"):
        names = [
            text.decode(errors="replace") if isinstance(text, bytes) else str(text)
            for text in arrays.read("factor_names")
        ]
    groups = one_hot_groups(next(iter(found.values()))) if len(found) == 1 else ()
    if groups:
        spec["one_hot"] = list(groups)
        names = names if len(names) == len(groups) else []
    if len(found) == 1 and len(names) != (len(groups) or _width(next(iter(found.values())))):
        names = []
    elif len(found) > 1:
        short = [stem(name) for name in used]
        names = short if len(set(short)) == len(short) else []
        if names and names != list(used):
            spec["factor_names"] = names
    return columns_of(found, count, groups, names, arrays.path), names


def _width(array: npt.NDArray[Any]) -> int:
    return array.shape[1] if array.ndim == 2 else 1


def described(name: str, factors: Sequence[str]) -> bool:
    """Whether an array says something of the factors."""
    known = {"factor_names", "factor_sizes", "factor_cyclic", "grid_complete"}
    return name in known or name.removeprefix("values_") in factors


def unlabelled(arrays: ArrayFiles, images: Header, rest: Sequence[Header], count: int) -> DataError:
    """CVQ320 for images without labels."""
    near = [header for header in rest if len(header.shape) in (1, 2) and header.kind in "iufb"]
    rows = f"; {near[0]} does not have {count:,} rows" if near else ""
    return DataError(
        diagnostic(
            NOTHING_SAID,
            f"{images} holds images, and nothing says what differs between them{rows}",
            arrays.path,
            expected=f"an array of labels of shape [{count}, factors], or a table of {count:,} rows: --labels FILE",
            got=", ".join(map(str, rest)) or "no other array",
            hint="save labels beside the images: numpy.savez(path, images=images, labels=labels, factor_names=names)",
        )
    )


def stem(name: str) -> str:
    """The last part of an array's name, without an ending."""
    return name.rpartition("/")[2].removesuffix(".npy").lower()
