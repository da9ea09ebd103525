"""Pictures before and after, and what was done in the user's own words: isolated pairs, a third without a word.

x and y share a background and a body of their own, which no word names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.strangers.sets.camera import photograph
from benchmarks.strangers.sets.drawing import Reals, box, ellipse, gradient, line, paint, textures
from benchmarks.strangers.sets.made import Made, Row
from causalvq.data.procedural.drawn import to_bytes
from causalvq.data.types import Integers

SIDE = 32
PAIRS = 1800
UNLABELLED = 3  # one pair of so many has no word
Effects = Mapping[str, tuple[int, int, bool]]  # word: column, step or value, whether the value is set


def levers() -> Made:
    """A block on a shelf: eight words, two and two of which undo each other."""
    words: Effects = {
        "push_left": (0, -1, False),
        "push_right": (0, 1, False),
        "drop": (1, 1, False),
        "lift": (1, -1, False),
        "warm": (2, 1, False),
        "cool": (2, -1, False),
        "open": (3, 1, False),
        "close": (3, -1, False),
    }
    return told(words, (6, 5, 5, 4), block, lambda scene, _: to_bytes(scene), seed=71)


def doses() -> Made:
    """A dish of cells through a camera: two words that undo each other, one without opposite, four that set a stain."""
    words: Effects = {
        "drug A": (0, 1, False),
        "drug B": (0, -1, False),
        "feed": (1, 1, False),
        "stain red": (2, 0, True),
        "stain green": (2, 1, True),
        "stain blue": (2, 2, True),
        "wash": (2, 3, True),
    }
    return told(words, (6, 5, 4), dish, photograph, seed=72)


def told(
    words: Effects,
    sizes: tuple[int, ...],
    draw: Callable[[Integers, np.random.Generator], Reals],
    develop: Callable[[Reals, np.random.Generator], np.ndarray],
    seed: int,
) -> Made:
    """Isolated pairs: image 2k before and image 2k + 1 after the k-th action.

    Args:
        words: what each does.
        sizes: values of each hidden state.
        draw: from states [2 P, F] to scenes; images 2k and 2k + 1 get the same nuisance.
        develop: from scenes to bytes.
        seed: of everything.
    """
    rng = np.random.default_rng(seed)
    before = np.stack([rng.integers(0, size, PAIRS) for size in sizes], axis=1)
    names = list(words)
    after, done = before.copy(), []
    for row in after:
        name = names[rng.integers(len(names))]
        while not possible(row, words[name], sizes):
            name = names[rng.integers(len(names))]
        column, amount, sets = words[name]
        row[column] = amount if sets else row[column] + amount
        done.append(name)
    states = np.stack([before, after], axis=1).reshape(2 * PAIRS, -1)
    table = tuple(
        Row(2 * pair, 2 * pair + 1, "" if pair % UNLABELLED == UNLABELLED - 1 else name)
        for pair, name in enumerate(done)
    )
    return Made(develop(draw(states, rng), rng), states, table=table)


def possible(state: Integers, effect: tuple[int, int, bool], sizes: tuple[int, ...]) -> bool:
    """Whether an action changes something and leads to a state that there is."""
    column, amount, sets = effect
    value = amount if sets else state[column] + amount
    return bool(0 <= value < sizes[column] and value != state[column])


def twice(values: np.ndarray) -> np.ndarray:
    """One value for each pair, given to both of its images."""
    return np.repeat(values, 2, axis=0)


def block(states: Integers, rng: np.random.Generator) -> Reals:
    """Scenes of the block and a door, before a wallpaper of their own: float32 [n, S, S, 3]."""
    pairs = len(states) // 2
    paper, stout = textures(rng, 3 * pairs, SIDE, 6).reshape(pairs, 3, SIDE, SIDE), rng.uniform(0.07, 0.11, pairs)
    scene = np.moveaxis(twice(0.35 + 0.4 * paper), 1, -1).astype(np.float32)
    across, down, warmth, door = states.T
    x, y, half = 0.14 + 0.11 * across, 0.2 + 0.13 * down, twice(stout)
    scene = paint(
        scene, box(SIDE, x - half, y - half, x + half, y + half), gradient((0.2, 0.3, 0.8), (0.9, 0.4, 0.15), warmth, 5)
    )
    scene = paint(scene, box(SIDE, 0.82, 0.3, 0.96, 0.95), (0.1, 0.1, 0.1))
    return paint(scene, box(SIDE, 0.82, 0.3 + 0.17 * door, 0.96, 0.95), (0.75, 0.75, 0.7))


def dish(states: Integers, rng: np.random.Generator) -> Reals:
    """Scenes of cells with a nucleus, each pair with cells in places of its own: float32 [n, S, S, 3]."""
    pairs = len(states) // 2
    dose, size, stain = states.T
    scene = np.full((len(states), SIDE, SIDE, 3), 0.82, np.float32)
    scene = scene * (0.8 + 0.25 * twice(textures(rng, pairs, SIDE, 3)))[..., None].astype(np.float32)
    colours = np.array([(0.75, 0.3, 0.35), (0.3, 0.65, 0.35), (0.35, 0.4, 0.75), (0.6, 0.6, 0.6)], np.float32)
    lean = twice(rng.uniform(0, 360, pairs))
    for middle in ((0.28, 0.3), (0.7, 0.34), (0.46, 0.72)):
        x, y = (twice(at + rng.uniform(-0.06, 0.06, pairs)) for at in middle)
        radius = 0.1 + 0.02 * size
        scene = paint(scene, ellipse(SIDE, x, y, radius, radius * 0.9), colours[stain])
        scene = paint(scene, ellipse(SIDE, x, y, 0.045, 0.045), (0.15, 0.1, 0.2))
        scene = paint(scene, line(SIDE, x, y, lean, 0.03 + 0.03 * dose, 0.03), (0.15, 0.1, 0.2))
    return scene
