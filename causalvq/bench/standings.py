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
    cells: Sequence[Cell],
    asked: Sequence[Cell],
    out: Path,
    minutes: float | None,
    tell: Callable[[Diagnostic], object],
) -> tuple[Standing, ...]:
    """How cells stand: those that are asked for, and those that have a result.

    Args:
        cells: of a suite.
        asked: those of them that are to be trained.
        out: the folder of the bench.
        minutes: of each training, where the suite says them.
        tell: is given what is damaged.
    """
    results, damaged = read_results(out, cells)
    for one in damaged:
        tell(one)
    wanted = {cell.file for cell in asked} | results.keys()
    needed = [cell for cell in cells if cell.file in wanted]
    trials = {} if minutes is None else plans_of_trials(needed)
    return tuple(standing(cell, out, minutes, results, trials.get(cell.pair)) for cell in needed)


def plans_of_trials(cells: Sequence[Cell]) -> dict[str, Plan | CausalVQError]:
    """The plan of the trial of each spec on each set, which is one for all seeds; or why there is none."""
    found: dict[str, Plan | CausalVQError] = {}
    for pair, cell in {cell.pair: cell for cell in cells}.items():
        try:
            found[pair] = compiled(trial_of(cell)).plan
        except CausalVQError as error:
            found[pair] = error
    return found


def standing(
    cell: Cell,
    out: Path,
    minutes: float | None,
    results: Mapping[str, CellResult],
    trial: Plan | CausalVQError | None,
) -> Standing:
    """How one cell stands; `trial` is the plan of its trial, where the suite says minutes."""
    result = results.get(cell.file)
    try:
        if isinstance(trial, CausalVQError):
            raise trial
        if minutes is not None and trial is not None:
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
