"""Curves over steps, small enough that a phone shows them as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from causalvq.report.drawing.axes import Axis, Tick, thinned, written
from causalvq.report.events import Points

WIDTH: Final = 320
HEIGHT: Final = 190
LEFT: Final = 46  # room for the numbers at the axis
RIGHT: Final = 12
TOP: Final = 10
BOTTOM: Final = 30
MOST_POINTS: Final = 240
"""Of a curve, as many are drawn."""
MOST_LINES: Final = 8
"""Curves of a chart: as many can be told apart."""
RATIO: Final = 30.0
"""Of the greatest to the least value, from which on an axis is logarithmic."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a chart.

    Args:
        name: what it is.
        points: of the line, as SVG writes them.
        last: the last value, as it is written.
        end: where the last point is, in pixels.
    """

    name: str
    points: str
    last: str
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class LineChart:
    """A chart of curves over steps.

    Args:
        title: what is shown.
        told: the same in words, for who cannot see it.
        curves: the lines.
        across: numbers at the lower axis.
        up: numbers at the left axis.
        phases: where a phase begins, in pixels, and its name.
        logarithmic: whether the left axis is.
    """

    title: str
    told: str
    curves: tuple[Curve, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    phases: tuple[Tick, ...]
    logarithmic: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def line_chart(
    title: str,
    series: Mapping[str, Points],
    phases: Sequence[tuple[str, float]] = (),
    *,
    whole: tuple[float, float] | None = None,
) -> LineChart | None:
    """Draw series over steps.

    Args:
        title: what is shown.
        series: by name; the first `MOST_LINES` are drawn.
        phases: the name of each, and where it was met first.
        whole: the least and the greatest value of the left axis; None takes those that there are.

    Returns:
        None where no series has a point.
    """
    kept = {name: [point for point in points if isfinite(point[1])] for name, points in series.items()}
    kept = {name: points for name, points in list(kept.items())[:MOST_LINES] if points}
    values = [value for points in kept.values() for _, value in points]
    if not values:
        return None
    steps = [step for points in kept.values() for step, _ in points]
    across = Axis(0.0, max(max(steps), 1.0), LEFT, WIDTH - RIGHT)
    low, high = whole or (min(0.0, min(values)), max(values))
    logarithmic = whole is None and min(values) > 0 and max(values) / min(values) >= RATIO
    least, most = (min(values) if logarithmic else low), (high if high > low else low + 1)
    up = Axis(least, most, HEIGHT - BOTTOM, TOP, logarithmic=logarithmic)
    return LineChart(
        title=title,
        told=f"{title}, over {written(max(steps))} steps: "
        + "; ".join(f"{name} from {points[0][1]:.3g} to {points[-1][1]:.3g}" for name, points in kept.items()),
        curves=tuple(_curve(name, points, across, up) for name, points in kept.items()),
        across=across.ticks(),
        up=up.ticks(),
        phases=tuple(Tick(across.at(step), name) for name, step in phases[1:] if step <= across.most),
        logarithmic=logarithmic,
    )


def _curve(name: str, points: Sequence[tuple[float, float]], across: Axis, up: Axis) -> Curve:
    drawn = [(across.at(step), up.at(value)) for step, value in thinned(points, MOST_POINTS)]
    return Curve(name, " ".join(f"{x:g},{y:g}" for x, y in drawn), f"{points[-1][1]:.3g}", drawn[-1])
