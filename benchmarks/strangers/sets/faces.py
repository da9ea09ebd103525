"""Few grey images: 500 faces and 700 leaves. Each has a build and a texture of its own, which no factor names."""

from __future__ import annotations

import numpy as np

from benchmarks.strangers.sets.drawing import Reals, ellipse, line, per_image, textures
from benchmarks.strangers.sets.made import Made, full_grid, ordered
from causalvq.data.procedural.drawn import to_bytes
from causalvq.data.types import Images, Integers

SIDE = 32


def faces() -> Made:
    """500 faces, four cells of five of a grid: gaze, brow, mouth and the side that the light comes from."""
    factors = (ordered("gaze", 5), ordered("brow", 4), ordered("mouth", 5), ordered("light", 5))
    grid, rng = full_grid(factors), np.random.default_rng(31)
    labels = grid[np.sort(rng.choice(len(grid), 500, replace=False))]
    return Made(draw_faces(labels, rng), labels, factors)


def draw_faces(labels: Integers, rng: np.random.Generator) -> Images:
    """Grey images uint8 [n, S, S] for labels int64 [n, 4]."""
    gaze, brow, mouth, light = labels.T
    count = len(labels)
    wide, high, low = rng.uniform(0.28, 0.36, count), rng.uniform(0.36, 0.44, count), rng.uniform(-0.02, 0.03, count)
    canvas = 0.25 + 0.3 * textures(rng, count, SIDE, 4)
    skin = 0.62 + 0.16 * (textures(rng, count, SIDE, 8) - 0.5)
    canvas = laid(canvas, ellipse(SIDE, 0.5, 0.52, wide, high), skin * across(light - 2, 0.12))
    for side in (-0.14, 0.14):
        canvas = laid(canvas, ellipse(SIDE, 0.5 + side, 0.45 + low, 0.085, 0.05), 0.9)
        canvas = laid(canvas, ellipse(SIDE, 0.5 + side + 0.022 * (gaze - 2), 0.45 + low, 0.035, 0.04), 0.1)
        tilt = 90 + np.sign(side) * (9 * brow - 14)
        canvas = laid(canvas, line(SIDE, 0.5 + side - 0.08, 0.36 + low, tilt, 0.16, 0.03), 0.2)
    for side in (-1, 1):
        bend = 90 * side + side * 11 * (mouth - 2)
        canvas = laid(canvas, line(SIDE, 0.5, 0.72 + low, bend, 0.13, 0.04), 0.25)
    return to_bytes(canvas)


def leaves() -> Made:
    """700 leaves, of 400 cells twice: length, width, where the tip points, and how many veins there are."""
    factors = (ordered("length", 5), ordered("width", 4), ordered("tip", 5), ordered("veins", 4))
    grid, rng = np.tile(full_grid(factors), (2, 1)), np.random.default_rng(32)
    labels = grid[np.sort(rng.choice(len(grid), 700, replace=False))]
    return Made(draw_leaves(labels, rng), labels, factors)


def draw_leaves(labels: Integers, rng: np.random.Generator) -> Images:
    """Grey images uint8 [n, S, S] for labels int64 [n, 4]."""
    length, width, tip, veins = labels.T
    count = len(labels)
    base, left = rng.uniform(0.84, 0.92, count), rng.uniform(0.44, 0.56, count)
    long, turn = 0.42 + 0.07 * length, np.radians(10.0 * (tip - 2))
    canvas = 0.55 + 0.4 * textures(rng, count, SIDE, 3)
    middle, up = left + np.sin(turn) * long / 2, base - np.cos(turn) * long / 2
    blade = np.zeros((count, SIDE, SIDE), np.float32)
    for part in np.linspace(-0.8, 0.8, 9):  # a leaf is a row of discs along its midrib
        round_ = (0.07 + 0.025 * width) * np.sqrt(1 - part**2)
        x, y = middle + part * np.sin(turn) * long / 2, up - part * np.cos(turn) * long / 2
        blade = np.maximum(blade, ellipse(SIDE, x, y, round_, round_))
    canvas = laid(canvas, blade, 0.3 + 0.12 * textures(rng, count, SIDE, 8))
    canvas = laid(canvas, line(SIDE, left, base, np.degrees(turn), long, 0.025), 0.6)
    for vein in range(5):
        along = 0.2 + 0.14 * vein
        x, y = left + along * np.sin(turn) * long, base - along * np.cos(turn) * long
        for side in (-50, 50):
            mask = line(SIDE, x, y, np.degrees(turn) + side, 0.11, 0.02) * per_image(vein < veins + 2)
            canvas = laid(canvas, mask * blade, 0.6)
    return to_bytes(canvas)


def laid(canvas: Reals, mask: Reals, shade: Reals | float) -> Reals:
    """A shade of grey laid over a canvas where a mask is: float32 [n, S, S]."""
    painted: Reals = (canvas + mask * (shade - canvas)).astype(np.float32)
    return painted


def across(slope: Integers, strength: float) -> Reals:
    """Light that falls from one side: float32 [n, 1, S]."""
    line_ = np.linspace(-1, 1, SIDE, dtype=np.float32)
    lit: Reals = 1 + strength * per_image(slope) * line_
    return lit
