"""Falcor3D and Isaac3D (Nie et al., 2020): a table of labels as npy and `images/%06d.png`, the same in both."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from causalvq.data.data_faults import WRONG_SHAPE, fault, require_folder
from causalvq.data.formats.npy_file import read_npy
from causalvq.data.labels.factor_labels import labels_from_values
from causalvq.data.sources.pictured import Pictured

FALCOR3D: Final = (
    "lighting_intensity",
    "lighting_x",
    "lighting_y",
    "lighting_z",
    "camera_x",
    "camera_y",
    "camera_z",
)
ISAAC3D: Final = (
    "object_shape",
    "robot_x",
    "robot_y",
    "camera_height",
    "object_scale",
    "lighting_intensity",
    "lighting_direction",
    "object_color",
    "wall_color",
)


class Falcor3dSource(Pictured):
    """Falcor3D: `train-rec.labels`, numbers [N, 7].

    Args:
        folder: `Falcor3D_down128`.

    Raises:
        DataError: when the table is missing, damaged or of another shape.
    """

    def __init__(self, folder: Path) -> None:
        table = require_folder(folder) / "train-rec.labels"
        labels, factors = labels_from_values(np.asarray(read_npy(table)), FALCOR3D, table)
        super().__init__(folder, _numbered(folder, len(labels)), labels, factors, tables=[table], setting="falcor3d")


class Isaac3dSource(Pictured):
    """Isaac3D: `labels.npy`, numbers [N, 9].

    Args:
        folder: `Isaac3D_down128`.

    Raises:
        DataError: when the table is missing, damaged or of another shape.
    """

    def __init__(self, folder: Path) -> None:
        table = require_folder(folder) / "labels.npy"
        labels, factors = labels_from_values(np.asarray(read_npy(table)), ISAAC3D, table)
        super().__init__(folder, _numbered(folder, len(labels)), labels, factors, tables=[table], setting="isaac3d")


def _numbered(folder: Path, count: int) -> list[Path]:
    """The images of as many rows; a folder with others is of another set.

    Raises:
        DataError: CVQ303 when there are not as many images as labels.
    """
    found = sum(1 for _ in require_folder(folder / "images").glob("[!.]*.png"))
    if found != count:
        raise fault(
            WRONG_SHAPE,
            "there are not as many images as labels",
            folder / "images",
            expected=f"{count:,} images, 000000.png to {count - 1:06d}.png",
            got=f"{found:,}",
        )
    return [folder / "images" / f"{row:06d}.png" for row in range(count)]
