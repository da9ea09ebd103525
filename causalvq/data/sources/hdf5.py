"""HDF5: the user's own file, and 3D Shapes (Burgess & Kim, 2018) as published, `3dshapes.h5`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from causalvq.data.arrays import Images, Integers
from causalvq.data.facts import FactorFacts
from causalvq.data.faults import DAMAGED, WRONG_SHAPE, fault, require_extra, require_file
from causalvq.data.fingerprint import fingerprint
from causalvq.data.labels import labels_from_values
from causalvq.data.pixels import Alpha, stored_images
from causalvq.data.sources.stored import Stored
from causalvq.errors import DataError

SHAPES_3D: Final = ("floor_hue", "wall_hue", "object_hue", "scale", "shape", "orientation")
DAMAGE: Final = (OSError, KeyError, RuntimeError, ValueError, TypeError)  # what h5py raises for damaged files
SHAPE_NAMES: Final = ("cube", "cylinder", "sphere", "capsule")


class Hdf5Source(Stored):
    """Images and labels as two data sets of one file. Images are read one by one, never as a whole.

    Args:
        path: the file.
        images: name of the data set of images, of a shape and type as in an npz.
        labels: name of the data set of labels, numbers [N, F]; a factor's values are the different numbers.
        factor_names: a name for each column; empty for factor_0, factor_1, ...
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
        images: str = "images",
        labels: str = "labels",
        factor_names: Sequence[str] = (),
        value_names: dict[str, tuple[str, ...]] | None = None,
        *,
        alpha: Alpha = "white",
        only_bytes: bool = False,
    ) -> None:
        self._path = require_file(path)
        file = _opened(path)
        try:
            self._images = _required(file, images, path)
            name = self._images.name.lstrip("/")
            shape, dtype = self._images.shape, self._images.dtype
            what = f"data set {name!r}"
            self._layout = stored_images(shape, dtype, alpha, what, path, only_bytes=only_bytes)
            table, factors = _labels(_required(file, labels, path), len(self._images), factor_names, path)
            factors = tuple(_renamed(factor, value_names or {}) for factor in factors)
            identity = fingerprint([path], "hdf5", images, labels)
            super().__init__(table, factors, self._layout.shape, identity, dtype=self._layout.dtype)
        except DAMAGE as error:
            file.close()
            raise fault(DAMAGED, f"{path.name} is damaged: {error}", path) from error
        except DataError:
            file.close()
            raise

    def images(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C]."""
        pixels = np.empty((len(indices), *self._images.shape[1:]), dtype=self._images.dtype)
        for row, index in enumerate(indices):
            self._read(slice(index, index + 1), pixels[row : row + 1])
        return self._layout.images(pixels, indices, self._path)

    def chunks(self, rows: int) -> Iterator[Images]:
        """All images in order, at most `rows` at a time."""
        for start in range(0, len(self), rows):
            count = min(rows, len(self) - start)
            pixels = np.empty((count, *self._images.shape[1:]), dtype=self._images.dtype)
            self._read(slice(start, start + count), pixels)
            yield self._layout.images(pixels, np.arange(start, start + count, dtype=np.int64), self._path)

    def _read(self, rows: slice, out: npt.NDArray[Any]) -> None:
        try:
            self._images.read_direct(out, rows)
        except DAMAGE as error:
            raise fault(
                DAMAGED, f"images {rows.start} to {rows.stop - 1} cannot be read: {error}", self._path
            ) from error


class Shapes3dFileSource(Hdf5Source):
    """3D Shapes: `images` uint8 [480000, 64, 64, 3], `labels` float64 [480000, 6] as values, not indices.

    Args:
        path: `3dshapes.h5`.

    Raises:
        DataError: as for any HDF5 file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, factor_names=SHAPES_3D, value_names={"shape": SHAPE_NAMES}, only_bytes=True)


def _opened(path: Path) -> Any:
    h5py = require_extra("h5py", "hdf5", path)
    try:
        return h5py.File(path, "r")
    except OSError as error:
        raise fault(DAMAGED, f"{path.name} is truncated or not an HDF5 file: {error}", path) from error


def _required(file: Any, name: str, path: Path) -> Any:
    if name not in file or not hasattr(file[name], "dtype"):
        raise fault(WRONG_SHAPE, f"{path.name} has no data set {name!r}", path, got=", ".join(file))
    return file[name]


def _labels(labels: Any, images: int, names: Sequence[str], path: Path) -> tuple[Integers, tuple[FactorFacts, ...]]:
    width = len(names) or (labels.shape[1] if len(labels.shape) == 2 else "F")
    if labels.shape != (images, width) or labels.dtype.kind not in "iuf":
        raise fault(
            WRONG_SHAPE,
            f"data set {labels.name.lstrip('/')!r} has the wrong shape or type",
            path,
            expected=f"numbers of shape [{images}, {width}]",
            got=f"{labels.dtype} of shape {labels.shape}",
        )
    columns = names or [f"factor_{column}" for column in range(labels.shape[1])]
    return labels_from_values(labels[...], columns, path)


def _renamed(factor: FactorFacts, names: dict[str, tuple[str, ...]]) -> FactorFacts:
    values = names.get(factor.name, ())
    return FactorFacts(factor.name, factor.size, values) if len(values) == factor.size else factor
