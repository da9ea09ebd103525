"""Arrays by name, wherever they lie: in one archive, or in the NumPy files of a folder. Headers are read first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from causalvq.data.budget import require_labels, rows_at_a_time, text_array
from causalvq.data.data_faults import MISSING, WRONG_SHAPE, fault
from causalvq.data.formats.archive import Archive
from causalvq.data.formats.archive_pixels import ArchivePixels
from causalvq.data.formats.npy_file import read_npy
from causalvq.data.pixels import Alpha, PixelType, stored_images
from causalvq.data.tables import SUFFIXES, read_table
from causalvq.data.types import Images, Integers

TIFF_ENDINGS: Final = (".tif", ".tiff")


class PixelRows(Protocol):
    """An array of images.

    Args:
        count: how many.
        shape: height, width and channels.
        dtype: type of the pixels.
    """

    count: int
    shape: tuple[int, int, int]
    dtype: PixelType

    def at(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C]."""

    def rows(self, count: int) -> Iterator[Images]:
        """All images in order, at most `count` at a time."""


class ArrayFiles(Protocol):
    """Arrays by name."""

    @property
    def path(self) -> Path:
        """What to blame."""

    def has(self, name: str) -> bool:
        """Whether there is an array of this name."""

    def header(self, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
        """Shape and type of an array.

        Raises:
            DataError: when there is none or it is damaged.
        """

    def read(self, name: str) -> npt.NDArray[Any]:
        """An array as a whole.

        Raises:
            DataError: when there is none or it is damaged.
        """

    def pixels(self, name: str, alpha: Alpha) -> PixelRows:
        """An array of images.

        Raises:
            DataError: when there is none or it holds no images.
        """

    def files(self, names: Sequence[str]) -> list[Path]:
        """The files that some arrays lie in, each once."""


class ArchiveArrays:
    """The arrays of one npz.

    Args:
        path: the file.

    Raises:
        DataError: as for `Archive`.
    """

    def __init__(self, path: Path) -> None:
        self.archive = Archive(path)
        self.path = path
        self.names = tuple(self.archive.members)

    def has(self, name: str) -> bool:
        """Whether there is an array of this name."""
        return name in self.archive.members

    def header(self, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
        """Shape and type of an array."""
        member = self.archive.require(name)
        return member.shape, member.dtype

    def read(self, name: str) -> npt.NDArray[Any]:
        """An array as a whole."""
        return self.archive.read(name)

    def pixels(self, name: str, alpha: Alpha) -> PixelRows:
        """An array of images."""
        return ArchivePixels(self.archive, name, alpha)

    def files(self, names: Sequence[str]) -> list[Path]:  # noqa: ARG002
        """The archive."""
        return [self.path]


class FolderArrays:
    """The arrays of a folder: `images.npy`, `file.npz/NAME` of an archive, the pages of a TIFF, or a table of labels.

    Args:
        path: the folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._archives: dict[str, Archive] = {}

    def has(self, name: str) -> bool:
        """Whether there is a file of this name, with the array if it is an archive."""
        file, array = _split(name)
        return (self.path / file).is_file() and (not array or array in self._archive(file).members)

    def header(self, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
        """Shape and type of an array."""
        file, array = _split(name)
        if array:
            member = self._archive(file).require(array)
            return member.shape, member.dtype
        if is_tiff(file):
            stored: tuple[tuple[int, ...], np.dtype[Any]] = _tiff_pages().page_header(self.path / file)
            return stored
        found = read_npy(self.path / file)
        return found.shape, found.dtype

    def read(self, name: str) -> npt.NDArray[Any]:
        """An array as a whole."""
        file, array = _split(name)
        if array:
            return self._archive(file).read(array)
        if name.lower().endswith(SUFFIXES):
            table = read_table(self.path / name)
            cells = text_array((cell for row in table.rows for cell in row), name, table.path)
            return cells.reshape(len(table.rows), len(table.header))
        array_there = read_npy(self.path / file)
        require_labels(array_there.shape, array_there.dtype.itemsize, file, self.path / file)
        return np.array(array_there)

    def pixels(self, name: str, alpha: Alpha) -> PixelRows:
        """An array of images."""
        file, array = _split(name)
        if is_tiff(file):
            pages: PixelRows = _tiff_pages().TiffPages(self.path / file, alpha)
            return pages
        return ArchivePixels(self._archive(file), array, alpha) if array else NpyPixels(self.path / file, alpha)

    def files(self, names: Sequence[str]) -> list[Path]:
        """The files that some arrays lie in."""
        return list(dict.fromkeys(self.path / _split(name)[0] for name in names))

    def _archive(self, file: str) -> Archive:
        if file not in self._archives:
            self._archives[file] = Archive(self.path / file)
        return self._archives[file]


def is_tiff(name: str) -> bool:
    """Whether a file is a TIFF by its ending."""
    return name.lower().endswith(TIFF_ENDINGS)


def _tiff_pages() -> Any:
    """The module that reads TIFF, which is imported when there is one: it needs Pillow, and most specs do not."""
    return import_module("causalvq.data.formats.tiff_pages")


class NpyPixels:
    """The images of an npy, mapped.

    Args:
        path: the file.
        alpha: whether the fourth of four uint8 channels is transparency, laid over white, or a channel.

    Raises:
        DataError: CVQ301 to CVQ304 when it is missing, damaged or holds no images.
    """

    def __init__(self, path: Path, alpha: Alpha) -> None:
        self._path = path
        self._array = read_npy(path)
        self._layout = stored_images(self._array.shape, self._array.dtype, alpha, path.name, path)
        self.count = self._layout.count
        self.shape = self._layout.shape
        self.dtype = self._layout.dtype

    def at(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C]."""
        return self._layout.images(np.asarray(self._array[indices]), indices, self._path)

    def rows(self, count: int) -> Iterator[Images]:
        """All images in order, at most `count` at a time."""
        count = rows_at_a_time(count, self._array[:1].nbytes)
        for start in range(0, self.count, count):
            yield self.at(np.arange(start, min(start + count, self.count), dtype=np.int64))


def _split(name: str) -> tuple[str, str]:
    """File and array of `file.npz/NAME`; no array of a file of one."""
    file, sign, array = name.partition(".npz/")
    return (f"{file}.npz", array) if sign else (name, "")


def require_array(arrays: ArrayFiles, name: str) -> None:
    """Refuse an array that is not there.

    Raises:
        DataError: CVQ301 for a file, CVQ303 for an array of a file.
    """
    if not arrays.has(name):
        code = MISSING if isinstance(arrays, FolderArrays) else WRONG_SHAPE
        names = ", ".join(getattr(arrays, "names", ())) or None
        what = "data set" if arrays.path.suffix in (".h5", ".hdf5") else "array"
        raise fault(code, f"{arrays.path.name} has no {what} {name!r}", arrays.path, got=names)
