"""Larger images, with effects from two thirds of the pixels to 0.6%, in two places at once, and behind other things.

A fine texture, and where exactly things stand, is new in each image, and no factor names it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.strangers.sets.bound import upper_bound
from benchmarks.strangers.sets.drawing import Reals, box, ellipse, gradient, hues, line, paint, textures
from benchmarks.strangers.sets.made import Factor, Made, full_grid, ordered, wheel
from causalvq.data.procedural.drawn import to_bytes
from causalvq.data.types import Floats, Integers

TEXTURE = 0.2  # between the darkest and the lightest grain
ASIDE = 0.02  # sides of the image by which things stand off, at most
BLOCK = 256  # images drawn at a time


def stage() -> Made:
    """2,160 images of 64 pixels: the backdrop is 66% of them, the lamp 0.7%, the actor walks behind two pillars."""
    sizes = {"backdrop": 5, "lamp": 4, "place": 9, "costume": 3, "posture": 4}
    return drawn(tuple(ordered(name, size) for name, size in sizes.items()), draw_stage, seed=61, cells=24)


def draw_stage(labels: Integers, aside: Floats | float = 0.0) -> Reals:
    """Scenes for labels int64 [n, 5], the actor moved by `aside` [n]: float32 [n, 64, 64, 3], in [0, 1]."""
    backdrop, lamp, place, costume, posture = labels.T
    side = 64
    scene = np.zeros((len(labels), side, side, 3), np.float32)
    scene = paint(scene, box(side, -1, -1, 2, 2), hues(backdrop, 7, 0.35, 0.6))
    dressed = hues(costume, 4, 0.3, 0.7)  # the costume and the carpet are of one cloth
    scene = paint(scene, box(side, -1, 0.78, 2, 2), (0.4, 0.35, 0.3))
    scene = paint(scene, box(side, 0.1, 0.86, 0.9, 0.94), dressed)
    x = 0.14 + 0.09 * place + aside
    tall = 0.2 + 0.035 * posture
    scene = paint(scene, box(side, x - 0.045, 0.8 - tall, x + 0.045, 0.8), dressed)
    scene = paint(scene, ellipse(side, x, 0.8 - tall - 0.05, 0.045, 0.055), (0.85, 0.7, 0.6))
    for left in (0.28, 0.64):
        scene = paint(scene, box(side, left, 0.25, left + 0.1, 0.82), (0.5, 0.5, 0.5))
    return paint(scene, ellipse(side, 0.88, 0.1, 0.04, 0.04), gradient((0.45, 0.4, 0.2), (0.95, 0.9, 0.6), lamp, 4))


def desk() -> Made:
    """1,620 images of 128 pixels: paper, a small light, a mug behind a screen, a theme in two places, a pen."""
    sizes = {"paper": 3, "light": 3, "mug": 5, "theme": 3}
    factors = (*(ordered(name, size) for name, size in sizes.items()), wheel("pen", 12))
    return drawn(factors, draw_desk, seed=62, cells=40)


def draw_desk(labels: Integers, aside: Floats | float = 0.0) -> Reals:
    """Scenes for labels int64 [n, 5], mug and pen moved by `aside` [n]: float32 [n, 128, 128, 3], in [0, 1]."""
    paper, light, mug, theme, pen = labels.T
    side = 128
    scene = np.zeros((len(labels), side, side, 3), np.float32)
    scene = paint(scene, box(side, -1, -1, 2, 2), (0.45, 0.33, 0.22))
    scene = paint(scene, box(side, 0.03, 0.36, 0.97, 0.97), gradient((0.6, 0.6, 0.55), (0.85, 0.83, 0.75), paper, 3))
    x = 0.2 + 0.13 * mug + aside
    scene = paint(scene, box(side, x - 0.05, 0.12, x + 0.05, 0.33), (0.2, 0.4, 0.7))
    scene = paint(scene, ellipse(side, x + 0.06, 0.22, 0.03, 0.05), (0.2, 0.4, 0.7))
    coloured = hues(theme + 1, 5, 0.3, 0.65)
    scene = paint(scene, box(side, 0.3, 0.02, 0.64, 0.3), (0.1, 0.1, 0.1))
    scene = paint(scene, box(side, 0.32, 0.04, 0.62, 0.26), coloured)
    scene = paint(scene, box(side, 0.1, 0.85, 0.5, 0.93), coloured)
    scene = paint(scene, ellipse(side, 0.94, 0.06, 0.04, 0.04), gradient((0.2, 0.35, 0.2), (0.4, 0.9, 0.4), light, 3))
    return paint(scene, line(side, 0.68 + aside, 0.64, 30.0 * pen, 0.2, 0.03), (0.1, 0.1, 0.3))


def drawn(
    factors: tuple[Factor, ...], draw: Callable[[Integers, Floats | float], Reals], seed: int, cells: int
) -> Made:
    """The full grid of some factors, with a texture and a place that are new in each image."""
    labels, rng = full_grid(factors), np.random.default_rng(seed)
    images, clean = [], []
    for start in range(0, len(labels), BLOCK):
        rows = labels[start : start + BLOCK]
        scene = draw(rows, rng.uniform(-ASIDE, ASIDE, len(rows)))
        grain = TEXTURE * (textures(rng, len(scene), scene.shape[1], cells) - 0.5)
        images.append(to_bytes(scene + grain[..., None]))
        clean.append(to_bytes(draw(rows, 0.0)))
    return Made(np.concatenate(images), labels, factors, upper_bound(np.concatenate(clean), labels, factors))
