from __future__ import annotations

import numpy as np
import pytest

from benchmarks.strangers.sets.made import Made, full_grid, ordered
from benchmarks.strangers.supplied import Part, Supplied


@pytest.fixture(scope="session")
def trivial() -> Made:
    """A square at one of four places and of one of four shades, twelve times each with a little noise: 192 images."""
    factors = (ordered("place", 4), ordered("shade", 4))
    labels = np.tile(full_grid(factors), (12, 1))
    images = np.zeros((len(labels), 16, 16, 3), np.uint8)
    for image, (place, shade) in zip(images, labels, strict=True):
        image[4:12, 4 * place : 4 * place + 4] = 90 + 50 * shade
    images += np.random.default_rng(0).integers(0, 4, images.shape, dtype=np.uint8)
    return Made(images, labels, factors)


@pytest.fixture(scope="session")
def given() -> Supplied:
    """Pairs of a set that anything learns: a step lights one of two halves or darkens it."""
    chance = np.random.default_rng(0)
    images = chance.integers(100, 110, (400, 16, 16, 1), dtype=np.uint8)
    x, y = np.arange(0, 400, 2), np.arange(1, 400, 2)
    action = np.arange(200) % 4
    for pair, kind in enumerate(action):
        half = slice(0, 8) if kind < 2 else slice(8, 16)
        images[y[pair], half] += np.uint8(60) if kind % 2 else np.uint8(196)  # 196 is -60
    factors = np.array([0, 0, 1, 1])
    parts = (
        Part(x[rows], y[rows], action[rows], factors[action[rows]]) for rows in np.split(np.arange(200), [120, 160])
    )
    return Supplied(images, *parts, factors)
