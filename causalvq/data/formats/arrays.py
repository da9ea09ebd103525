"""The user's own arrays: images, and labels of any form, by the names that a spec gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.budget import text_array
from causalvq.data.data_faults import UNKNOWN_SOURCE, WRONG_SHAPE, fault, require_folder
from causalvq.data.facts import FactorFacts
from causalvq.data.fingerprint import fingerprint
from causalvq.data.formats.array_files import ArrayFiles, FolderArrays, PixelRows, require_array
from causalvq.data.formats.array_labels import columns_of, labelled
from causalvq.data.formats.stored import Stored
from causalvq.data.labels.numbering import Bins
from causalvq.data.pixels import Alpha
from causalvq.data.tables import SUFFIXES, number_text, read_table
from causalvq.data.types import Images, Integers
from causalvq.dsl.text.suggest import did_you_mean


class ArraysSource(Stored):
    """Arrays of images whose rows follow each other, and their labels.

    Args:
        arrays: where arrays are found.
        images: names of arrays of images.
        labels: int64 [N, F].
        factors: the factors that the columns stand for.
        used: names of all arrays that were read, for the fingerprint.
        setting: what else decides about labels.
        alpha: whether the fourth of four uint8 channels is transparency, laid over white, or a channel.

    Raises:
        DataError: when an array is missing, damaged, or holds no images; CVQ303 when two are of different shapes.
    """

    def __init__(
        self,
        arrays: ArrayFiles,
        images: Sequence[str],
        labels: Integers,
        factors: tuple[FactorFacts, ...],
        used: Sequence[str],
        *setting: str,
        alpha: Alpha = "white",
    ) -> None:
        self._arrays = arrays
        self._names = tuple(images)
        self._pixels = opened(arrays, images, alpha)
        self._starts = np.cumsum([0, *(part.count for part in self._pixels)])
        first = self._pixels[0]
        super().__init__(labels, factors, first.shape, fingerprint(arrays.files(used), *setting), dtype=first.dtype)

    def images(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C]."""
        if len(self._pixels) == 1:
            return self._pixels[0].at(indices)
        owner = np.searchsorted(self._starts, indices, side="right") - 1
        images = np.empty((len(indices), *self._pixels[0].shape), dtype=self._pixels[0].dtype)
        for number, part in enumerate(self._pixels):
            here = np.flatnonzero(owner == number)
            if len(here):
                images[here] = part.at(indices[here] - self._starts[number])
        return images

    def chunks(self, rows: int) -> Iterator[Images]:
        """All images in order, at most `rows` at a time."""
        for part in self._pixels:
            yield from part.rows(rows)

    def rows_of(self, array: str) -> range:
        """The indices of the images of an array; KeyError when it is none of the source's arrays of images."""
        if array not in self._names:
            raise KeyError(array)
        number = self._names.index(array)
        return range(int(self._starts[number]), int(self._starts[number + 1]))

    def texts(self, array: str) -> list[str]:
        """An array, or the column of a table, of one text or number for each row, as text.

        Raises:
            DataError: CVQ303 when there is no such array.
        """
        require_array(self._arrays, array)
        values = self._arrays.read(array)
        values = values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values
        if values.ndim != 1 or values.dtype.kind not in "iufbUS":
            got = f"{values.dtype} of shape {values.shape}"
            expected = "one text or number a row"
            raise fault(
                WRONG_SHAPE,
                f"array {array!r} does not say what was done",
                self._arrays.path,
                expected=expected,
                got=got,
            )
        return [number_text(value) for value in values.tolist()]

    @property
    def columns(self) -> tuple[str, ...]:
        """Arrays by which images may be grouped, beside the factors."""
        names = getattr(self._arrays, "names", ())
        return tuple(name for name in names if self._arrays.header(name)[0] == (len(self),))

    def column(self, name: str) -> tuple[str, ...]:
        """An array of one text or number for each image, as text.

        Raises:
            KeyError: when there is none of this name.
        """
        if not self._arrays.has(name) or self._arrays.header(name)[0][:1] != (len(self),):
            raise KeyError(name)
        return tuple(self.texts(name))


