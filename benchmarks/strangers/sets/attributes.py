"""Persons with attributes, as CelebA has them: 178 x 218 pixels, ten attributes, each in 2% to 98% of the images.

Everybody has a face, a skin, clothes, a place in the picture and a background of their own, which no attribute names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from PIL import Image

from benchmarks.strangers.sets.drawing import Reals, box, ellipse, line, paint, per_image, textures
from benchmarks.strangers.sets.made import Factor, Made
from causalvq.data.procedural.drawn import to_bytes
from causalvq.data.types import Images, Integers

HEIGHT, WIDTH = 218, 178
COUNT, AT_A_TIME = 2_400, 100
SHARES: Final[Mapping[str, float]] = {
    "Bald": 0.02,
    "Mustache": 0.04,
    "Wearing_Hat": 0.05,
    "Eyeglasses": 0.07,
    "Bangs": 0.15,
    "Blond_Hair": 0.25,
    "Smiling": 0.48,
    "Wearing_Lipstick": 0.5,
    "No_Beard": 0.83,
    "Young": 0.98,
}
"""Share of the images that have each attribute: the eight rarest to commonest are about as CelebA has them."""


def attributes() -> Made:
    """2,400 photographs of nobody in the files of CelebA: ten attributes, of which some are in 2% and some in 98%."""
    return made(41)


def snapshots() -> Made:
    """The same with other persons, at 128 pixels."""
    return made(42)


def made(seed: int) -> Made:
    """Persons drawn at random; those without hair have no fringe and no colour of it."""
    rng = np.random.default_rng(seed)
    labels = (rng.random((COUNT, len(SHARES))) < list(SHARES.values())).astype(np.int64)
    bald = labels[:, 0] == 1
    labels[np.ix_(bald, [list(SHARES).index("Bangs"), list(SHARES).index("Blond_Hair")])] = 0
    drawn = [draw(labels[start : start + AT_A_TIME], rng) for start in range(0, len(labels), AT_A_TIME)]
    factors = tuple(Factor(name, ("no", "yes")) for name in SHARES)
    return Made(np.concatenate(drawn), labels, factors, files="celeba")


def draw(labels: Integers, rng: np.random.Generator) -> Images:
    """Persons uint8 [n, H, W, 3] for labels int64 [n, 10], drawn at half the size."""
    has = {name: labels[:, column].astype(np.float32) for column, name in enumerate(SHARES)}
    count, size = len(labels), HEIGHT // 2
    uniform = rng.uniform
    middle, brow = uniform(0.47, 0.53, count), uniform(0.36, 0.42, count)
    wide, high = uniform(0.19, 0.22, count), uniform(0.26, 0.29, count)
    skin = uniform(0.45, 0.95, (count, 1)) * np.array([1.0, 0.8, 0.68]) + uniform(-0.03, 0.03, (count, 3))
    dark = uniform(0.05, 0.3, (count, 1)) * np.array([1.0, 0.75, 0.6])
    young = has["Young"][:, None]
    hair = np.where(has["Blond_Hair"][:, None] > 0, np.array([0.86, 0.72, 0.36]), dark)
    hair = young * hair + (1 - young) * 0.72
    ground = uniform(0, 1, (count, 2, 3))
    field = textures(rng, count, size, 3)[..., None]
    canvas = (ground[:, :1, None] * field + ground[:, 1:, None] * (1 - field)).astype(np.float32)

    def lay(mask: Reals, colour: Any, where: Any = 1.0) -> None:
        canvas[:] = paint(canvas, (mask * per_image(where)).astype(np.float32), colour)

    lay(ellipse(size, middle, 1.02, 0.36, 0.2), uniform(0, 1, (count, 3)))
    there = 1 - has["Bald"]
    lay(ellipse(size, middle, brow + 0.02, wide + 0.045, high + 0.0), hair, there)
    face = ellipse(size, middle, brow + 0.12, wide, high)
    lay(face, skin)
    lay(face * (0.25 * textures(rng, count, size, 12)), skin * 0.6)
    lay(face * box(size, 0, brow + 0.27, 1, 1), hair * 0.5, 0.75 * (1 - has["No_Beard"]))
    lay(ellipse(size, middle, brow - 0.09, wide * 0.95, 0.07), hair, has["Bangs"])
    for height in (0.0, 0.025):
        crease = line(size, middle - 0.1, brow - 0.045 + height, 90, 0.2, 0.007)
        lay(crease, skin * 0.55, 1 - has["Young"])
    for side in (-1, 1):
        eye = middle + side * 0.085
        lay(ellipse(size, eye, brow + 0.06, 0.04, 0.02), (0.95, 0.95, 0.95))
        lay(ellipse(size, eye, brow + 0.06, 0.017, 0.019), uniform(0.05, 0.4, (count, 3)))
        lay(line(size, eye - 0.045, brow + 0.02, 90, 0.09, 0.013), hair * 0.6)
        rim = ellipse(size, eye, brow + 0.06, 0.066, 0.05) - ellipse(size, eye, brow + 0.06, 0.053, 0.037)
        lay(np.clip(rim, 0, 1), (0.08, 0.08, 0.1), has["Eyeglasses"])
    lay(box(size, middle - 0.03, brow + 0.055, middle + 0.03, brow + 0.067), (0.08, 0.08, 0.1), has["Eyeglasses"])
    lay(line(size, middle, brow + 0.07, 185, 0.1, 0.016), skin * 0.75)
    lips = np.where(
        has["Wearing_Lipstick"][:, None] > 0, np.array([0.8, 0.08, 0.2]), skin * np.array([0.85, 0.68, 0.68])
    )
    for side in (-1, 1):
        bend = 90 * side - side * 24 * (has["Smiling"] * 2 - 1) * 0.8
        lay(line(size, middle, brow + 0.25, bend, 0.075, 0.028), lips)
    lay(box(size, middle - 0.07, brow + 0.196, middle + 0.07, brow + 0.222), hair * 0.5, has["Mustache"])
    felt = uniform(0, 1, (count, 3))
    lay(box(size, middle - wide, brow - 0.26, middle + wide, brow - 0.1), felt, has["Wearing_Hat"])
    lay(box(size, middle - wide - 0.08, brow - 0.13, middle + wide + 0.08, brow - 0.09), felt * 0.8, has["Wearing_Hat"])
    edge = (HEIGHT - WIDTH) // 4
    drawn = to_bytes(canvas[:, :, edge : edge + WIDTH // 2])
    enlarged = (Image.fromarray(one).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC) for one in drawn)
    return np.stack([np.asarray(one) for one in enlarged])
