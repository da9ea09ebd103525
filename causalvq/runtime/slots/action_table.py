"""Look up the action of a pair by the factor and change that it declares, and what the action may set.

Axes: b pairs, n = 2b images (x first, then y), F factors, A actions, V variables, D length of a vector.
"""

from __future__ import annotations

from math import prod

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from causalvq.compiler.plan import Plan

LARGEST_DIGIT = 2**62
"""No factor has so many values: whatever counts as much or more (in a grid a factor may set hundreds) is 0 in all."""


class ActionTable(nn.Module):
    """The actions of a plan as tensors: `targets` bool [A, V], `factor` int64 [A].

    `sets` bool [A] are those that set a value, `sets_factor` bool [F] the factors that such actions are on; the others
    are steps. `owner` int64 [V] is the factor of each variable, where `owned` bool [V] says that it has one.

    Args:
        plan: a plan with actions.
    """

    targets: Tensor
    factor: Tensor
    sets: Tensor
    sets_factor: Tensor
    owner: Tensor
    owned: Tensor
    _index: Tensor
    _digit: Tensor
    _states: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.only_sets = bool(plan.actions) and all(action.kind == "set" for action in plan.actions)
        sets_factor = torch.zeros(len(plan.data.factors), dtype=torch.bool)
        sets_factor[[action.factor for action in plan.actions if action.kind == "set"]] = True
        columns = max([2, *(factor.size for factor in plan.data.factors)])
        index = torch.full((len(plan.data.factors), columns), -1, dtype=torch.int64)
        targets = torch.zeros(len(plan.actions), len(plan.variables), dtype=torch.bool)
        for position, action in enumerate(plan.actions):
            # One table for both kinds: a step is found by its direction (0 up, 1 down), a set action by its value.
            column = action.value if action.value is not None else int(action.direction < 0)
            index[action.factor, column] = position
            targets[position, list(plan.targets[action.factor])] = True
        tensors = {
            "_index": index,
            "targets": targets,
            "factor": torch.tensor([action.factor for action in plan.actions]),
            "sets": torch.tensor([action.kind == "set" for action in plan.actions]),
            "sets_factor": sets_factor,
            "owner": torch.tensor([variable.factor or 0 for variable in plan.variables]),
            "owned": torch.tensor([variable.factor is not None for variable in plan.variables]),
            "_digit": torch.tensor(_digits(plan)),
            "_states": torch.tensor([variable.states for variable in plan.variables]),
        }
        for name, tensor in tensors.items():
            self.register_buffer(name, tensor, persistent=False)

    def forward(
        self, factor: Int[Tensor, " b"], direction: Int[Tensor, " b"], value: Int[Tensor, " b"]
    ) -> Int[Tensor, " b"]:
        """Which action each pair shows.

        Args:
            factor: position of the factor that changes.
            direction: +1 or -1; only read where actions on the factor are steps.
            value: the value set; only read where actions on the factor set values.
        """
        found: Tensor = self._index[factor, torch.where(self.sets_factor[factor], value, (direction < 0).long())]
        return found

    def likely(self, vectors: Float[Tensor, "n V D"]) -> tuple[Int[Tensor, " b"], Float[Tensor, " b"]]:
        """An action on the factor that accounts for most of the change from x to y, and for what share of it it does.

        When variables that are no target keep their vectors but for noise of equal variance, no action is likelier;
        which of a factor's actions it was makes no difference to its targets.
        """
        x, y = vectors.detach().chunk(2)
        # With equal noise on every variable the log-likelihood of a factor is,
        # but for a constant, the change it accounts for.
        moved = (x - y).square().sum(-1)  # [b, V]
        most = (moved @ self.targets.T.to(moved.dtype)).max(1)
        return most.indices, most.values / moved.sum(1).clamp_min(1e-12)

    def states(self, values: Int[Tensor, "b V"]) -> Int[Tensor, "b V"]:
        """The state of each variable that stands for a value of its factor, where the index of a state says a value.

        Args:
            values: of the factor of each variable; a factor of several variables has a digit in each of them.
        """
        digits: Tensor = values // self._digit % self._states
        return digits


def _digits(plan: Plan) -> list[int]:
    """What one state of each variable counts among the values of its factor: the first of its variables counts ones."""
    digits = [1] * len(plan.variables)
    for row in plan.targets:
        for place, index in enumerate(row):
            counts = prod(plan.variables[before].states for before in row[:place])
            digits[index] = min(counts, LARGEST_DIGIT)
    return digits
