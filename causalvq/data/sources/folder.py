"""The user's own folder of images, labelled by tables or by the names of the files.

By a table: a column of file names (`file_name`, the ImageFolder convention of Hugging Face, or any column whose cells
lead to images) and a column for each factor. By names: a pattern such as `{shape}_{hue}.png`. Without either, the
images are unlabelled. Values are in numeric order if all are numbers, else in alphabetical order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from causalvq.data.data_faults import BAD_LABELS, MISSING, UNKNOWN_SOURCE, fault, require_file, require_folder
from causalvq.data.labels.file_names import IMAGE_SUFFIXES, Listing, Locator, list_files
from causalvq.data.labels.label_tables import find_tables, label_files
from causalvq.data.labels.name_patterns import name_pattern, split_by
from causalvq.data.labels.numbering import Bins, numbered
from causalvq.data.labels.one_hot_columns import joined_columns
from causalvq.data.labels.spellings import part_in
from causalvq.data.pixels import Alpha
from causalvq.data.sources.pictured import Pictured
from causalvq.dsl.describe.printing import flow
from causalvq.dsl.text.suggest import did_you_mean

TABLE: Final = "metadata.csv"
METADATA: Final = frozenset({"metadata.csv", "metadata.jsonl", "metadata.parquet"})
PART: Final = "part"
"""A column that every folder has: the part of the split that the path of an image, or of its table, names."""


class FolderSource(Pictured):
    """A folder of images.

    Args:
        folder: the folder; images in folders within it count.
        metadata: names of tables, relative to the folder; None reads none.
        pattern: read the factors from the names instead.
        columns: the factors to take, in this order; empty for all.
        size: side in pixels to which images are cropped and resized; None requires them to be of one size.
        file_column: the column of file names, or a pattern of them in which columns stand; None finds it.
        one_hot: for the names of factors, columns of which one is 1 in each row.
        bins: for the names of measurements, how they are cut.
        missing: whether rows and images that are not complete are faults, or left out and counted.
        empty: for some columns, cells that stand for no value.
        alpha: whether transparency is laid over white or kept as a channel.

    Raises:
        DataError: CVQ301 when folder, table or a file of the table is missing (all of them together), CVQ310 when a
            row is not as described, CVQ305 when names do not fit the pattern, CVQ306 for a factor with one value.
    """

    def __init__(
        self,
        folder: Path,
        metadata: str | Sequence[str] | None = TABLE,
        pattern: str | None = None,
        columns: Sequence[str] = (),
        size: int | None = None,
        *,
        alpha: Alpha = "white",
        file_column: str | None = None,
        one_hot: Mapping[str, Sequence[str]] | None = None,
        bins: Mapping[str, Bins] | None = None,
        missing: Literal["error", "skip"] = "error",
        empty: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        require_folder(folder)
        listing = list_files(folder)
        tables = () if pattern is not None or metadata is None else find_tables(listing, metadata, TABLE)
        place = tables[0] if tables else folder
        if tables:
            wanted = [part for column in columns for part in (one_hot or {}).get(column, [column])]
            labelled = label_files(
                [require_file(table) for table in tables], listing, file_column, wanted, missing, empty or {}
            )
            self.names: tuple[str, ...] = labelled.files
            self._cells: dict[str, tuple[str, ...]] = dict(labelled.columns)
            self._tables: tuple[Path, ...] = labelled.tables
            skipped = labelled.skipped if missing == "skip" else ()
            notices = labelled.notices
        else:
            self.names, self._cells, skipped = _by_names(listing, pattern, missing)
            self._tables, notices = (), ()
        beside = _tables_beside(listing) if not tables and pattern is None and metadata == TABLE else ()
        self._cells = joined_columns(self._cells, one_hot or {}, place)
        names = _chosen(self._cells, columns, place)
        count = len(self.names)
        labels, factors = numbered(names, [self._cells[name] for name in names], bins or {}, count, place)
        paths = [folder / name for name in self.names]
        super().__init__(
            folder,
            paths,
            labels,
            factors,
            tables=tables,
            setting=_setting(pattern, columns, file_column, one_hot, bins, missing, notices, empty),
            size=size,
            alpha=alpha,
            skipped=skipped,
            notices=(*notices, *beside),
        )
        self._folder, self._listing = folder, listing

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by which images may be grouped: those of the tables or the pattern, and `part`."""
        return (*self._cells, PART) if PART not in self._cells else tuple(self._cells)

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of a column, one for each image.

        Raises:
            KeyError: when there is none of this name.
        """
        if name in self._cells:
            return tuple(self._cells[name])
        if name != PART:
            raise KeyError(name)
        tables: Sequence[Path | None] = self._tables or [None] * len(self.names)
        return tuple(self._part(file, table) for file, table in zip(self.names, tables, strict=True))

    def locate(self, name: str, near: Path) -> int:
        """The index of the image that a table calls so; KeyError when there is none."""
        found = self._locator.find(name, self._locator.nearness(near))
        if found is None:
            raise KeyError(name)
        return self._numbers[found]

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self._folder, self._listing.files)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {file: index for index, file in enumerate(self.names)}

    def _part(self, file: str, table: Path | None) -> str:
        """What the folders of an image say, else those of its table, else the table's own name."""
        words = file.split("/")[:-1]
        if table is not None:
            inner = table.relative_to(self._folder) if table.is_relative_to(self._folder) else table
            words += [*inner.parts[:-1], inner.stem, *inner.stem.split("_")]
        return part_in(words) or ""


