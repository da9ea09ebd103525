"""What came of a cell, in a small JSON file that can be committed and gone on with on another machine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal

from causalvq.atomic_files import write_atomically
from causalvq.bench.cells import Cell
from causalvq.dsl.suite_diagnostics import DAMAGED_RESULT
from causalvq.errors import Diagnostic, Place
from causalvq.regular_files import read_json
from causalvq.system_faults import words_of

VERSION: Final = "causalvq-cell/1"
MOST_BYTES: Final = 2**22


@dataclass(frozen=True, slots=True)
class CellResult:
    """What came of a cell.

    Args:
        suite: name of the suite.
        spec: name of the spec.
        set: name of the set.
        seed: its seed.
        state: whether it was trained and scored.
        digest: of its plan, by which a changed spec is known; "" where no plan could be made.
        command: what trained it, from the folder `work/CELL` of the bench.
        steps: that it was trained.
        seconds: of training, over all sittings.
        scores: what `metrics.json` has.
        diagnostic: why it failed; "" where it did not.
        machine: processor, cores, system.
        versions: of Python, causalvq and libraries.
        threads: of its process.
        processes: that were trained side by side.
        ended: when, in ISO 8601.
    """

    suite: str
    spec: str
    set: str
    seed: int
    state: Literal["done", "failed"]
    digest: str
    command: str
    steps: int = 0
    seconds: float = 0.0
    scores: Mapping[str, Any] = field(default_factory=dict)
    diagnostic: str = ""
    machine: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    threads: int = 1
    processes: int = 1
    ended: str = ""

    def score(self, name: str) -> float | None:
        """A score by its name, or None where it has no such number.

        >>> CellResult("s", "a", "b", 0, "done", "", "", scores={"mse": 0.5}).score("mse")
        0.5
        """
        own = {"seconds": self.seconds, "steps": float(self.steps)}
        if name in own:
            return own[name] if self.state == "done" else None
        if name in RATIOS:
            over, under = (self.score(part) for part in RATIOS[name])
            return None if over is None or not under else over / under
        value: Any = self.scores
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def names_of(results: Iterable[CellResult]) -> tuple[str, ...]:
    """The scores that some runs may have; one that is null in all of them is a score all the same."""
    return tuple(dict.fromkeys((*OWN, *RATIOS, *(name for result in results for name in result.scores))))


OWN: Final = ("seconds", "steps")
"""Scores of a result itself."""

RATIOS: Final[Mapping[str, tuple[str, str]]] = {
    "intervention_ratio": ("intervention_mse", "reconstruction_mse"),
    "copy_ratio": ("copy_mse", "intervention_mse"),
}
"""Scores that are made of two others."""


def path_of(out: Path, cell: Cell) -> Path:
    """Where the result of a cell is kept."""
    return out / "cells" / f"{cell.file}.json"


def write_result(out: Path, cell: Cell, result: CellResult) -> None:
    """Write what came of a cell.

    Raises:
        OSError: when it cannot be written.
    """
    text = json.dumps({"version": VERSION, **asdict(result)}, indent=1, sort_keys=True, ensure_ascii=False)
    write_atomically(path_of(out, cell), text + "\n")


def read_result(out: Path, cell: Cell) -> CellResult | Diagnostic | None:
    """What came of a cell before: None where it was not trained, a warning where its file is damaged."""
    path = path_of(out, cell)
    try:
        found = read_json(path, MOST_BYTES)
        result = CellResult(**{one.name: found[one.name] for one in fields(CellResult)})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = words_of(error) if isinstance(error, OSError) else "it is not what a bench writes"
        return Diagnostic(DAMAGED_RESULT, f"damaged: {why}", Place(str(path)), severity="warning")
    named = found.get("version") == VERSION and (result.spec, result.set, result.seed) == (
        cell.spec,
        cell.set,
        cell.seed,
    )
    typed = isinstance(result.scores, dict) and result.state in ("done", "failed")
    numbers = all(isinstance(one, int | float) for one in (result.seconds, result.steps))
    if named and typed and numbers:
        return result
    return Diagnostic(DAMAGED_RESULT, "damaged: it is of another run", Place(str(path)), severity="warning")


def read_results(out: Path, cells: Iterable[Cell]) -> tuple[dict[str, CellResult], list[Diagnostic]]:
    """What came of some cells, by the names of their files, and what is damaged of it."""
    found: dict[str, CellResult] = {}
    damaged = []
    for cell in cells:
        result = read_result(out, cell)
        if isinstance(result, CellResult):
            found[cell.file] = result
        elif result is not None:
            damaged.append(result)
    return found, damaged
