"""Lamps that add up, and filters that multiply: each step changes every pixel, and by little."""

from __future__ import annotations

import numpy as np

from benchmarks.strangers.sets.bound import upper_bound
from benchmarks.strangers.sets.drawing import Reals, ellipse, places, textures
from benchmarks.strangers.sets.made import Made, full_grid, ordered
from causalvq.data.procedural.drawn import to_bytes

SIDE = 32


def lamps() -> Made:
    """1,296 images: four lamps of six levels around a relief; a step adds a few of 255 grey levels."""
    factors = tuple(ordered(name, 6) for name in ("north", "east", "south", "west"))
    labels = full_grid(factors)
    shade, albedo = relief(21, bearings=(0, 90, 180, 270))
    tints = np.array([(1, 0.9, 0.8), (0.85, 1, 0.9), (0.9, 0.9, 1), (1, 1, 0.85)], np.float32)
    maps = 0.034 * (0.35 + shade[..., None]) * tints[:, None, None]
    light = 0.25 + np.einsum("nk,khwc->nhwc", labels.astype(np.float32), maps)
    clean = to_bytes((albedo * light) ** (1 / 1.4))
    return Made(clean, labels, factors, upper_bound(clean, labels, factors))


def filters() -> Made:
    """1,296 images: exposure, warmth, haze and a shade to the corners, six levels each, multiply what is there."""
    factors = tuple(ordered(name, 6) for name in ("exposure", "warmth", "haze", "corners"))
    labels = full_grid(factors)
    shade, albedo = relief(22, bearings=(40, 200))
    scene = albedo * (0.45 + 0.5 * shade.mean(0))[..., None]
    across, down = places(SIDE)
    away = np.sqrt((across - 0.5) ** 2 + (down - 0.5) ** 2)[..., None]
    level = labels.T.astype(np.float32)[:, :, None, None, None]
    colour = np.array([1, 0, -1], np.float32)
    picture = scene * (0.8 + 0.03 * level[0]) * (1 + 0.02 * level[1] * colour)
    picture = picture * (1 - 0.04 * level[2]) + 0.6 * 0.04 * level[2]  # haze veils: less contrast, about as much light
    clean = to_bytes(picture * (1 - 0.07 * level[3] * away))
    return Made(clean, labels, factors, upper_bound(clean, labels, factors))


def relief(seed: int, bearings: tuple[int, ...]) -> tuple[Reals, Reals]:
    """A bumpy scene with a few round things: how much light it takes from each side, and its colour.

    Returns:
        float32 [lamps, S, S] in [0, 1], and float32 [S, S, 3] in [0, 1].
    """
    rng = np.random.default_rng(seed)
    things = ellipse(SIDE, *rng.uniform(0.2, 0.8, (2, 5)), *rng.uniform(0.08, 0.2, (2, 5)))
    height = textures(rng, 1, SIDE, 5)[0] + things.sum(0)
    down, right = np.gradient(height)
    turn = np.radians(bearings)[:, None, None]
    facing = np.clip(0.5 + 1.5 * (right * np.sin(turn) - down * np.cos(turn)), 0, 1).astype(np.float32)
    colour = 0.35 + 0.45 * textures(rng, 3, SIDE, 3)
    return facing, np.moveaxis(colour, 0, -1)
