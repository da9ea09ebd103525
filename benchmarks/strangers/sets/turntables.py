"""Dozens of things in no order, and 72 angles on a circle: things on a turntable, and dials with a hand."""

from __future__ import annotations

import numpy as np

from benchmarks.strangers.sets.bound import upper_bound
from benchmarks.strangers.sets.drawing import Reals, cover, line, paint, per_image, places
from benchmarks.strangers.sets.made import Made, full_grid, named, wheel
from causalvq.data.procedural.drawn import to_bytes

SIDE = 32
BALLS = 6  # of a thing
LOOKING_DOWN = np.radians(25)


def turntable() -> Made:
    """3,456 images: 48 things of six coloured balls each, every five degrees; balls hide each other."""
    factors = (named("thing", 48, "thing"), wheel("angle", 72))
    labels = full_grid(factors)
    rng = np.random.default_rng(41)
    reach, start = rng.uniform(0.05, 0.33, (48, BALLS)), rng.uniform(0, 2 * np.pi, (48, BALLS))
    height, radius = rng.uniform(0, 0.35, (48, BALLS)), rng.uniform(0.06, 0.13, (48, BALLS))
    colours = rng.uniform(0.15, 0.95, (48, BALLS, 3))
    thing, turn = labels[:, 0], np.radians(5.0 * labels[:, 1])[:, None]
    right = reach[thing] * np.sin(start[thing] + turn)
    back = reach[thing] * np.cos(start[thing] + turn)
    up = height[thing] * np.cos(LOOKING_DOWN) + back * np.sin(LOOKING_DOWN)
    nearest_last = np.argsort(-back, axis=1)
    scene = np.full((len(labels), SIDE, SIDE, 3), 0.72, np.float32)
    each = np.arange(len(labels))
    for rank in range(BALLS):
        ball = nearest_last[:, rank]
        x, y, size = 0.5 + right[each, ball], 0.66 - up[each, ball], radius[thing, ball]
        scene = shaded_ball(scene, x, y, size, colours[thing, ball])
    clean = to_bytes(scene)
    return Made(clean, labels, factors, upper_bound(clean, labels, factors))


def shaded_ball(scene: Reals, x: np.ndarray, y: np.ndarray, radius: np.ndarray, colour: np.ndarray) -> Reals:
    """A ball lit from above, laid over a scene."""
    across, down = places(SIDE)
    aside, below = (across - per_image(x)) / per_image(radius), (down - per_image(y)) / per_image(radius)
    away = np.sqrt(aside**2 + below**2)
    mask = cover((away - 1) * per_image(radius), SIDE)
    light = np.clip(0.75 - 0.35 * below, 0.3, 1.1)[..., None] * colour.astype(np.float32).reshape(-1, 1, 1, 3)
    lit: Reals = scene + mask[..., None] * (light - scene)
    return lit


def dials() -> Made:
    """3,400 images of 4,320 cells: 60 faces, each a pattern in two colours, and a thin hand at any of 72 angles."""
    factors = (named("face", 60, "no."), wheel("hand", 72))
    grid, rng = full_grid(factors), np.random.default_rng(42)
    labels = grid[np.sort(rng.choice(len(grid), 3400, replace=False))]
    marks = rng.random((60, 4, 4)) < 0.5
    ground, ink = rng.uniform(0.45, 0.95, (60, 3)), rng.uniform(0.1, 0.6, (60, 3))
    across, down = places(SIDE)
    face = labels[:, 0]
    pattern = marks[:, (down * 4).astype(int), (across * 4).astype(int)][face].astype(np.float32)
    scene = paint(np.zeros((len(labels), SIDE, SIDE, 3), np.float32), np.ones_like(pattern), ground[face])
    scene = paint(scene, pattern, ink[face])
    hand = line(SIDE, 0.5, 0.5, 5.0 * labels[:, 1], 0.42, 0.05)
    clean = to_bytes(paint(scene, hand, (0.9, 0.15, 0.1)))
    return Made(clean, labels, factors, upper_bound(clean, labels, factors))
