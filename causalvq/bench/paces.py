"""How many steps fit into some minutes: measured by a short trial of each spec on each set, kept beside the results."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from causalvq.atomic_files import write_atomically
from causalvq.bench.cells import Cell
from causalvq.regular_files import read_json

TRIAL: Final = 160
"""Steps of a trial: eight reports, so that each of two stages has some."""

MOST_BYTES: Final = 2**16


@dataclass(frozen=True, slots=True)
class Pace:
    """What a trial measured.

    Args:
        digest: of the plan of the trial; a changed spec is tried anew.
        step_seconds: of one step, the phases weighed as in training.
        threads: of the process.
        processes: side by side.
        machine: on which it was.
    """

    digest: str
    step_seconds: float
    threads: int
    processes: int
    machine: Mapping[str, Any] = field(default_factory=dict)

    def steps(self, minutes: float) -> int:
        """Steps that fit into some minutes: tens of them, one at least.

        >>> Pace("", 0.07, 1, 1).steps(1), Pace("", 50.0, 1, 1).steps(1)
        (850, 1)
        """
        fit = int(60 * minutes / self.step_seconds)
        return max(1, fit - fit % 10 if fit >= 10 else fit)


def trial_of(cell: Cell) -> Cell:
    """The cell as it is tried: for few steps, with seed 0 whatever its own is."""
    return replace(cell.having("seed=0", f"train.steps={TRIAL}"), seed=0)


def path_of(out: Path, cell: Cell) -> Path:
    """Where the pace of a spec on a set is kept."""
    return out / "paces" / f"{cell.pair}.json"


def write_pace(out: Path, cell: Cell, pace: Pace) -> None:
    """Write what a trial measured.

    Raises:
        OSError: when it cannot be written.
    """
    write_atomically(path_of(out, cell), json.dumps(asdict(pace), indent=1, sort_keys=True) + "\n")


def read_pace(out: Path, cell: Cell, digest: str) -> Pace | None:
    """What was measured before of the same plan; None where nothing was, or its file is damaged."""
    try:
        found = read_json(path_of(out, cell), MOST_BYTES)
        pace = Pace(**{one.name: found[one.name] for one in fields(Pace)})
        return pace if pace.digest == digest and pace.step_seconds > 0 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def step_seconds(events: Sequence[Mapping[str, Any]]) -> float | None:
    """Seconds of a step, from the reports of a training; None where there are none.

    In each phase the lower median of the times between reports counts, so that what is done once (a validation, a
    codebook that is placed) does not; phases weigh as many steps as they had.
    A model that takes few steps, whatever it is asked for (a regression takes one), has one report: the mean of those.
    """
    reports = [event for event in events if "seconds" in event and "losses" in event]
    found: dict[str, list[tuple[float, int]]] = {}
    for before, after in pairwise(reports):
        steps = after["step"] - before["step"]
        if steps > 0 and after["seconds"] > before["seconds"]:
            found.setdefault(after["phase"], []).append(((after["seconds"] - before["seconds"]) / steps, steps))
    if not found:
        return reports[-1]["seconds"] / reports[-1]["step"] if reports and reports[-1]["seconds"] > 0 else None
    paces = [(statistics.median_low([pace for pace, _ in parts]), sum(n for _, n in parts)) for parts in found.values()]
    return sum(pace * steps for pace, steps in paces) / sum(steps for _, steps in paces)
