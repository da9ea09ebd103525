"""Factors, values and actions by the names that people give them, and back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

from causalvq.compiler.plan import ActionPlan, Plan
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.run_diagnostics import NO_ACTION, NO_FACTOR, WRONG_CODES

Value = str | int | float
"""How people name a value of a factor: by its name, its number, or its 0-based index."""
MOST_LISTED = 20
"""Names that a message lists."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of a run.

    Args:
        plan: of the run.
        state_names: for each variable, what each of its states stands for; empty where nothing is known.
    """

    plan: Plan
    state_names: tuple[tuple[str, ...], ...]

    @property
    def factors(self) -> tuple[str, ...]:
        """The names of the factors."""
        return tuple(factor.name for factor in self.plan.data.factors)

    def factor(self, named: str | int) -> int:
        """The position of a factor given by name or 0-based index.

        Raises:
            QueryError: CVQ501 when there is no such factor.
        """
        names, text = self.factors, str(named)
        if (position := place_of(named, names)) is not None:
            return position
        expected = ", ".join(f"{index} {name}" for index, name in enumerate(names))
        raise QueryError(
            Diagnostic(NO_FACTOR, f"there is no factor {text!r}", expected=expected, hint=did_you_mean(text, names))
        )

    def value(self, factor: int, named: Value) -> int:
        """The index of a factor's value.

        Args:
            factor: its position.
            named: the name of the value, another spelling of the same number (0.50 for 0.5), or a 0-based index: the
                first of these that there is. An int is always an index.

        Raises:
            QueryError: CVQ502 when it has no such value.
        """
        values, text = self.plan.data.factors[factor].values, str(named)
        if (position := self._value(factor, named)) is not None:
            return position
        name = self.factors[factor]
        expected = listed(values) or f"values have no names here: actions on {name}: {listed(self.offered(factor))}"
        message = f"{name} has no value {text!r}"
        raise QueryError(Diagnostic(NO_ACTION, message, expected=expected, got=text, hint=did_you_mean(text, values)))

    def variable(self, named: str | int) -> int:
        """The position of a variable given by name or 0-based index.

        Raises:
            QueryError: CVQ501 when there is no such variable.
        """
        names, text = [variable.name for variable in self.plan.variables], str(named)
        if (position := place_of(named, names)) is not None:
            return position
        message = f"there is no variable {text!r}"
        raise QueryError(Diagnostic(NO_FACTOR, message, expected=listed(names), hint=did_you_mean(text, names)))

    def codes(self, given: Tensor) -> Int[Tensor, "b V"]:
        """Codes, if the model has them.

        Raises:
            QueryError: CVQ513 for a table of another shape or type, or states that a variable does not have.
        """
        states = torch.tensor([variable.states for variable in self.plan.variables])
        expected = f"whole numbers [images, {len(states)}], each from 0 to less than the states of its variable"
        if given.is_floating_point() or given.ndim != 2 or given.shape[1] != len(states):
            got = f"{list(given.shape)} of {str(given.dtype).removeprefix('torch.')}"
            raise QueryError(Diagnostic(WRONG_CODES, "these are no codes of the model", expected=expected, got=got))
        outside = ((given < 0) | (given.cpu() >= states)).nonzero()
        if len(outside):
            row, column = outside[0].tolist()
            got = f"{int(given[row, column])} for {self.plan.variables[column].name} in row {row}"
            raise QueryError(Diagnostic(WRONG_CODES, "there is no such state", expected=expected, got=got))
        return given.to(torch.int64)

    def offered(self, factor: int) -> tuple[str, ...]:
        """The names of the actions on a factor."""
        return tuple(action.name for _, action in self.actions_on(factor))

    def action(self, factor: str | int, *, step: int | None = None, value: Value | None = None) -> int:
        """The index of an action on a factor: one step up (+1) or down (-1), or setting a value by name or index.

        A step is only asked for where actions are steps, a value only where they set values.

        Raises:
            QueryError: CVQ501 or CVQ502 when the run has no such factor or action.
        """
        position = self.factor(factor)
        values = self.plan.data.factors[position].values
        wanted = self._value(position, value) if value is not None else None
        for index, one in self.actions_on(position):
            stepped = one.kind == "step" and value is None and one.direction == step
            if stepped or (one.kind == "set" and step is None and wanted is not None and one.value == wanted):
                return index
        asked = [f"{name} {given}" for name, given in (("step", step), ("value", value)) if given is not None]
        raise QueryError(
            Diagnostic(
                NO_ACTION,
                f"the run has no such action on {self.factors[position]}",
                expected=", ".join(self.offered(position)),
                got=" and ".join(asked) or None,
                hint=did_you_mean(value, values) if isinstance(value, str) else None,
            )
        )

    def steps(self, factor: int, direction: int) -> int:
        """The index of the action that moves a factor up (1) or down (-1).

        Raises:
            QueryError: CVQ502 when its actions set values.
        """
        return self.action(factor, step=direction)

    def named(self, action: str) -> int:
        """The index of an action given by its name: `mouth+1`, `hair=red`, or a word of the user's own.

        Raises:
            QueryError: CVQ502 when there is no such action.
        """
        names = [one.name for one in self.plan.actions]
        if action in names:
            return names.index(action)
        message = f"there is no action {action!r}"
        raise QueryError(Diagnostic(NO_ACTION, message, expected=listed(names), hint=did_you_mean(action, names)))

    def name(self, action: int) -> str:
        """The name of an action."""
        return self.plan.actions[action].name

    def sets(self, factor: int) -> bool:
        """Whether actions on a factor set values, rather than move it by a step."""
        return any(action.kind == "set" for _, action in self.actions_on(factor))

    def _value(self, factor: int, named: Value) -> int | None:
        """The index of a value, as `value` tells it; None when there is none."""
        values, text = self.plan.data.factors[factor].values, str(named)
        if isinstance(named, int):
            return place_of(named, values)
        if text not in values and (number := number_of(text)) is not None:
            same = [index for index, value in enumerate(values) if number_of(value) == number]
            if len(same) == 1:
                return same[0]
        return place_of(text, values)

    def actions_on(self, factor: int) -> list[tuple[int, ActionPlan]]:
        """The actions on a factor, with their indices."""
        return [(index, one) for index, one in enumerate(self.plan.actions) if one.factor == factor]


def place_of(named: str | int, names: Sequence[str]) -> int | None:
    """The place of a name among names, or of a 0-based index; None where there is neither."""
    if isinstance(named, str) and named in names:
        return names.index(named)
    places = [str(place) for place in range(len(names))]
    return places.index(str(named)) if str(named) in places else None


def number_of(text: str) -> float | None:
    """The number that a text spells; None where it spells none that is finite."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def listed(names: Sequence[str]) -> str:
    """The names, the first of them where there are many."""
    return ", ".join(names[:MOST_LISTED]) + (", ..." if len(names) > MOST_LISTED else "")
