"""How much of each codebook is in use, told while training goes on and when it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from causalvq.compiler.plan import Plan
from causalvq.errors import Diagnostic, Place
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.run_diagnostics import COLLAPSED
from causalvq.runtime.trainable import Trainable

ALONE = 1.1
"""Perplexity below which a codebook has collapsed: one state has over 98% of all choices."""
SETTLING = 50
"""Steps after warm-up from which usage is judged: those that its moving average looks back on."""


@dataclass(frozen=True, slots=True)
class States:
    """The states of a variable when its training has ended.

    Args:
        variable: its name.
        left: states that stand for something.
        given: states that it had while it learned.
        values: of its factor; 0 without one, or when several variables share it.
    """

    variable: str
    left: int
    given: int
    values: int


def states_left(plan: Plan, model: CausalVQ) -> tuple[States, ...]:
    """What is left of the states of each variable."""
    alone = {row[0]: plan.data.factors[position].size for position, row in enumerate(plan.targets) if len(row) == 1}
    return tuple(
        States(variable.name, left, variable.states, alone.get(index, 0))
        for index, (variable, left) in enumerate(zip(plan.variables, model.quantizer.left().tolist(), strict=True))
    )


class UsageWatch:
    """Perplexity of each variable's states, and a warning the first time that it is near 1.

    Args:
        plan: that is trained.
        model: that is trained.
    """

    def __init__(self, plan: Plan, model: Trainable) -> None:
        self._plan, self._model = plan, model
        cells = plan.grid.cells if plan.grid is not None else 1
        # The cells of a grid share the codebook of their book, which is told by the first of them.
        self._first = {self._name(index): index for index in range(0, len(plan.variables), cells)}
        # Before that the moving average still remembers steps without codes, which look like a collapse.
        self._judged_from = plan.train.phases[0].steps + SETTLING
        self._told: set[str] = set()

    def perplexity(self) -> dict[str, float]:
        """States in use by name of the variable; empty as long as no code was chosen."""
        quantizer = self._model.codebooks
        if quantizer is None or not bool(quantizer.usage.any()):
            return {}
        values = (round(value, 3) for value in quantizer.perplexity().tolist())
        return dict(zip(self._first, values, strict=True))

    def _name(self, index: int) -> str:
        """The variable's, or in a grid that of its book, which comes before the first point."""
        name = self._plan.variables[index].name
        return name if self._plan.grid is None else name.partition(".")[0]

    def collapsed(self, step: int, perplexity: Mapping[str, float]) -> tuple[Diagnostic, ...]:
        """A warning for each variable whose codebook is found to have collapsed and was not before.

        Args:
            step: steps done.
            perplexity: of each variable.
        """
        if step < self._judged_from:
            return ()
        found = [
            index
            for name, index in self._first.items()
            if perplexity.get(name, ALONE) < ALONE and name not in self._told
        ]
        self._told.update(self._name(index) for index in found)
        return tuple(self._warning(index, perplexity) for index in found)

    def _warning(self, index: int, perplexity: Mapping[str, float]) -> Diagnostic:
        plan, variable = self._plan, self._plan.variables[index]
        origin = plan.provenance.get(f"variables[{index}]") or plan.provenance.get("variables")
        free = "nothing is left for it to hold: use fewer variables"
        owned = "train longer, raise losses.changed_pixels, or lower losses.pull or train.optimizer.lr"
        return Diagnostic(
            COLLAPSED,
            f"the codebook of {self._name(index)} has collapsed: nearly all images have one state",
            Place(origin) if origin else None,
            expected="a perplexity of well over 1",
            got=f"{perplexity[self._name(index)]:.2f} of {variable.states} states",
            hint=free if variable.factor is None else owned,
            severity="warning",
        )
