"""What is left of a suite, and about how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from causalvq.bench.benching import Bench
from causalvq.bench.standings import Standing
from causalvq.compiler.capability.step_time import Machine, estimate, measured
from causalvq.data.cache import default_directory

LEFT = ("new", "paused", "untried")


@dataclass(frozen=True, slots=True)
class ForecastRun:
    """A run of the suite.

    Args:
        name: `SPEC/SET/SEED`.
        state: how it stands; see `Standing`.
        steps: that it takes; None where they are not measured yet.
        seconds: that it takes, by what the same spec took on the same set, by the minutes of the suite, or by an
            estimate from its layers; None where no plan can be made.
        faults: why none can.
    """

    name: str
    state: str
    steps: int | None
    seconds: float | None
    faults: tuple[str, ...] = ()

    @property
    def left(self) -> bool:
        """Whether it is still to be trained."""
        return self.state in LEFT


@dataclass(frozen=True, slots=True)
class Forecast:
    """The runs that are asked for.

    Args:
        runs: each of them.
        seconds: of those that are left, side by side.
        processes: that run side by side.
    """

    runs: tuple[ForecastRun, ...]
    seconds: float
    processes: int

    def to_json(self) -> dict[str, Any]:
        """For a program."""
        return asdict(self)


def forecast(bench: Bench) -> Forecast:
    """What is left of what is asked for."""
    found = bench.look()
    machine = measured(default_directory(), tell=bench.tell)
    known = {f"{one.spec}@{one.set}": one.seconds for one in bench.counted() if one.state == "done"}
    runs = tuple(forecast_run(one, bench, known, machine) for one in bench.asked_of(found))
    left = sum(one.seconds or 0.0 for one in runs if one.left)
    longest = max((one.seconds or 0.0 for one in runs if one.left), default=0.0)
    return Forecast(runs, max(left / bench.suite.processes, longest), bench.suite.processes)


def forecast_run(one: Standing, bench: Bench, known: Mapping[str, float], machine: Machine) -> ForecastRun:
    """What one run takes."""
    plan, minutes = one.plan, bench.suite.minutes
    steps = None if plan is None or one.state == "untried" else plan.train.steps
    seconds = known.get(one.cell.pair)
    if seconds is None and minutes is not None:
        seconds = 60 * minutes
    elif seconds is None and plan is not None:
        seconds = estimate(plan, machine).step_seconds * plan.train.steps
    return ForecastRun(one.cell.name, one.state, steps, seconds, tuple(map(str, one.faults)))


def told_time(seconds: float | None) -> str:
    """A time as people say it.

    >>> told_time(49), told_time(3000), told_time(3 * 3600 + 120), told_time(None)
    ('49 s', '50 min', '3 h 02 min', '?')
    """
    if seconds is None:
        return "?"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"
