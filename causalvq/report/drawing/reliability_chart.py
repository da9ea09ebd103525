"""How sure answers are against how often they are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from causalvq.metrics.action_scores import Reliability
from causalvq.metrics.shares import wilson
from causalvq.report.drawing.axes import Axis, Tick

SIDE: Final = 300
LEFT: Final = 44
MARGIN: Final = 12
BOTTOM: Final = 40
SHARES: Final = 6
"""Numbers at an axis: every fifth."""
LEAST, MOST = 3.0, 9.0
"""Radii of the points of a bin with the fewest and with the most answers."""


@dataclass(frozen=True, slots=True)
class Point:
    """The answers of a bin.

    Args:
        x: their mean probability, in pixels.
        y: the share of them that is right, in pixels.
        low: the lower end of the interval of that share, in pixels.
        high: the upper end.
        radius: larger for more answers.
        told: the same in words.
    """

    x: float
    y: float
    low: float
    high: float
    radius: float
    told: str


@dataclass(frozen=True, slots=True)
class ReliabilityChart:
    """A reliability diagram (DeGroot and Fienberg 1983).

    Args:
        told: what it shows, in words.
        points: one a bin that has answers.
        across: numbers at the lower axis.
        up: numbers at the left axis.
    """

    told: str
    points: tuple[Point, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    side: int = SIDE
    left: int = LEFT
    right: int = SIDE - MARGIN
    top: int = MARGIN
    bottom: int = SIDE - BOTTOM


def reliability_chart(bins: Sequence[Reliability], error: float) -> ReliabilityChart:
    """Draw bins of answers.

    Args:
        bins: those without answers are left out.
        error: the calibration error, which the words tell.
    """
    across, up = Axis(0, 1, LEFT, SIDE - MARGIN), Axis(0, 1, SIDE - BOTTOM, MARGIN)
    most = max((one.pairs for one in bins), default=1)
    found = (_point(one, one.pairs / max(most, 1), across, up) for one in bins)
    points = tuple(point for point in found if point is not None)
    told = f"Reliability diagram, calibration error {error:.4f}: " + "; ".join(point.told for point in points)
    return ReliabilityChart(told, points, across.ticks(SHARES), up.ticks(SHARES))


def _point(one: Reliability, size: float, across: Axis, up: Axis) -> Point | None:
    if one.probability is None or one.right is None:
        return None
    low, high = wilson(round(one.right * one.pairs), one.pairs)
    return Point(
        x=across.at(one.probability),
        y=up.at(one.right),
        low=up.at(low),
        high=up.at(high),
        radius=LEAST + (MOST - LEAST) * float(size**0.5),
        told=f"{one.pairs:,} answers of mean probability {one.probability:.3f}: {one.right:.3f} right",
    )
