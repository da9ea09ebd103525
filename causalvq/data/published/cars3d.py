"""Cars3D (Reed et al., 2015): `list.txt` and, for each name in it, `<name>.mat` with `im` [128, 128, 3, 24, 4].

Objects are in the order of list.txt, which is not that of the file names. The object varies slowest along the images,
so that reading in order opens each file once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from causalvq.data.data_faults import (
    CONSTANT_FACTOR,
    fault,
    listed_text,
    require_file,
    require_folder,
)
from causalvq.data.facts import FactorFacts
from causalvq.data.fingerprint import fingerprint_files
from causalvq.data.formats.matlab import read_uint8
from causalvq.data.formats.stored import Stored
from causalvq.data.types import Images, Integers
from causalvq.errors import DataError, Diagnostic

AZIMUTHS: Final = 24
ELEVATIONS: Final = 4
VIEWS: Final = AZIMUTHS * ELEVATIONS
SHAPE: Final = (128, 128, 3)


class Cars3dSource(Stored):
    """The folder `cars`, or the folder around it.

    Args:
        folder: where list.txt lies.

    Raises:
        DataError: CVQ301 when a file of the list is missing.
    """

    def __init__(self, folder: Path) -> None:
        folder = _with_list(require_folder(folder))
        names = _names(folder / "list.txt")
        if len(names) < 2:
            raise fault(CONSTANT_FACTOR, "list.txt names fewer than two objects", folder / "list.txt")
        self._paths = [require_file(folder / f"{name.removesuffix('.mat')}.mat") for name in names]
        self._last: tuple[int, Images] | None = None
        grid = np.unravel_index(np.arange(len(names) * VIEWS), (len(names), ELEVATIONS, AZIMUTHS))
        labels = np.stack([grid[1], grid[2], grid[0]], axis=1).astype(np.int64)
        factors = (
            FactorFacts("elevation", ELEVATIONS, tuple(map(str, range(ELEVATIONS)))),
            FactorFacts("azimuth", AZIMUTHS, tuple(str(step * 360 // AZIMUTHS) for step in range(AZIMUTHS))),
            FactorFacts("object", len(names), tuple(names)),
        )
        identity = fingerprint_files(folder, self._paths, [folder / "list.txt"], "cars3d")
        super().__init__(labels, factors, SHAPE, identity)

    def images(self, indices: Integers) -> Images:
        """The images at `indices`, uint8 [n, 128, 128, 3]; each file is opened once."""
        images = np.empty((len(indices), *SHAPE), dtype=np.uint8)
        objects = indices // VIEWS
        for which in np.unique(objects):
            rows = np.flatnonzero(objects == which)
            images[rows] = self._views(int(which))[indices[rows] % VIEWS]
        return images

    def broken(self) -> Iterator[Diagnostic]:
        """One diagnostic for each file that cannot be used."""
        for path in self._paths:
            try:
                self._read(path)
            except DataError as error:
                yield from error.diagnostics

    def _views(self, which: int) -> Images:
        """All views of one object, uint8 [96, 128, 128, 3]; the last object read is kept."""
        if self._last is None or self._last[0] != which:
            self._last = (which, self._read(self._paths[which]))
        return self._last[1]

    def _read(self, path: Path) -> Images:
        im = read_uint8(path, "im", (*SHAPE, AZIMUTHS, ELEVATIONS))
        return np.ascontiguousarray(im.transpose(4, 3, 0, 1, 2)).reshape(VIEWS, *SHAPE)


def _names(path: Path) -> list[str]:
    return listed_text(path).split()


def _with_list(folder: Path) -> Path:
    if not (folder / "list.txt").is_file() and (folder / "cars" / "list.txt").is_file():
        return folder / "cars"
    require_file(folder / "list.txt")
    return folder
