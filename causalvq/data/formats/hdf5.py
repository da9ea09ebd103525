"""HDF5: the user's own file, and 3D Shapes (Burgess & Kim, 2018) as published, `3dshapes.h5`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from causalvq.data.budget import require_labels, rows_at_a_time
from causalvq.data.data_faults import DAMAGED, WRONG_SHAPE, fault, require_extra, require_file
from causalvq.data.facts import FactorFacts
from causalvq.data.formats.array_files import PixelRows, require_array
from causalvq.data.formats.array_labels import columns_of, labelled
from causalvq.data.formats.arrays import ArraysSource, chosen, count_of, label_arrays, listed, none
from causalvq.data.labels.numbering import Bins
from causalvq.data.pixels import Alpha, stored_images
from causalvq.data.types import Images, Integers

SHAPES_3D: Final = ("floor_hue", "wall_hue", "object_hue", "scale", "shape", "orientation")
DAMAGE: Final = (OSError, KeyError, RuntimeError, ValueError, TypeError)  # what h5py raises for damaged files
SHAPE_NAMES: Final = ("cube", "cylinder", "sphere", "capsule")
LABELS: Final = "labels"
TEXTS: Final = 1024  # read at a time


class Hdf5Arrays:
    """The data sets of an HDF5 file, those in groups by their paths.

    Args:
        path: the file.
        only_bytes: whether pixels must be uint8, as those of a published set are.

    Raises:
        DataError: CVQ301 when it is missing, CVQ302 when it is damaged, CVQ312 when h5py is not installed.
    """

    def __init__(self, path: Path, *, only_bytes: bool = False) -> None:
        self.path = require_file(path)
        self._only_bytes = only_bytes
        h5py = require_extra("h5py", "hdf5", path)
        try:
            self._file = h5py.File(path, "r")
            names: list[str | bytes] = []
            self._file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
        except DAMAGE as error:
            raise fault(DAMAGED, f"{path.name} is truncated or not an HDF5 file: {error}", path) from error
        # h5py leaves names that are not UTF-8, as those of damaged files are, as bytes.
        self.names = tuple(name if isinstance(name, str) else name.decode(errors="replace") for name in names)

    def has(self, name: str) -> bool:
        """Whether there is a data set of this name."""
        return name.strip("/") in self.names

    def header(self, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
        """Shape and type of a data set; text of any length is text, as `read` gives it."""
        found = self._required(name)
        texts = found.dtype.metadata is not None and found.dtype.metadata.get("vlen") in (str, bytes)
        return tuple(found.shape), np.dtype(np.bytes_) if texts else found.dtype

    def read(self, name: str) -> npt.NDArray[Any]:
        """A data set of labels or words as a whole; text of any length becomes text of one."""
        found, what = self._required(name), f"data set {name!r}"
        try:
            require_labels(found.shape, found.dtype.itemsize, what, self.path)
            return self._texts(found, what) if found.dtype.hasobject else np.asarray(found[...])
        except DAMAGE as error:
            raise fault(DAMAGED, f"data set {name!r} cannot be read: {error}", self.path) from error

    def _texts(self, found: Any, what: str) -> npt.NDArray[Any]:
        """Texts of any length, some at a time: a few bytes of a file may be the text of every row."""
        cells: list[bytes] = []
        longest = 0
        for start in range(0, len(found), TEXTS):
            rows = np.asarray(found[start : start + TEXTS]).reshape(-1).tolist()
            read = [value if isinstance(value, bytes) else str(value).encode() for value in rows]
            longest = max(longest, *map(len, read))
            cells += read
            require_labels((len(cells),), longest, what, self.path)
        return np.array(cells, dtype=np.bytes_).reshape(found.shape)

    def pixels(self, name: str, alpha: Alpha) -> PixelRows:
        """A data set of images."""
        return Hdf5Pixels(self._required(name), self.path, alpha, only_bytes=self._only_bytes)

    def files(self, names: Sequence[str]) -> list[Path]:  # noqa: ARG002
        """The file."""
        return [self.path]

    def _required(self, name: str) -> Any:
        try:
            if self.has(name):
                return self._own(self._file[name], name)
        except DAMAGE as error:
            raise fault(DAMAGED, f"{self.path.name} is damaged: {error}", self.path) from error
        got = ", ".join(self.names) or "no data sets"
        raise fault(WRONG_SHAPE, f"{self.path.name} has no data set {name!r}", self.path, got=got)

    def _own(self, found: Any, name: str) -> Any:
        """A data set, unless it only says where on this machine its data are."""
        if found.shape is None:
            raise fault(WRONG_SHAPE, f"data set {name!r} of {self.path.name} holds nothing", self.path)
        if found.external:
            hint = "save the data in the file itself"
            raise fault(DAMAGED, f"data set {name!r} of {self.path.name} lies in another file", self.path, hint=hint)
        return found


class Hdf5Pixels:
    """The images of a data set, read one by one, never as a whole.

    Args:
        images: the data set.
        path: its file.
        alpha: whether the fourth of four uint8 channels is transparency, laid over white, or a channel.
        only_bytes: whether pixels must be uint8.

    Raises:
        DataError: CVQ302 when it is damaged, CVQ303 when it holds no images.
    """

    def __init__(self, images: Any, path: Path, alpha: Alpha, *, only_bytes: bool) -> None:
        self._images, self._path = images, path
        what = f"data set {images.name.lstrip('/')!r}"
        self._layout = stored_images(images.shape, images.dtype, alpha, what, path, only_bytes=only_bytes)
        self.count = self._layout.count
        self.shape = self._layout.shape
        self.dtype = self._layout.dtype

    def at(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C]."""
        pixels = np.empty((len(indices), *self._images.shape[1:]), dtype=self._images.dtype)
        for row, index in enumerate(indices):
            self._read(slice(index, index + 1), pixels[row : row + 1])
        return self._layout.images(pixels, indices, self._path)

    def rows(self, count: int) -> Iterator[Images]:
        """All images in order, at most `count` at a time."""
        count = rows_at_a_time(count, prod(self._images.shape[1:]) * self._images.dtype.itemsize)
        for start in range(0, self.count, count):
            size = min(count, self.count - start)
            pixels = np.empty((size, *self._images.shape[1:]), dtype=self._images.dtype)
            self._read(slice(start, start + size), pixels)
            yield self._layout.images(pixels, np.arange(start, start + size, dtype=np.int64), self._path)

    def _read(self, rows: slice, out: npt.NDArray[Any]) -> None:
        try:
            self._images.read_direct(out, rows)
        except DAMAGE as error:
            raise fault(
                DAMAGED, f"images {rows.start} to {rows.stop - 1} cannot be read: {error}", self._path
            ) from error


