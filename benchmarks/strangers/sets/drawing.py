"""Shapes, textures and colours as arrays over all images of a set at once.

Axes: n images, S pixels per side. Places and lengths are in sides of the image: x to the right, y downwards, in [0, 1].
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Integers

Reals = npt.NDArray[np.float32]


def places(size: int) -> tuple[Reals, Reals]:
    """Middles of the pixels: x and y, float32 [S, S]."""
    line = ((np.arange(size) + 0.5) / size).astype(np.float32)
    y, x = np.meshgrid(line, line, indexing="ij")
    return x, y


def per_image(values: Any) -> Reals:
    """One number for each image, to be combined with pixels: float32 [n, 1, 1]."""
    return np.asarray(values, dtype=np.float32).reshape(-1, 1, 1)


def cover(distance: Reals, size: int) -> Reals:
    """How much of each pixel a shape covers, from the signed distance to its edge (negative inside): in [0, 1]."""
    covered: Reals = np.clip(0.5 - distance * size, 0, 1).astype(np.float32)
    return covered


def ellipse(size: int, x: Any, y: Any, width: Any, height: Any) -> Reals:
    """Cover of an ellipse with middle (x, y) and half axes `width` and `height`: float32 [n, S, S]."""
    across, down = places(size)
    wide, high = per_image(width), per_image(height)
    radius = np.sqrt(((across - per_image(x)) / wide) ** 2 + ((down - per_image(y)) / high) ** 2)
    return cover((radius - 1) * np.minimum(wide, high), size)


def box(size: int, left: Any, top: Any, right: Any, bottom: Any) -> Reals:
    """Cover of an upright rectangle: float32 [n, S, S]."""
    across, down = places(size)
    wide = cover(per_image(left) - across, size) * cover(across - per_image(right), size)
    return wide * cover(per_image(top) - down, size) * cover(down - per_image(bottom), size)


def line(size: int, x: Any, y: Any, degrees: Any, length: Any, thickness: float) -> Reals:
    """Cover of a line that starts in (x, y) and goes `length` towards `degrees` (0 is up, clockwise)."""
    across, down = places(size)
    turn = np.radians(per_image(degrees))
    along = (across - per_image(x)) * np.sin(turn) - (down - per_image(y)) * np.cos(turn)
    aside = (across - per_image(x)) * np.cos(turn) + (down - per_image(y)) * np.sin(turn)
    beyond = along - np.clip(along, 0, per_image(length))
    return cover(np.sqrt(beyond**2 + aside**2) - thickness / 2, size)


def paint(canvas: Reals, mask: Reals, colour: Any) -> Reals:
    """Lay a colour over a canvas where a mask is: canvas [n, S, S, 3], mask [n, S, S], colour [n or 1, 3]."""
    shade = np.asarray(colour, dtype=np.float32).reshape(-1, 1, 1, 3)
    painted: Reals = canvas + mask[..., None] * (shade - canvas)
    return painted


def gradient(first: Any, last: Any, values: Integers, size: int) -> Reals:
    """Colours of an ordered factor, evenly between two: float32 [n, 3]."""
    share = (values / (size - 1)).astype(np.float32)[:, None]
    mixed: Reals = (1 - share) * np.asarray(first, np.float32) + share * np.asarray(last, np.float32)
    return mixed


def hues(values: Integers, size: int, low: float = 0.25, high: float = 0.8) -> Reals:
    """Colours on a wheel: float32 [n, 3]."""
    turn = 2 * np.pi * (values[:, None] / size + np.array([0, 1, 2]) / 3)
    coloured: Reals = (low + (high - low) * (0.5 + 0.5 * np.cos(turn))).astype(np.float32)
    return coloured


def textures(rng: np.random.Generator, count: int, size: int, cells: int) -> Reals:
    """Smooth random fields in [0, 1], with about so many hills a side: float32 [count, S, S]."""
    knots = rng.random((count, cells + 1, cells + 1), dtype=np.float32)
    at = np.linspace(0, cells, size, endpoint=False)
    below = at.astype(int)
    share = (at - below).astype(np.float32)
    rows = knots[:, below] * (1 - share)[None, :, None] + knots[:, below + 1] * share[None, :, None]
    field: Reals = rows[:, :, below] * (1 - share) + rows[:, :, below + 1] * share
    return field
