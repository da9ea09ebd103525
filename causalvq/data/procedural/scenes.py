"""`scenes`: one flat shape on a plain ground; six independent factors, 7,200 images."""

from __future__ import annotations

from functools import cached_property
from math import cos, pi
from typing import Final

import numpy as np

from causalvq.data.facts import FactorFacts
from causalvq.data.procedural.colours import hexadecimal, hue_wheel
from causalvq.data.procedural.drawn import DEFAULT_SIZE, Drawn, pixel_means, sample_points, to_bytes
from causalvq.data.types import Floats, Images, Integers

FACTORS: Final = (
    FactorFacts("shape", 4, ("circle", "square", "triangle", "star")),
    FactorFacts("hue", 6, ("red", "yellow", "green", "cyan", "blue", "magenta")),
    FactorFacts("background", 4, ("paper", "stone", "night", "earth")),
    FactorFacts("x", 5, ("far_left", "left", "centre", "right", "far_right")),
    FactorFacts("y", 5, ("top", "upper", "middle", "lower", "bottom")),
    FactorFacts("scale", 3, ("small", "medium", "large")),
)
HUES: Final = hue_wheel(6, saturation=0.85, brightness=0.95)
GROUNDS: Final = hexadecimal("f4efe1", "8c9096", "1d2138", "5b4334")
PLACES: Final = np.linspace(0.25, 0.75, 5)  # of the centre, in image sides
RADII: Final = np.array([0.09, 0.125, 0.16])  # of a circle of the same area, in image sides
SAMPLES: Final = 4  # looks per pixel and axis


class Scenes(Drawn):
    """Flat shapes, antialiased.

    Args:
        size: side of the images in pixels.
    """

    def __init__(self, size: int = DEFAULT_SIZE) -> None:
        super().__init__("scenes", 1, FACTORS, size)

    def render(self, labels: Integers) -> Images:
        """The true images for any labels (int64 [n, 6]), as uint8 [n, size, size, 3]."""
        shape, hue, ground, x, y, scale = labels.T
        covered = self._coverage[shape, scale, y, x][..., None]
        colour, behind = HUES[hue][:, None, None], GROUNDS[ground][:, None, None]
        return to_bytes(behind + covered * (colour - behind))

    @cached_property
    def _coverage(self) -> Floats:
        """How much of each pixel the shape covers: float64 [shape, scale, y, x, size, size]."""
        size = self.facts.height
        covered = np.empty((4, len(RADII), len(PLACES), len(PLACES), size, size))
        across, down = sample_points(size, SAMPLES)
        for row, top in enumerate(PLACES):
            for column, left in enumerate(PLACES):
                distance = np.hypot(across - left, down - top)
                angle = np.arctan2(across - left, top - down)  # from straight up, clockwise
                for shape, outline in enumerate(_outlines(angle)):
                    for scale, radius in enumerate(RADII):
                        inside = (distance < radius * outline).astype(np.float64)
                        covered[shape, scale, row, column] = pixel_means(inside, SAMPLES)
        return covered


def _outlines(angle: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Distance of each outline from its centre, as seen at `angle`, for shapes of the area of a unit circle."""
    square = (pi / 4) ** 0.5 * 2 * _polygon(angle + pi / 4, 4) * cos(pi / 4)
    triangle = (4 * pi / (3 * 3**0.5)) ** 0.5 * _polygon(angle, 3)
    return np.ones_like(angle), square, triangle, 1.5 * _star(angle)


def _polygon(angle: Floats, corners: int) -> Floats:
    """Outline of a regular polygon with a corner straight up and corners at distance 1."""
    sector = 2 * pi / corners
    outline: Floats = cos(sector / 2) / np.cos(angle % sector - sector / 2)
    return outline


def _star(angle: Floats) -> Floats:
    """Outline of a five-pointed star, points at distance 1 and notches at 0.45: one straight edge a half sector."""
    notch, sector = 0.45, 2 * pi / 5
    fold = np.abs((angle + sector / 2) % sector - sector / 2)  # 0 at a point, sector / 2 at a notch
    half = sector / 2
    outline: Floats = notch * np.sin(half) / (notch * np.sin(half - fold) + np.sin(fold))
    return outline
