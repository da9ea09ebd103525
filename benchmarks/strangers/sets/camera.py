"""What a camera adds, which no factor names: brightness, a shift and noise, in y otherwise than in x."""

from __future__ import annotations

from typing import Final

import numpy as np

from benchmarks.strangers.sets.drawing import Reals, per_image
from causalvq.data.procedural.drawn import to_bytes
from causalvq.data.types import Images

BRIGHTNESS: Final = 0.15  # at most so much more or less light
NOISE: Final = 12 / 255  # standard deviation in each channel of each pixel
SHIFT: Final = 1.0  # at most so many pixels to each side


def photograph(scenes: Reals, rng: np.random.Generator) -> Images:
    """Photographs of scenes.

    Args:
        scenes: float32 [n, S, S, C], in [0, 1].
        rng: draws what the camera adds.

    Returns:
        uint8 [n, S, S, C].
    """
    count = len(scenes)
    moved = shifted(scenes, rng.uniform(-SHIFT, SHIFT, count), rng.uniform(-SHIFT, SHIFT, count))
    lit = moved * per_image(rng.uniform(1 - BRIGHTNESS, 1 + BRIGHTNESS, count))[..., None]
    return to_bytes(lit + NOISE * rng.standard_normal(scenes.shape, dtype=np.float32))


def shifted(scenes: Reals, right: np.ndarray, down: np.ndarray) -> Reals:
    """Scenes moved by parts of a pixel; what comes in at an edge repeats it.

    Args:
        scenes: float32 [n, S, S, C].
        right: [n], pixels in [-1, 1].
        down: [n], pixels in [-1, 1].
    """
    side = scenes.shape[1]
    padded = np.pad(scenes, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    moved = np.zeros_like(scenes)
    for row in (-1, 0, 1):
        for column in (-1, 0, 1):  # linear between the nine neighbours: a hat of width 1 around the shift
            weight = np.maximum(0, 1 - np.abs(down - row)) * np.maximum(0, 1 - np.abs(right - column))
            part = padded[:, 1 - row : 1 - row + side, 1 - column : 1 - column + side]
            moved += per_image(weight)[..., None] * part
    return moved
