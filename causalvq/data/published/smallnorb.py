"""SmallNORB (LeCun et al., 2004): binary matrices, two parts, images of the left camera.

A matrix has an int32 magic number (0x1E3D4C55: unsigned bytes, 0x1E3D4C54: int32), the number of dimensions, that many
sizes (never fewer than 3 are written), and the numbers, all little-endian. `dat` is [N, 2, 96, 96], `cat` [N], `info`
[N, 4]: instance, elevation, azimuth (in steps of 2), lighting.
"""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import DAMAGED, WRONG_SHAPE, fault, require_file, require_folder
from causalvq.data.facts import FactorFacts
from causalvq.data.fingerprint import fingerprint
from causalvq.data.formats.stored import Stored
from causalvq.data.labels.factor_labels import checked_labels
from causalvq.data.types import Images, Integers

Part = Literal["training", "testing", "both"]
STEMS: Final = {
    "training": "smallnorb-5x46789x9x18x6x2x96x96-training",
    "testing": "smallnorb-5x01235x9x18x6x2x96x96-testing",
}
TYPES: Final[dict[int, np.dtype[Any]]] = {0x1E3D4C55: np.dtype("u1"), 0x1E3D4C54: np.dtype("<i4")}
CATEGORIES: Final = ("animal", "human", "airplane", "truck", "car")
ELEVATIONS: Final = tuple(str(30 + 5 * step) for step in range(9))
AZIMUTHS: Final = tuple(str(20 * step) for step in range(18))


class SmallNorbSource(Stored):
    """One part or both.

    Args:
        folder: where the six `.mat` files lie.
        part: `training`, `testing` or `both`, training first.

    Raises:
        DataError: CVQ301, CVQ302 or CVQ303 when a matrix is missing, damaged or of another shape; CVQ305 when a
            label is out of range.
    """

    def __init__(self, folder: Path, part: Part = "both") -> None:
        require_folder(folder)
        stems = [STEMS[part]] if part != "both" else list(STEMS.values())
        paths = [[folder / f"{stem}-{kind}.mat" for kind in ("dat", "cat", "info")] for stem in stems]
        self._images = [_images(dat) for dat, _, _ in paths]
        self._starts = np.cumsum([0, *(len(images) for images in self._images)])
        tables = [_labels(cat, info, len(images)) for (_, cat, info), images in zip(paths, self._images, strict=True)]
        table = np.concatenate(tables)
        instances, table[:, 1] = np.unique(table[:, 1], return_inverse=True)
        factors = (
            FactorFacts("category", 5, CATEGORIES),
            FactorFacts("instance", len(instances), tuple(map(str, instances))),
            FactorFacts("elevation", 9, ELEVATIONS),
            FactorFacts("azimuth", 18, AZIMUTHS),
            FactorFacts("lighting", 6, tuple(map(str, range(6)))),
        )
        labels = checked_labels(table, factors, len(table), folder)
        identity = fingerprint([path for group in paths for path in group], "smallnorb")
        height, width = self._images[0].shape[1:]
        super().__init__(labels, factors, (height, width, 1), identity)

    def images(self, indices: Integers) -> Images:
        """The images of the left camera at `indices`, uint8 [n, 96, 96, 1]."""
        images = np.empty((len(indices), *self._images[0].shape[1:]), dtype=np.uint8)
        for part, start, end in zip(self._images, self._starts[:-1], self._starts[1:], strict=True):
            rows = np.flatnonzero((indices >= start) & (indices < end))
            images[rows] = part[indices[rows] - start]
        return images[..., None]


def read_matrix(path: Path) -> npt.NDArray[Any]:
    """A matrix of SmallNORB, mapped read-only.

    Raises:
        DataError: CVQ301 when it is missing, CVQ302 when it is no such matrix or has another size than it declares.
    """
    require_file(path)
    with path.open("rb") as file:
        header = file.read(8)
        magic, ndim = np.frombuffer(header, dtype="<i4") if len(header) == 8 else (0, 0)
        written = file.read(4 * max(3, int(ndim))) if 0 < ndim <= 4 else b""
        start = file.tell()
    sizes = np.frombuffer(written[: len(written) // 4 * 4], dtype="<i4")
    if int(magic) not in TYPES or len(sizes) != max(3, ndim) or min(sizes[:ndim]) < 0:
        raise fault(DAMAGED, f"{path.name} is truncated or not a SmallNORB matrix", path, got=f"magic {int(magic):#x}")
    dtype, shape = TYPES[int(magic)], tuple(int(size) for size in sizes[:ndim])
    expected = start + prod(shape) * dtype.itemsize
    if path.stat().st_size != expected:
        raise fault(
            DAMAGED,
            f"{path.name} does not have the size that its header declares",
            path,
            expected=f"{expected:,} bytes",
            got=f"{path.stat().st_size:,}",
        )
    matrix: npt.NDArray[Any] = np.memmap(path, dtype=dtype, mode="r", offset=start, shape=shape)
    return matrix


def _images(path: Path) -> Images:
    """The left camera's images, uint8 [N, H, W]."""
    matrix = read_matrix(path)
    if matrix.ndim != 4 or matrix.shape[1] != 2 or matrix.dtype != np.uint8:
        raise fault(
            WRONG_SHAPE,
            f"{path.name} has the wrong shape or type",
            path,
            expected="unsigned bytes of shape [N, 2, 96, 96]",
            got=f"{matrix.dtype} of shape {matrix.shape}",
        )
    left: Images = matrix[:, 0]
    return left


def _labels(cat: Path, info: Path, images: int) -> Integers:
    """Category, instance as written, elevation, azimuth and lighting: int64 [N, 5]."""
    category, rest = read_matrix(cat), read_matrix(info)
    if category.shape != (images,) or rest.shape != (images, 4):
        raise fault(
            WRONG_SHAPE,
            "the labels have another shape than the images ask for",
            info if category.shape == (images,) else cat,
            expected=f"shapes {(images,)} and {(images, 4)}",
            got=f"{category.shape} and {rest.shape}",
        )
    table = np.column_stack([category, rest]).astype(np.int64)
    table[:, 3] //= 2
    return table
