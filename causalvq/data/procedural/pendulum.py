"""`pendulum`: a pendulum and a lamp cast a shadow; four factors with a known causal graph, 3,072 images.

After the toy of CausalVAE (Yang et al., CVPR 2021, arXiv 2004.08697), drawn anew. The lamp stands for a distant light:
where it stands is how slanting its rays fall.

    pendulum -> shadow_position, shadow_length        lamp -> shadow_position, shadow_length

Both shadow variables carry exogenous noise of -1, 0 or +1 value, so that they are not a function of their causes.
A do() on the pendulum or the lamp moves the shadow and keeps its noise (a counterfactual); a do() on the shadow moves
the shadow alone.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np

from causalvq.data.facts import FactorFacts
from causalvq.data.procedural.colours import hexadecimal
from causalvq.data.procedural.drawn import DEFAULT_SIZE, Drawn, pixel_means, sample_points, to_bytes
from causalvq.data.types import Flags, Floats, Images, Integers, Real

SIZES: Final = (8, 8, 8, 6)
NAMES: Final = ("pendulum", "lamp", "shadow_position", "shadow_length")
EDGES: Final = tuple((cause, effect) for cause in NAMES[:2] for effect in NAMES[2:])

# Lengths are in image sides, x to the right, y downwards.
ANGLES: Final = np.radians(np.linspace(-40, 40, SIZES[0]))
LAMPS: Final = np.linspace(0.12, 0.88, SIZES[1])
SLOPES: Final = np.linspace(0.4, -0.4, SIZES[1])  # a lamp on the left throws its light to the right
PIVOT: Final = (0.5, 0.3)
ROD: Final = 0.32
BALL: Final = 0.06
GROUND: Final = 0.85
POSITIONS: Final = np.linspace(0.226, 0.774, SIZES[2])
LENGTHS: Final = np.linspace(0.1, 0.404, SIZES[3])

SKY, SAND, LIGHT, ROD_COLOUR, BALL_COLOUR, SHADE = hexadecimal(
    "cfe6f5", "e9d8a6", "f9a620", "4a4e69", "b5179e", "3a2e1c"
)
SAMPLES: Final = 4  # looks per pixel and axis


class Pendulum(Drawn):
    """Pendulum, lamp and shadow, with their mechanisms.

    Args:
        size: side of the images in pixels.
    """

    def __init__(self, size: int = DEFAULT_SIZE) -> None:
        factors = (
            FactorFacts(NAMES[0], SIZES[0], _named(np.degrees(ANGLES), 0)),
            FactorFacts(NAMES[1], SIZES[1], _named(LAMPS, 2)),
            FactorFacts(NAMES[2], SIZES[2], _named(POSITIONS, 2)),
            FactorFacts(NAMES[3], SIZES[3], _named(LENGTHS, 2)),
        )
        super().__init__("pendulum", 1, factors, size, EDGES)

    def render(self, labels: Integers) -> Images:
        """The true images for any labels (int64 [n, 4]), possible or not, as uint8 [n, size, size, 3]."""
        pendulum, lamp, position, length = labels.T
        rod, ball = self._pendulums
        image: Real = np.broadcast_to(self._ground, (len(labels), *self._ground.shape))
        image = _paint(image, self._shadows[position, length], SHADE)
        image = _paint(image, self._lamps[lamp], LIGHT)
        image = _paint(image, rod[pendulum], ROD_COLOUR)
        return to_bytes(_paint(image, ball[pendulum], BALL_COLOUR))

    def do(self, labels: Integers, factor: int, values: Integers) -> Integers:
        """The labels that follow when `factor` is set: the shadow follows its causes and keeps its noise."""
        changed = super().do(labels, factor, values)
        if factor < 2:
            noise = labels[:, 2:] - mechanism(labels[:, 0], labels[:, 1])
            shadow = mechanism(changed[:, 0], changed[:, 1]) + noise
            changed[:, 2:] = np.clip(shadow, 0, np.array(SIZES[2:]) - 1)
        return changed

    def observational(self, labels: Integers) -> Flags:
        """Which labels occur without an intervention: bool [n]; those whose noise is at most one value."""
        noise = np.abs(labels[:, 2:] - mechanism(labels[:, 0], labels[:, 1]))
        return np.asarray(np.all(noise <= 1, axis=1))

    @cached_property
    def _ground(self) -> Floats:
        _, y = sample_points(self.facts.height, SAMPLES)
        below = pixel_means((y > GROUND - 0.06).astype(np.float64), SAMPLES)[..., None]
        return np.asarray(SKY + below * (SAND - SKY))

    @cached_property
    def _lamps(self) -> Real:
        return np.stack([self._capsule((at, 0.1), (at, 0.1), 0.07) for at in LAMPS])

    @cached_property
    def _pendulums(self) -> tuple[Real, Real]:
        ends = [(PIVOT[0] + ROD * np.sin(angle), PIVOT[1] + ROD * np.cos(angle)) for angle in ANGLES]
        rods = np.stack([self._capsule(PIVOT, end, 0.018) for end in ends])
        return rods, np.stack([self._capsule(end, end, BALL) for end in ends])

    @cached_property
    def _shadows(self) -> Real:
        """Coverage by the shadow: float64 [position, length, size, size]."""
        thick = 0.042
        return np.stack(
            [
                np.stack(
                    [self._capsule((at - reach, GROUND), (at + reach, GROUND), thick) for reach in LENGTHS / 2 - thick]
                )
                for at in POSITIONS
            ]
        )

    def _capsule(self, start: tuple[float, float], end: tuple[float, float], radius: float) -> Real:
        """Coverage by all points within `radius` of a segment: float64 [size, size]."""
        x, y = sample_points(self.facts.height, SAMPLES)
        along_x, along_y = end[0] - start[0], end[1] - start[1]
        squared = max(along_x**2 + along_y**2, 1e-12)
        share = np.clip(((x - start[0]) * along_x + (y - start[1]) * along_y) / squared, 0, 1)
        distance = np.hypot(x - start[0] - share * along_x, y - start[1] - share * along_y)
        return pixel_means((distance < radius).astype(np.float64), SAMPLES)


def mechanism(pendulum: Integers, lamp: Integers) -> Integers:
    """Where the shadow falls and how long it is when nothing disturbs it.

    Args:
        pendulum: int64 [n], value of the pendulum's angle.
        lamp: int64 [n], value of the lamp's place.

    Returns:
        int64 [n, 2]: values of shadow_position and shadow_length.
    """
    angle, slope = ANGLES[pendulum], SLOPES[lamp]
    from_pivot = PIVOT[0] + slope * (GROUND - PIVOT[1])
    from_ball = PIVOT[0] + ROD * np.sin(angle) + slope * (GROUND - PIVOT[1] - ROD * np.cos(angle))
    middle, length = (from_pivot + from_ball) / 2, np.abs(from_ball - from_pivot) + LENGTHS[0]
    shadow: Integers = np.stack([_nearest(POSITIONS, middle), _nearest(LENGTHS, length)], axis=-1)
    return shadow


def observe(count: int, seed: int) -> Integers:
    """Draw from the observational distribution: labels, int64 [count, 4]."""
    generator = np.random.default_rng(seed)
    causes = generator.integers(0, SIZES[:2], size=(count, 2))
    noise = generator.integers(-1, 2, size=(count, 2))
    shadow = np.clip(mechanism(causes[:, 0], causes[:, 1]) + noise, 0, np.array(SIZES[2:]) - 1)
    return np.concatenate([causes, shadow], axis=1).astype(np.int64)


def _nearest(values: Floats, wanted: Floats) -> Integers:
    """The value of an even scale that is nearest: int64 [n]."""
    step = values[1] - values[0]
    nearest: Floats = np.clip(np.rint((wanted - values[0]) / step), 0, len(values) - 1)
    return nearest.astype(np.int64)


def _paint(image: Real, covered: Real, colour: Floats) -> Real:
    """Lay a colour over images [n, size, size, 3] where they are covered [n, size, size]."""
    painted: Real = image + covered[..., None] * (colour - image)
    return painted


def _named(values: Floats, digits: int) -> tuple[str, ...]:
    return tuple(f"{value:.{digits}f}" for value in values)