def _tables_beside(listing: Listing) -> tuple[str, ...]:
    """That tables lie where those of Hugging Face do, which nothing names, in words."""
    found = [file for file in listing.files if file.rpartition("/")[2] in METADATA]
    if not found:
        return ()
    depth, name = found[0].count("/"), found[0].rpartition("/")[2]
    alike = all((file.count("/"), file.rpartition("/")[2]) == (depth, name) for file in found)
    written = "/".join(["*"] * depth + [name]) if alike else found[0]
    return (f"{found[0]} is not read: to take its labels say data.source.metadata: {flow(written)}",)


def _by_names(
    listing: Listing, pattern: str | None, missing: str
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Files, the cells of their fields, and what was left out; no fields without a pattern."""
    files = listing.images
    if not files:
        raise fault(MISSING, "there are no images in the folder", listing.folder, expected=", ".join(IMAGE_SUFFIXES))
    if pattern is None:
        return files, {}, ()
    compiled = name_pattern(pattern, listing.folder)
    rows, strangers = split_by(compiled, files)
    if strangers and (missing == "error" or not rows):
        message = f"{Path(strangers[0]).name} and {len(strangers) - 1} more names do not fit the pattern"
        hint = "leave them out: --missing skip, data.source.missing: skip"
        raise fault(BAD_LABELS, message, listing.folder / strangers[0], expected=pattern, hint=hint)
    left = set(strangers)
    kept = tuple(file for file in files if file not in left)
    cells = {name: tuple(row[index] for row in rows) for index, name in enumerate(compiled.names)}
    return kept, cells, (f"{len(left):,} images whose names do not fit the pattern",) if left else ()


def _chosen(cells: Mapping[str, Sequence[str]], columns: Sequence[str], place: Path) -> list[str]:
    """The factors: the columns that are named, or all."""
    for column in columns:
        if column not in cells:
            hint = did_you_mean(column, tuple(cells))
            raise fault(UNKNOWN_SOURCE, f"there is no column {column!r}", place, expected=", ".join(cells), hint=hint)
    return list(columns or cells)


def _setting(pattern: str | None, columns: Sequence[str], *later: object) -> str:
    """What decides about labels beside the files; options that came later count only where they are used."""
    used = [repr(option) for option in later if option not in (None, {}, "error", ())]
    return " ".join((f"folder {pattern} {','.join(columns)}", *used))
