"""`shapes3d`: a ray-cast room with one object; the six factors of 3D Shapes, 480,000 images.

The factors and their sizes are those of 3D Shapes (Burgess & Kim, 2018); the pictures are drawn anew. Colours enter
linearly, so each of the 480 combinations of scale, shape and orientation is cast once, as the share of light that a
pixel takes from floor, wall, object and highlight; an image is those shares times its colours.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from causalvq.data.facts import FactorFacts
from causalvq.data.procedural.colours import hue_wheel
from causalvq.data.procedural.drawn import DEFAULT_SIZE, Drawn
from causalvq.data.procedural.raycast import SHAPES, cast_room
from causalvq.data.types import Images, Integers, Real

HUE_NAMES: Final = ("red", "orange", "lime", "green", "mint", "cyan", "azure", "blue", "purple", "pink")
SCALES: Final = np.linspace(0.75, 1.25, 8)
ORIENTATIONS: Final = np.linspace(-30, 30, 15)  # degrees by which the camera circles the object
HUES: Final = hue_wheel(10, saturation=0.9, brightness=1.0)
FACTORS: Final = (
    FactorFacts("floor_hue", 10, HUE_NAMES),
    FactorFacts("wall_hue", 10, HUE_NAMES),
    FactorFacts("object_hue", 10, HUE_NAMES),
    FactorFacts("scale", 8, tuple(f"{scale:.2f}" for scale in SCALES)),
    FactorFacts("shape", 4, SHAPES),
    FactorFacts("orientation", 15, tuple(f"{degrees:.0f}" for degrees in ORIENTATIONS)),
)
GEOMETRIES: Final = (8, 4, 15)


class Shapes3d(Drawn):
    """The room; a geometry is cast when an image first needs it.

    Args:
        size: side of the images in pixels.
    """

    def __init__(self, size: int = DEFAULT_SIZE) -> None:
        super().__init__("shapes3d", 1, FACTORS, size)
        self._light: dict[int, Real] = {}

    def render(self, labels: Integers) -> Images:
        """The true images for any labels (int64 [n, 6]), as uint8 [n, size, size, 3]."""
        size = self.facts.height
        geometry = np.ravel_multi_index(tuple(labels[:, 3:].T), GEOMETRIES)
        light = np.stack([self._cast(key) for key in geometry.tolist()])
        colours = np.empty((len(labels), 5, 3), dtype=np.float32)
        colours[:, :3] = 255 * HUES[labels[:, :3]]
        colours[:, 3], colours[:, 4] = 255, 0.5  # highlights are white; a half is for rounding to nearest
        pixels: Real = light @ colours
        return np.minimum(pixels, 255, out=pixels).astype(np.uint8).reshape(len(labels), size, size, 3)

    def _cast(self, key: int) -> Real:
        """Light from floor, wall, object and highlight, and a 1, in each pixel: float32 [size * size, 5]."""
        if key not in self._light:
            scale, shape, orientation = np.unravel_index(key, GEOMETRIES)
            cast = cast_room(
                self.facts.height, SHAPES[shape], float(SCALES[scale]), float(ORIENTATIONS[orientation])
            ).reshape(-1, 4)
            self._light[key] = np.concatenate([cast, np.ones_like(cast[:, :1])], axis=1)
        return self._light[key]