class Hdf5Source(ArraysSource):
    """Images and labels as data sets of one file.

    Args:
        path: the file.
        images: data set of the images, or several, whose rows follow each other.
        labels: data set of the labels, or several, each a factor.
        factor_names: a name for each factor; empty for factor_0, factor_1, ...
        one_hot: how many columns each factor has, where labels are one-hot.
        bins: for the names of measurements, how they are cut.
        columns: the factors to take; empty for all.
        value_names: names for the values of some factors.
        alpha: whether the fourth of four uint8 channels is transparency, laid over white, or a channel.
        only_bytes: whether the pixels must be uint8, as those of a published set are.

    Raises:
        DataError: CVQ312 when h5py is not installed; CVQ302 when the file is damaged; CVQ303 when a data set is
            absent or has the wrong shape.
    """

    def __init__(
        self,
        path: Path,
        images: str | Sequence[str] = "images",
        labels: str | Sequence[str] = LABELS,
        factor_names: Sequence[str] = (),
        one_hot: Sequence[int] = (),
        bins: Mapping[str, Bins] | None = None,
        columns: Sequence[str] = (),
        *,
        value_names: Mapping[str, tuple[str, ...]] | None = None,
        alpha: Alpha = "white",
        only_bytes: bool = False,
    ) -> None:
        arrays = Hdf5Arrays(path, only_bytes=only_bytes)
        parts = listed(images)
        count = count_of(arrays, parts, alpha)
        if value_names:
            require_array(arrays, LABELS)
        found, names = label_arrays(arrays, labels, LABELS, factor_names)
        told = columns_of(found, count, one_hot, names, path) if found else {}
        table, factors = labelled(told, bins or {}, chosen(columns, told, path), path) if told else none(count)
        factors = tuple(_renamed(factor, value_names or {}) for factor in factors)
        later = (tuple(one_hot), dict(bins or {}), tuple(columns))
        setting = ["hdf5", *parts, *listed(labels), *([repr(later)] if any(later) else [])]
        super().__init__(arrays, parts, table, factors, [*parts, *found], *setting, alpha=alpha)


class Shapes3dFileSource(Hdf5Source):
    """3D Shapes: `images` uint8 [480000, 64, 64, 3], `labels` float64 [480000, 6] as values, not indices.

    Args:
        path: `3dshapes.h5`.

    Raises:
        DataError: as for any HDF5 file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, factor_names=SHAPES_3D, value_names={"shape": SHAPE_NAMES}, only_bytes=True)


def _renamed(factor: FactorFacts, names: Mapping[str, tuple[str, ...]]) -> FactorFacts:
    values = names.get(factor.name, ())
    return FactorFacts(factor.name, factor.size, values) if len(values) == factor.size else factor
