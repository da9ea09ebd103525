"""How the cells of a suite stand: which are trained, which failed, which go on, and which are new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from causalvq.bench.cell_results import CellResult, read_results
from causalvq.bench.cells import Cell, compiled
from causalvq.bench.paces import read_pace, trial_of
from causalvq.compiler.plan import Plan
from causalvq.errors import CausalVQError, Diagnostic

State = Literal["done", "failed", "paused", "new", "untried", "unchecked", "impossible"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a cell stands.

    Args:
        cell: with the steps that it takes.
        state: `done` and `failed` of this very plan; `paused`: begun; `new`; `untried`: how many steps fit into the
            minutes is not measured yet; `unchecked`: done, by a plan that cannot be made here; `impossible`: no plan
            can be made, and it is not done.
        plan: its plan, or that of its trial where it is untried; None where none can be made.
        result: what came of it, where that counts.
        faults: why there is no plan.
    """

    cell: Cell
    state: State
    plan: Plan | None = None
    result: CellResult | None = None
    faults: tuple[Diagnostic, ...] = ()

    @property
    def digest(self) -> str:
        """Of its plan; "" without one."""
        return "" if self.plan is None else self.plan.digest


def standings(
    cells: Sequence[Cell], out: Path, minutes: float | None, tell: Callable[[Diagnostic], object]
) -> tuple[Standing, ...]:
    """How cells stand.

    Args:
        cells: of a suite.
        out: the folder of the bench.
        minutes: of each training, where the suite says them.
        tell: is given what is damaged.
    """
    results, damaged = read_results(out, cells)
    for one in damaged:
        tell(one)
    return tuple(standing(cell, out, minutes, results) for cell in cells)


def standing(cell: Cell, out: Path, minutes: float | None, results: Mapping[str, CellResult]) -> Standing:
    """How one cell stands."""
    result = results.get(cell.file)
    try:
        if minutes is not None:
            trial = compiled(trial_of(cell)).plan
            pace = read_pace(out, cell, trial.digest)
            if pace is None:
                return Standing(cell, "untried", trial)
            cell = cell.having(f"train.steps={pace.steps(minutes)}")
        plan = compiled(cell).plan
    except CausalVQError as error:
        if result is not None and result.state == "done":
            return Standing(cell, "unchecked", None, result, error.diagnostics)
        return Standing(cell, "impossible", None, result, error.diagnostics)
    if result is not None and result.digest == plan.digest:
        return Standing(cell, result.state, plan, result)
    return Standing(cell, "paused" if (out / "work" / cell.file / "runs").is_dir() else "new", plan)
