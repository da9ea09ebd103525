"""Grids with holes: three cells of ten, dozens of values in no order, and a factor with some hundred pairs."""

from __future__ import annotations

import numpy as np

from benchmarks.strangers.sets.bound import upper_bound
from benchmarks.strangers.sets.drawing import Reals, ellipse, hues, paint, per_image, places
from benchmarks.strangers.sets.made import Factor, Made, full_grid, named, ordered
from causalvq.data.procedural.drawn import to_bytes
from causalvq.data.types import Integers

SIDE = 32
SHARE = 0.3  # of the cells that are there
RARE = 60  # images that are there once more with the rare value: 120 pairs of both directions


def portraits() -> Made:
    """1,788 grey images: 40 persons, a lamp at 18 azimuths and 8 elevations, few of them also with glasses."""
    factors = (
        named("person", 40, "person"),
        ordered("azimuth", 18),
        ordered("elevation", 8),
        Factor("glasses", ("no", "yes")),
    )
    rng = np.random.default_rng(51)
    labels = with_holes(full_grid(factors[:3]), rng)
    person, azimuth, elevation, glasses = labels.T
    normals, tone = heads(rng, 40)
    turn, rise = np.radians(-85 + 10.0 * azimuth), np.radians(-20 + 12.0 * elevation)
    lamp = np.stack([np.sin(turn) * np.cos(rise), -np.sin(rise), np.cos(turn) * np.cos(rise)], 1).astype(np.float32)
    facing = np.clip(np.einsum("nhwk,nk->nhw", normals[person], lamp), 0, 1)
    picture = tone[person] * (0.12 + 0.85 * facing)
    for side in (-0.13, 0.13):
        rim = ellipse(SIDE, 0.5 + side, 0.45, 0.1, 0.08) - ellipse(SIDE, 0.5 + side, 0.45, 0.065, 0.045)
        picture = picture * (1 - rim * per_image(glasses)) + 0.02 * rim * per_image(glasses)
    clean = to_bytes(picture)
    return Made(clean, labels, factors, upper_bound(clean, labels, factors))


def heads(rng: np.random.Generator, count: int) -> tuple[Reals, Reals]:
    """Normals [count, S, S, 3] and tones [count, S, S] of heads: an ellipsoid with bumps of one's own; 0 around it."""
    across, down = places(SIDE)
    wide, high = per_image(rng.uniform(0.3, 0.4, count)), per_image(rng.uniform(0.38, 0.47, count))
    radius = ((across - 0.5) / wide) ** 2 + ((down - 0.5) / high) ** 2
    height = 0.4 * np.sqrt(np.clip(1 - radius, 0, 1))
    for _ in range(7):
        x, y, strength = (
            per_image(rng.uniform(low, high_, count)) for low, high_ in ((0.3, 0.7), (0.25, 0.8), (-1, 1))
        )
        height = height + 0.05 * strength * np.exp(-((across - x) ** 2 + (down - y) ** 2) / 0.008)
    slope_down, slope_right = np.gradient(height, 1 / SIDE, axis=(1, 2))
    normals = np.stack([-slope_right, -slope_down, np.ones_like(height)], -1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    inside = np.clip((1 - radius) * 8, 0, 1)
    tone = inside * per_image(rng.uniform(0.55, 0.95, count))
    return normals.astype(np.float32), tone.astype(np.float32)


def specimens() -> Made:
    """2,076 images in colour: 56 species, 12 stages of growth, 10 tilts, few of them also with a spot."""
    factors = (
        named("species", 56, "species"),
        ordered("growth", 12),
        ordered("tilt", 10),
        Factor("spot", ("clear", "spotted")),
    )
    rng = np.random.default_rng(52)
    labels = with_holes(full_grid(factors[:3]), rng)
    species, growth, tilt, spot = labels.T
    petals = np.arange(56) % 7 + 3
    colour, heart = hues(rng.permutation(56), 56), rng.uniform(0.1, 0.9, (56, 3))
    pointed = rng.uniform(0.15, 0.5, 56)
    across, down = places(SIDE)
    turn = np.arctan2(down - 0.5, across - 0.5) - per_image(np.radians(3.5 * tilt))
    away = np.sqrt((across - 0.5) ** 2 + (down - 0.5) ** 2)
    edge = per_image(0.17 + 0.022 * growth) * (
        1 - per_image(pointed[species]) * (0.5 - 0.5 * np.cos(per_image(petals[species]) * turn))
    )
    scene = np.full((len(labels), SIDE, SIDE, 3), 0.2, np.float32)
    scene = paint(scene, np.clip(0.5 - (away - edge) * SIDE, 0, 1).astype(np.float32), colour[species])
    scene = paint(scene, ellipse(SIDE, 0.5, 0.5, 0.07, 0.07), heart[species])
    scene = paint(scene, ellipse(SIDE, 0.56, 0.42, 0.05, 0.05) * per_image(spot), (0.05, 0.05, 0.05))
    clean = to_bytes(scene)
    return Made(clean, labels, factors, upper_bound(clean, labels, factors))


def with_holes(grid: Integers, rng: np.random.Generator) -> Integers:
    """A share of the cells of a grid, and few of them again with the rare value in a last column."""
    there = grid[np.sort(rng.choice(len(grid), round(SHARE * len(grid)), replace=False))]
    rare = there[np.sort(rng.choice(len(there), RARE, replace=False))]
    return np.concatenate([np.pad(there, ((0, 0), (0, 1))), np.pad(rare, ((0, 0), (0, 1)), constant_values=1)])
