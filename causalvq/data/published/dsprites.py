"""dSprites (Matthey et al., 2017): `dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz`.

`imgs` uint8 [N, 64, 64] of 0 and 1; `latents_classes` int64 [N, 6]; `latents_values` float64 [N, 6]. The archive's
`metadata` is pickled and never read. Colour has one value and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import BAD_LABELS, WRONG_SHAPE, fault
from causalvq.data.facts import FactorFacts
from causalvq.data.fingerprint import fingerprint
from causalvq.data.formats.archive import Archive
from causalvq.data.formats.archive_pixels import ArchivePixels
from causalvq.data.formats.stored import Stored
from causalvq.data.labels.factor_labels import checked_labels
from causalvq.data.types import Images, Integers

NAMES: Final = ("color", "shape", "scale", "orientation", "x", "y")
SHAPES: Final = ("square", "ellipse", "heart")


class DSpritesSource(Stored):
    """dSprites, or a part of it in the same format.

    Args:
        path: the npz.

    Raises:
        DataError: when it is missing, damaged, or not what the format says.
    """

    def __init__(self, path: Path) -> None:
        archive = Archive(path)
        self._path = path
        self._pixels = ArchivePixels(archive, "imgs", only_bytes=True)
        labels, factors = _labels(archive, self._pixels.count)
        super().__init__(labels, factors, self._pixels.shape, fingerprint([path], "dsprites"))

    def images(self, indices: Integers) -> Images:
        """The images at `indices`, uint8 [n, H, W, 1], of 0 and 255."""
        return self._bright(self._pixels.at(indices))

    def chunks(self, rows: int) -> Iterator[Images]:
        """All images in order, streamed out of the archive."""
        return map(self._bright, self._pixels.rows(rows))

    def _bright(self, images: Images) -> Images:
        if images.size and images.max() > 1:
            raise fault(WRONG_SHAPE, "imgs holds other values than 0 and 1", self._path, got=str(images.max()))
        return images * np.uint8(255)


def _labels(archive: Archive, images: int) -> tuple[Integers, tuple[FactorFacts, ...]]:
    classes, values = archive.read("latents_classes"), archive.read("latents_values")
    if classes.shape != (images, len(NAMES)) or values.shape != classes.shape or not _are_numbers(classes, values):
        raise fault(
            WRONG_SHAPE,
            "latents_classes or latents_values has the wrong shape or type",
            archive.path,
            expected=f"integers and numbers of shape {(images, len(NAMES))}",
            got=f"{classes.dtype} of shape {classes.shape}, {values.dtype} of shape {values.shape}",
        )
    kept = [column for column in range(len(NAMES)) if np.ptp(classes[:, column]) > 0]
    factors = tuple(_factor(NAMES[column], classes[:, column], values[:, column], archive.path) for column in kept)
    return checked_labels(classes[:, kept], factors, images, archive.path), factors


def _are_numbers(classes: npt.NDArray[Any], values: npt.NDArray[Any]) -> bool:
    return classes.dtype.kind in "iu" and values.dtype.kind in "iuf"


def _factor(name: str, classes: npt.NDArray[Any], values: npt.NDArray[Any], path: Path) -> FactorFacts:
    """The factor of a column, its values named by the number that each class stands for."""
    present, first = np.unique(classes, return_index=True)
    if present[0] != 0 or present[-1] != len(present) - 1:
        raise fault(BAD_LABELS, f"the classes of {name} are not 0, 1, 2, ...", path, got=f"{present[:8].tolist()}")
    if name == "shape" and len(present) == len(SHAPES):
        return FactorFacts(name, len(SHAPES), SHAPES)
    return FactorFacts(name, len(present), tuple(f"{value:.3g}" for value in values[first]))
