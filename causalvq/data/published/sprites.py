"""Sprites (Li & Mandt, 2018): layers of `github.com/YingzhenLi/Sprites`, put together here.

`body`, `bottomwear`, `topwear` and `hair` have sheets `0.png` to `5.png`, `shoes` has `1.png`; a sheet is 832 x 1344
pixels, 13 x 21 cells of 64 x 64. A character is body, bottomwear, topwear, hair and shoes over black, in nine clips
(three actions, three directions) of eight frames: 93,312 images.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from causalvq.data.data_faults import NOT_AN_IMAGE, OBJECT_ARRAY, WRONG_SHAPE, fault, require_folder
from causalvq.data.facts import FactorFacts
from causalvq.data.fingerprint import fingerprint_files
from causalvq.data.formats.archive import Archive
from causalvq.data.formats.npz import NpzSource
from causalvq.data.formats.picture import open_image
from causalvq.data.formats.stored import Stored
from causalvq.data.source import Source
from causalvq.data.types import Images, Integers
from causalvq.errors import DataError, Diagnostic

SIDE: Final = 64
SHEET: Final = (1344, 832)
CELLS_IN_ROW: Final = SHEET[1] // SIDE
LAYERS: Final = ("body", "bottomwear", "topwear", "hair")
STYLES: Final = 6
SIZES: Final = (*(STYLES for _ in LAYERS), 3, 3, 8)

# The cell in which each clip starts, by action and direction, and the cell of each frame counted from there. Clips
# with fewer than eight pictures repeat some.
STARTS: Final = np.array([[130, 117, 143], [26, 13, 39], [182, 169, 195]])
FRAMES: Final = np.array([[8, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 4, 6], [0, 1, 2, 3, 4, 5, 4, 0]])


class SpritesSource(Stored):
    """The folder of layers.

    Args:
        folder: the repository's folder.

    Raises:
        DataError: one diagnostic for each sheet that is missing, damaged or of another size.
    """

    def __init__(self, folder: Path) -> None:
        require_folder(folder)
        names = [folder / layer / f"{style}.png" for layer in LAYERS for style in range(STYLES)]
        self._sheets: dict[str, Images] = {}
        faults: list[Diagnostic] = []
        for path in [*names, folder / "shoes" / "1.png"]:
            try:
                self._sheets[path.relative_to(folder).as_posix()] = _read_sheet(path)
            except DataError as error:
                faults.extend(error.diagnostics)
        if faults:
            raise DataError(*faults)
        labels = np.stack(np.unravel_index(np.arange(np.prod(SIZES)), SIZES), axis=1).astype(np.int64)
        identity = fingerprint_files(folder, [folder / name for name in self._sheets], [], "sprites")
        super().__init__(labels, layer_factors(), (SIDE, SIDE, 3), identity)

    def images(self, indices: Integers) -> Images:
        """The images at `indices`, uint8 [n, 64, 64, 3]."""
        images = np.empty((len(indices), SIDE, SIDE, 3), dtype=np.uint8)
        for row, label in enumerate(self._labels[indices].tolist()):
            images[row] = self._drawn(label)
        return images

    def _drawn(self, label: list[int]) -> Images:
        """One character in one frame, uint8 [64, 64, 3]."""
        *styles, action, direction, frame = label
        cell = STARTS[action, direction] + FRAMES[action, frame]
        top, left = cell // CELLS_IN_ROW * SIDE, cell % CELLS_IN_ROW * SIDE
        image = np.zeros((SIDE, SIDE, 3), dtype=np.float64)
        layers = [f"{layer}/{style}.png" for layer, style in zip(LAYERS, styles, strict=True)]
        for name in [*layers, "shoes/1.png"]:
            part = self._sheets[name][top : top + SIDE, left : left + SIDE].astype(np.float64)
            alpha = part[..., 3:] / 255
            image += alpha * (part[..., :3] - image)
        return np.asarray(image + 0.5, dtype=np.uint8)


def open_sprites(path: Path) -> Source:
    """Sprites as layers, or as an npz in the package's own format.

    Args:
        path: the folder of layers, or the npz.

    Raises:
        DataError: CVQ304 for an npz whose sheets are Python objects; and as for either format.
    """
    if path.suffix != ".npz":
        return SpritesSource(path)
    if "sheets" in Archive(path).members:
        raise fault(
            OBJECT_ARRAY,
            "its sheets are Python objects, which could run code when read; they are refused",
            path,
            hint="point `path` at the folder of layers it was made from, or save `images`, `labels` and `factor_names`",
        )
    return NpzSource(path)


def _read_sheet(path: Path) -> Images:
    """One sheet, uint8 [1344, 832, 4]."""
    with open_image(path) as image:
        if (image.height, image.width) != SHEET:
            raise fault(
                WRONG_SHAPE,
                f"{path.name} has another size than a sheet",
                path,
                expected=f"{SHEET[0]} x {SHEET[1]}",
                got=f"{image.height} x {image.width}",
            )
        try:
            pixels: Images = np.asarray(image.convert("RGBA"))
        except (OSError, ValueError, SyntaxError) as error:
            raise fault(NOT_AN_IMAGE, f"{path.name} is damaged", path, got=str(error)[:200]) from error
    return pixels


def layer_factors() -> tuple[FactorFacts, ...]:
    """The factors of the folder of layers."""
    styles = tuple(str(style) for style in range(STYLES))
    return (
        *(FactorFacts(layer, STYLES, styles) for layer in LAYERS),
        FactorFacts("action", 3, ("walk", "spellcard", "slash")),
        FactorFacts("direction", 3, ("front", "left", "right")),
        FactorFacts("frame", 8, tuple(str(frame) for frame in range(8))),
    )
