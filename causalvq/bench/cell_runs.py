"""What the run in the folder of a cell has come to: its scores, its events, and the time that it took."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from causalvq.bench.cell_results import MOST_BYTES
from causalvq.compiler.artifacts import workspace
from causalvq.errors import CompileError
from causalvq.regular_files import read_json, read_text

MOST_EVENTS: Final = 2**27


def scores_of(folder: Path) -> tuple[dict[str, Any], int, float] | None:
    """Scores, steps and seconds of the run in the folder of a cell; None where it has none."""
    with suppress(CompileError, OSError, ValueError, TypeError):
        run = run_in(folder)
        if run is not None:
            scores, events = read_json(run / "metrics.json", MOST_BYTES), events_of(folder)
            return scores, max((event.get("step", 0) for event in events), default=0), seconds_of(events)
    return None


def run_in(folder: Path) -> Path | None:
    """The run that a cell's folder means."""
    current = workspace.current(folder)
    return None if current is None or current.run is None else folder / current.run


def events_of(folder: Path) -> list[dict[str, Any]]:
    """The events of the run in a folder, as far as they can be read."""
    found: list[dict[str, Any]] = []
    with suppress(CompileError, OSError, ValueError):
        run = run_in(folder)
        for line in read_text(run / "events.jsonl", MOST_EVENTS).splitlines() if run is not None else ():
            with suppress(ValueError):  # the last line of a process that was killed
                found.append(json.loads(line))
    return found


def seconds_of(events: Sequence[dict[str, Any]]) -> float:
    """Seconds of training over all sittings, each of which counts from 0.

    >>> seconds_of([{"seconds": 1.0}, {"seconds": 2.5}, {"phase": "joint"}, {"seconds": 0.5}])
    3.0
    """
    total = last = 0.0
    for event in events:
        if "seconds" in event:
            total, last = total + (last if event["seconds"] < last else 0.0), event["seconds"]
    return total + last
