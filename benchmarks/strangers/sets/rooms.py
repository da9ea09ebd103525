"""A ray-cast room: clean with six ordered factors, and with factors of every kind as a camera sees it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.strangers.sets.bound import upper_bound
from benchmarks.strangers.sets.camera import NOISE, photograph
from benchmarks.strangers.sets.drawing import Reals, gradient, hues
from benchmarks.strangers.sets.made import Factor, Made, full_grid, ordered, wheel
from causalvq.data.procedural.drawn import to_bytes
from causalvq.data.procedural.raycast import cast_room
from causalvq.data.types import Integers

SIDE = 32


def room() -> Made:
    """3,840 clean images of a cylinder; hues of ordered steps, whose size and place are others, and how dusky it is."""
    factors = tuple(
        ordered(name, size)
        for name, size in {"floor": 4, "wall": 4, "thing": 4, "size": 4, "bearing": 5, "dusk": 3}.items()
    )
    labels = full_grid(factors)
    value = dict(zip((factor.name for factor in factors), labels.T, strict=True))
    scene = cast(
        {
            "floor": hues(value["floor"], 6, 0.4, 0.65),
            "wall": hues(value["wall"] + 2, 7, 0.5, 0.75),
            "thing": hues(value["thing"], 5, 0.3, 0.8),
        },
        np.full(len(labels), "cylinder"),
        0.7 + 0.17 * value["size"],
        -24.0 + 12 * value["bearing"],
    )
    clean = to_bytes(scene * (1 - 0.16 * value["dusk"]).astype(np.float32)[:, None, None, None])
    return Made(clean, labels, factors, upper_bound(clean, labels, factors))


def vault() -> Made:
    """3,780 clean images of a capsule: the same kinds of factors with other numbers, colours and steps."""
    factors = tuple(
        ordered(name, size)
        for name, size in {"ground": 3, "side": 3, "post": 4, "girth": 5, "turn": 7, "lantern": 3}.items()
    )
    labels = full_grid(factors)
    value = dict(zip((factor.name for factor in factors), labels.T, strict=True))
    scene = cast(
        {
            "floor": hues(value["ground"] + 1, 5, 0.3, 0.55),
            "wall": hues(value["side"] + 3, 6, 0.45, 0.65),
            "thing": hues(value["post"] + 2, 6, 0.3, 0.8),
        },
        np.full(len(labels), "capsule"),
        0.75 + 0.13 * value["girth"],
        -30.0 + 10 * value["turn"],
    )
    clean = to_bytes(scene * (0.7 + 0.15 * value["lantern"]).astype(np.float32)[:, None, None, None])
    return Made(clean, labels, factors, upper_bound(clean, labels, factors))


def room_camera() -> Made:
    """1,920 photographs: floor, size and bearing ordered, a hue that is cyclic, four shapes without an order."""
    shapes = ("cube", "cylinder", "sphere", "capsule")
    factors = (ordered("floor", 4), wheel("hue", 6), ordered("size", 4), ordered("bearing", 5), Factor("shape", shapes))
    labels = full_grid(factors)
    value = dict(zip((factor.name for factor in factors), labels.T, strict=True))
    scene = cast(
        {
            "floor": gradient((0.75, 0.65, 0.45), (0.35, 0.4, 0.5), value["floor"], 4),
            "wall": np.full((len(labels), 3), 0.6, np.float32),
            "thing": hues(value["hue"], 6),
        },
        np.array(shapes)[value["shape"]],
        0.7 + 0.17 * value["size"],
        -24.0 + 12 * value["bearing"],
    )
    return seen(scene, labels, factors, seed=11)


def vault_camera() -> Made:
    """1,800 photographs: the wall, not the floor, is ordered, and it is the floor that has a hue."""
    shapes = ("sphere", "cube", "capsule")
    factors = (ordered("side", 5), wheel("ground", 8), ordered("girth", 3), ordered("turn", 5), Factor("form", shapes))
    labels = full_grid(factors)
    value = dict(zip((factor.name for factor in factors), labels.T, strict=True))
    scene = cast(
        {
            "floor": hues(value["ground"], 8, 0.3, 0.7),
            "wall": gradient((0.55, 0.45, 0.55), (0.35, 0.55, 0.65), value["side"], 5),
            "thing": np.tile(np.array([0.8, 0.75, 0.3], np.float32), (len(labels), 1)),
        },
        np.array(shapes)[value["form"]],
        0.75 + 0.22 * value["girth"],
        -28.0 + 14 * value["turn"],
    )
    return seen(scene, labels, factors, seed=12)


def seen(scene: Reals, labels: Integers, factors: tuple[Factor, ...], seed: int) -> Made:
    """A set of photographs of a scene."""
    bound = upper_bound(scene, labels, factors, NOISE)
    return Made(photograph(scene, np.random.default_rng(seed)), labels, factors, bound)


def cast(colours: Mapping[str, Reals], shapes: np.ndarray, scales: np.ndarray, degrees: np.ndarray) -> Reals:
    """Images of the room, each geometry cast once: float32 [n, S, S, 3], in [0, 1]."""
    geometries = list(zip(shapes.tolist(), scales.tolist(), degrees.tolist(), strict=True))
    light = {key: cast_room(SIDE, *key).astype(np.float32) for key in dict.fromkeys(geometries)}
    parts = np.stack([light[key] for key in geometries])
    white = np.ones_like(colours["floor"])
    palette = np.stack([colours["floor"], colours["wall"], colours["thing"], white], axis=1)
    scene: Reals = np.einsum("nhwk,nkc->nhwc", parts, palette, dtype=np.float32)
    return np.clip(scene, 0, 1)