class FolderArraysSource(ArraysSource):
    """The NumPy files of a folder; labels may stand in a table, a row an image.

    Args:
        folder: where they lie.
        images: file of the images, or several.
        labels: file of the labels, or several; one that is not named by the spec need not be there.
        factor_names: a name for each factor; empty for those of a table, or factor_0, factor_1, ...
        one_hot: how many columns each factor has.
        bins: for the names of measurements, how they are cut.
        columns: the factors to take; empty for all.
        alpha: whether the fourth of four uint8 channels is transparency, laid over white, or a channel.

    Raises:
        DataError: when a file is missing, damaged, or not what it should be.
    """

    def __init__(
        self,
        folder: Path,
        images: str | Sequence[str] = "images.npy",
        labels: str | Sequence[str] = "labels.npy",
        factor_names: Sequence[str] = (),
        one_hot: Sequence[int] = (),
        bins: Mapping[str, Bins] | None = None,
        columns: Sequence[str] = (),
        alpha: Alpha = "white",
    ) -> None:
        arrays = FolderArrays(require_folder(folder))
        parts = listed(images)
        count = count_of(arrays, parts, alpha)
        found, names = label_arrays(arrays, labels, "labels.npy", factor_names)
        told = columns_of(found, count, one_hot, names, folder) if found else {}
        table, factors = labelled(told, bins or {}, chosen(columns, told, folder), folder) if told else none(count)
        setting = ("arrays", *parts, *found, *factor_names, repr((tuple(one_hot), bins, tuple(columns))))
        used = [*parts, *(listed(labels) if found else ())]
        super().__init__(arrays, parts, table, factors, used, *setting, alpha=alpha)


def count_of(arrays: ArrayFiles, names: Sequence[str], alpha: Alpha) -> int:
    """How many images some arrays hold.

    Raises:
        DataError: CVQ301 or CVQ303 when one is not there or holds no images.
    """
    for name in names:
        require_array(arrays, name)
    return sum(part.count for part in opened(arrays, names, alpha))


def label_arrays(
    arrays: ArrayFiles, labels: str | Sequence[str], default: str, names: Sequence[str]
) -> tuple[dict[str, npt.NDArray[Any]], Sequence[str]]:
    """Arrays of labels by name, and names for the factors: those that are given, or the header of a table.

    Args:
        arrays: where arrays are found.
        labels: names of arrays or tables.
        default: the name that need not be there.
        names: of the factors, as given.

    Raises:
        DataError: when one is missing or damaged.
    """
    parts = listed(labels)
    if parts == (default,) and not arrays.has(default):
        return {}, names
    for part in parts:
        require_array(arrays, part)
    if len(parts) == 1 and parts[0].lower().endswith(SUFFIXES) and not names:
        table = read_table(arrays.path / parts[0])
        return {name: text_array(table.column(name), name, table.path) for name in table.header}, table.header
    return {part: arrays.read(part) for part in parts}, names


def opened(arrays: ArrayFiles, names: Sequence[str], alpha: Alpha) -> tuple[PixelRows, ...]:
    """Arrays of images, of one shape and type.

    Raises:
        DataError: CVQ303 when they differ.
    """
    parts = tuple(arrays.pixels(name, alpha) for name in names)
    for name, part in zip(names, parts, strict=True):
        if (part.shape, part.dtype) != (parts[0].shape, parts[0].dtype):
            expected = f"{parts[0].dtype} of {' x '.join(map(str, parts[0].shape))}"
            got = f"{part.dtype} of {' x '.join(map(str, part.shape))}"
            raise fault(
                WRONG_SHAPE, f"{name} and {names[0]} differ in shape or type", arrays.path, expected=expected, got=got
            )
    return parts


def chosen(only: Sequence[str], columns: Mapping[str, object], path: Path) -> Sequence[str]:
    """The factors to take.

    Raises:
        DataError: CVQ307 when one is not there.
    """
    for name in only:
        if name not in columns:
            hint, expected = did_you_mean(name, tuple(columns)), ", ".join(columns)
            raise fault(UNKNOWN_SOURCE, f"there is no factor {name!r}", path, expected=expected, hint=hint)
    return only


def none(count: int) -> tuple[Integers, tuple[FactorFacts, ...]]:
    """The labels of images that have none."""
    return np.empty((count, 0), dtype=np.int64), ()


def listed(names: str | Sequence[str]) -> tuple[str, ...]:
    """One name or several as several."""
    return (names,) if isinstance(names, str) else tuple(names)
