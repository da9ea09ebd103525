"""Numbers along an axis: where they stand, and which of them are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True, slots=True)
class Tick:
    """A number that is written at an axis.

    Args:
        at: where, in pixels.
        text: as it is written.
    """

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From numbers to pixels.

    Args:
        least: the number at `start`.
        most: the number at `end`.
        start: pixel.
        end: pixel; before `start` where numbers grow upwards.
        logarithmic: whether equal ratios take equal room; numbers are then positive.
    """

    least: float
    most: float
    start: float
    end: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Where a number stands."""
        low, high, here = (
            (log10(self.least), log10(self.most), log10(max(value, self.least)))
            if self.logarithmic
            else (self.least, self.most, value)
        )
        share = (here - low) / (high - low) if high > low else 0.0
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, most: int = 5) -> tuple[Tick, ...]:
        """The numbers that are written, at most so many."""
        values = decades(self.least, self.most, most) if self.logarithmic else rounds(self.least, self.most, most)
        return tuple(Tick(self.at(value), written(value)) for value in values)


def rounds(least: float, most: float, count: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten, at most so many.

    >>> rounds(0, 2000, 5)
    [0, 500, 1000, 1500, 2000]
    """
    spread = most - least
    if spread <= 0:
        return [least]
    ten = 10 ** floor(log10(spread / max(count - 1, 1)))
    units = [factor * ten for factor in (1, 2, 5, 10, 20)]
    unit = next(one for one in units if floor(most / one) - ceil(least / one) < count)
    return [round(number * unit, 10) for number in range(ceil(least / unit), floor(most / unit) + 1)]


def decades(least: float, most: float, count: int) -> list[float]:
    """Powers of ten, every so many that they fit.

    >>> decades(0.003, 2, 5)
    [0.01, 0.1, 1.0]
    """
    powers = range(ceil(log10(least)), floor(log10(most)) + 1)
    return [10.0**power for power in powers[:: max(1, ceil(len(powers) / count))]] or [least, most]


def written(value: float) -> str:
    """A number at an axis, short.

    >>> written(2000), written(0.25), written(1e-05), written(150000)
    ('2000', '0.25', '1e-5', '150k')
    """
    if value and abs(value) < 1e-3:
        return f"{value:.0e}".replace("e-0", "e-")
    return f"{value / 1000:g}k" if abs(value) >= 1e4 else f"{value:.4g}"


def thinned(points: Sequence[tuple[float, float]], most: int) -> Sequence[tuple[float, float]]:
    """So many points at most, evenly; the first and the last among them."""
    if len(points) <= most:
        return points
    return [points[round(place * (len(points) - 1) / (most - 1))] for place in range(most)]
