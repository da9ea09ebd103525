"""From the factor and the change that a pair declares to the index of its action.

Axes: b pairs, F factors, A actions, V variables.
"""

from __future__ import annotations

import torch
from jaxtyping import Int
from torch import Tensor, nn

from causalvq.compiler import Plan


class ActionTable(nn.Module):
    """The actions of a plan as tensors: `targets` bool [A, V], `factor` int64 [A].

    Args:
        plan: a plan with actions.
    """

    targets: Tensor
    factor: Tensor
    _index: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.sets_values = any(action.kind == "set" for action in plan.actions)
        columns = max(factor.size for factor in plan.data.factors) if self.sets_values else 2
        index = torch.full((len(plan.data.factors), columns), -1, dtype=torch.int64)
        targets = torch.zeros(len(plan.actions), len(plan.variables), dtype=torch.bool)
        for position, action in enumerate(plan.actions):
            column = action.value if action.value is not None else int(action.direction < 0)
            index[action.factor, column] = position
            targets[position, list(plan.targets[action.factor])] = True
        factor = torch.tensor([action.factor for action in plan.actions])
        for name, tensor in (("_index", index), ("targets", targets), ("factor", factor)):
            self.register_buffer(name, tensor, persistent=False)

    def forward(
        self, factor: Int[Tensor, " b"], direction: Int[Tensor, " b"], value: Int[Tensor, " b"]
    ) -> Int[Tensor, " b"]:
        """Which action each pair shows.

        Args:
            factor: position of the factor that changes.
            direction: +1 or -1; only read when actions are steps.
            value: the value set; only read when actions set values.
        """
        found: Tensor = self._index[factor, value if self.sets_values else (direction < 0).long()]
        return found
