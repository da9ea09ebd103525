"""MPI3D (Gondal et al., 2019): an npz of `images` uint8 [N, 64, 64, 3], the full grid of seven factors in order."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Final

import numpy as np

from causalvq.data.data_faults import WRONG_SHAPE, fault
from causalvq.data.facts import FactorFacts
from causalvq.data.fingerprint import fingerprint
from causalvq.data.formats.archive import Archive
from causalvq.data.formats.archive_pixels import ArchivePixels
from causalvq.data.formats.stored import Stored
from causalvq.data.types import Images, Integers

NAMES: Final = (
    "object_color",
    "object_shape",
    "object_size",
    "camera_height",
    "background_color",
    "horizontal_axis",
    "vertical_axis",
)
SIZES: Final = ((6, 6, 2, 3, 3, 40, 40), (4, 4, 2, 3, 3, 40, 40))  # toy, realistic and real; complex


class Mpi3dSource(Stored):
    """One of the four published files; which one is told from its number of images.

    Args:
        path: the npz.

    Raises:
        DataError: CVQ303 when it has as many images as none of them, and as for any npz.
    """

    def __init__(self, path: Path) -> None:
        self._pixels = ArchivePixels(Archive(path), "images", only_bytes=True)
        count = self._pixels.count
        sizes = next((sizes for sizes in SIZES if prod(sizes) == count), None)
        if sizes is None:
            raise fault(
                WRONG_SHAPE,
                "the number of images is that of no MPI3D file",
                path,
                expected="1,036,800 (toy, realistic, real) or 460,800 (complex)",
                got=f"{count:,}",
            )
        labels = np.stack(np.unravel_index(np.arange(count), sizes), axis=1).astype(np.int64)
        factors = tuple(
            FactorFacts(name, size, tuple(str(value) for value in range(size)))
            for name, size in zip(NAMES, sizes, strict=True)
        )
        super().__init__(labels, factors, self._pixels.shape, fingerprint([path], "mpi3d"))

    def images(self, indices: Integers) -> Images:
        """The images at `indices`, uint8 [n, H, W, 3]."""
        return self._pixels.at(indices)

    def chunks(self, rows: int) -> Iterator[Images]:
        """All images in order, streamed out of the archive."""
        return self._pixels.rows(rows)
