"""Causal3DIdent, static (von Kügelgen et al., 2021): for each object class `c`, `raw_latents_{c}.npy` and
`images_{c}/` of zero-padded PNGs, one for each row.

The class is a factor; the continuous latents, numbers [N, 10], are cut into as many bins as the spec declares.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import MISSING, WRONG_SHAPE, fault, require_folder
from causalvq.data.facts import FactorFacts
from causalvq.data.formats.npy_file import read_npy
from causalvq.data.labels.factor_labels import binned_labels
from causalvq.data.sources.pictured import Pictured

NAMES: Final = (
    "position_x",
    "position_y",
    "position_z",
    "rotation_alpha",
    "rotation_beta",
    "rotation_gamma",
    "spotlight_angle",
    "object_hue",
    "spotlight_hue",
    "background_hue",
)


class Causal3dIdentSource(Pictured):
    """The training or the test folder.

    Args:
        folder: where the latents and the folders of images lie.
        bins: bins of equal width for each continuous factor, at least 2.

    Raises:
        DataError: when latents are missing, damaged or of another shape, or images and rows differ in number.
    """

    def __init__(self, folder: Path, bins: int) -> None:
        require_folder(folder)
        classes = sorted(
            int(match[1]) for path in folder.iterdir() if (match := re.fullmatch(r"raw_latents_(\d+)\.npy", path.name))
        )
        if not classes:
            raise fault(MISSING, "there is no raw_latents_{class}.npy", folder)
        tables = [folder / f"raw_latents_{which}.npy" for which in classes]
        latents = [_latents(table) for table in tables]
        paths = [
            path for which, rows in zip(classes, latents, strict=True) for path in _images(folder, which, len(rows))
        ]
        labels, factors = binned_labels(np.concatenate(latents), NAMES, bins, folder)
        if len(classes) > 1:
            counts = [len(rows) for rows in latents]
            labels = np.column_stack([np.repeat(np.arange(len(classes)), counts), labels])
            factors = (FactorFacts("object_class", len(classes), tuple(map(str, classes))), *factors)
        super().__init__(folder, paths, labels, factors, tables=tables, setting=f"causal3dident {bins}")


def _latents(path: Path) -> npt.NDArray[Any]:
    array = np.asarray(read_npy(path))
    if array.ndim != 2 or array.shape[1] != len(NAMES) or array.dtype.kind != "f":
        raise fault(
            WRONG_SHAPE,
            f"{path.name} has the wrong shape or type",
            path,
            expected=f"floating-point numbers of shape [N, {len(NAMES)}]",
            got=f"{array.dtype} of shape {array.shape}",
        )
    return array


def _images(folder: Path, which: int, rows: int) -> list[Path]:
    """The images of a class by number; the padding differs between the published archives."""
    images = require_folder(folder / f"images_{which}")
    found = sorted((path for path in images.glob("*.png") if path.stem.isdecimal()), key=lambda path: int(path.stem))
    if [int(path.stem) for path in found] != list(range(rows)):
        raise fault(
            WRONG_SHAPE,
            "the images are not one for each row of the latents",
            images,
            expected=f"0.png to {rows - 1}.png, zero-padded",
            got=f"{len(found):,} images",
        )
    return found
