"""Larger images, with effects from 60% of the pixels to 0.5%, in two places at once, and behind other things.

A fine texture is new in each image and no factor names it.
"""

from __future__ import annotations

import numpy as np

from benchmarks.strangers.sets.bound import upper_bound
from benchmarks.strangers.sets.drawing import Reals, box, ellipse, gradient, line, paint, textures
from benchmarks.strangers.sets.made import Made, full_grid, ordered, wheel
from causalvq.data.procedural.drawn import to_bytes

TEXTURE = 0.12  # between the darkest and the lightest grain


def stage() -> Made:
    """2,160 images of 64 pixels: the backdrop is 60% of them, the lamp 0.5%, the actor walks behind two pillars."""
    factors = (
        ordered("backdrop", 5),
        ordered("lamp", 4),
        ordered("place", 9),
        ordered("costume", 3),
        ordered("posture", 4),
    )
    labels = full_grid(factors)
    backdrop, lamp, place, costume, posture = labels.T
    side, count = 64, len(labels)
    scene = np.zeros((count, side, side, 3), np.float32)
    scene = paint(scene, box(side, -1, -1, 2, 2), gradient((0.3, 0.35, 0.55), (0.65, 0.5, 0.45), backdrop, 5))
    dressed = gradient((0.75, 0.3, 0.3), (0.35, 0.6, 0.4), costume, 3)  # the costume and the carpet are of one cloth
    scene = paint(scene, box(side, -1, 0.78, 2, 2), (0.4, 0.35, 0.3))
    scene = paint(scene, box(side, 0.1, 0.86, 0.9, 0.94), dressed)
    x = 0.14 + 0.09 * place
    tall = 0.2 + 0.035 * posture
    scene = paint(scene, box(side, x - 0.045, 0.8 - tall, x + 0.045, 0.8), dressed)
    scene = paint(scene, ellipse(side, x, 0.8 - tall - 0.05, 0.045, 0.055), (0.85, 0.7, 0.6))
    for left in (0.28, 0.64):
        scene = paint(scene, box(side, left, 0.25, left + 0.1, 0.82), (0.5, 0.5, 0.5))
    scene = paint(scene, ellipse(side, 0.88, 0.1, 0.04, 0.04), gradient((0.45, 0.4, 0.2), (0.95, 0.9, 0.6), lamp, 4))
    bound = upper_bound(to_bytes(scene) / 255, labels, factors)
    return Made(grained(scene, 61, 24), labels, factors, bound)


def desk() -> Made:
    """1,620 images of 128 pixels: paper, a small light, a mug behind a screen, a theme in two places, a pen."""
    factors = (ordered("paper", 3), ordered("light", 3), ordered("mug", 5), ordered("theme", 3), wheel("pen", 12))
    labels = full_grid(factors)
    paper, light, mug, theme, pen = labels.T
    side, count = 128, len(labels)
    scene = np.zeros((count, side, side, 3), np.float32)
    scene = paint(scene, box(side, -1, -1, 2, 2), (0.45, 0.33, 0.22))
    scene = paint(scene, box(side, 0.03, 0.36, 0.97, 0.97), gradient((0.6, 0.6, 0.55), (0.85, 0.83, 0.75), paper, 3))
    x = 0.2 + 0.13 * mug
    scene = paint(scene, box(side, x - 0.05, 0.12, x + 0.05, 0.33), (0.2, 0.4, 0.7))
    scene = paint(scene, ellipse(side, x + 0.06, 0.22, 0.03, 0.05), (0.2, 0.4, 0.7))
    coloured = gradient((0.6, 0.25, 0.45), (0.25, 0.5, 0.6), theme, 3)
    scene = paint(scene, box(side, 0.3, 0.02, 0.64, 0.3), (0.1, 0.1, 0.1))
    scene = paint(scene, box(side, 0.32, 0.04, 0.62, 0.26), coloured)
    scene = paint(scene, box(side, 0.1, 0.85, 0.5, 0.93), coloured)
    scene = paint(scene, ellipse(side, 0.94, 0.06, 0.04, 0.04), gradient((0.2, 0.35, 0.2), (0.4, 0.9, 0.4), light, 3))
    scene = paint(scene, line(side, 0.68, 0.64, 30.0 * pen, 0.2, 0.03), (0.1, 0.1, 0.3))
    bound = upper_bound(to_bytes(scene[:, ::2, ::2]) / 255, labels, factors)
    return Made(grained(scene, 62, 40), labels, factors, bound)


def grained(scene: Reals, seed: int, cells: int) -> np.ndarray:
    """The scene with a texture that is new in each image: uint8 of the same shape."""
    rng = np.random.default_rng(seed)
    images = np.empty(scene.shape, np.uint8)
    for start in range(0, len(scene), 256):  # textures of all images at once would be as large as the scene
        part = scene[start : start + 256]
        grain = TEXTURE * (textures(rng, len(part), scene.shape[1], cells) - 0.5)
        images[start : start + 256] = to_bytes(part + grain[..., None])
    return images
