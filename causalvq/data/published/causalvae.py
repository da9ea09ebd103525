"""The pendulum and flow folders of CausalVAE (Yang et al., 2021): `train/` and `test/` with `a_{w}_{x}_{y}_{z}.png`.

The four numbers in a name are the values of the factors. They are continuous, so they are cut into as many bins as
the spec declares. Images are RGBA; they are laid over white.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal

import numpy as np

from causalvq.data.data_faults import BAD_LABELS, MISSING, fault, require_folder
from causalvq.data.labels.factor_labels import binned_labels
from causalvq.data.sources.pictured import Pictured

Scene = Literal["pendulum", "flow"]
FACTORS: Final = {
    "pendulum": ("pendulum_angle", "light_angle", "shadow_length", "shadow_position"),
    "flow": ("ball_size", "water_height", "hole_position", "water_flow"),
}
EDGES: Final = {
    "pendulum": tuple((cause, effect) for cause in FACTORS["pendulum"][:2] for effect in FACTORS["pendulum"][2:]),
    "flow": (("ball_size", "water_height"), ("water_height", "water_flow"), ("hole_position", "water_flow")),
}
NUMBER: Final = r"(-?\d+(?:\.\d+)?)"
NAME: Final = re.compile(rf"a_{NUMBER}_{NUMBER}_{NUMBER}_{NUMBER}\.png")


class CausalVaeSource(Pictured):
    """Both parts of a folder, train first; within a part by the numbers in the names.

    Args:
        folder: `pendulum` or `flow`.
        scene: which of them, for the names of the factors.
        bins: bins of equal width for each factor, at least 2.

    Raises:
        DataError: CVQ301 when there are no images, CVQ305 for a name of another form.
    """

    def __init__(self, folder: Path, scene: Scene, bins: int) -> None:
        require_folder(folder)
        found = [
            (*_values(path), path)
            for part in ("train", "test")
            for path in sorted((folder / part).glob("[!.]*.png"), key=_values)
        ]
        if not found:
            raise fault(MISSING, "there are no images in train/ or test/", folder, expected="a_{w}_{x}_{y}_{z}.png")
        values = np.array([row[:4] for row in found], dtype=np.float64)
        labels, factors = binned_labels(values, FACTORS[scene], bins, folder)
        paths = [row[4] for row in found]
        setting = f"causalvae {scene} {bins}"
        super().__init__(folder, paths, labels, factors, setting=setting, edges=EDGES[scene])


def _values(path: Path) -> tuple[float, float, float, float]:
    match = NAME.fullmatch(path.name)
    if match is None:
        raise fault(BAD_LABELS, f"{path.name} does not name four values", path, expected="a_{w}_{x}_{y}_{z}.png")
    w, x, y, z = (float(number) for number in match.groups())
    return w, x, y, z
