"""What a variable becomes: a head for observation and one for each action, of which only the two in use are computed.

Axes: b images, K actions tried on each, A actions, V variables, H hidden numbers, S states.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn


class ActionHeads(nn.Module):
    """Log-odds of the states: head 0 where the action leaves a variable alone, the action's own where it sets it.

    Args:
        actions: number of actions.
        hidden: numbers of a node.
        states: of a variable.
    """

    def __init__(self, actions: int, hidden: int, states: int) -> None:
        super().__init__()
        bound = hidden**-0.5
        self.weight = nn.Parameter(torch.empty(1 + actions, hidden, states).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(1 + actions, states))

    def observed(self, nodes: Float[Tensor, "b K V H"]) -> Float[Tensor, "b K V S"]:
        """Log-odds of the states where nothing is set."""
        logits: Tensor = nodes @ self.weight[0] + self.bias[0]
        return logits

    def of_rows(
        self, nodes: Float[Tensor, "n H"], alternative: Int[Tensor, " n"], is_set: Bool[Tensor, " n"]
    ) -> Float[Tensor, "n S"]:
        """Log-odds of the states of single nodes, some of them set by the action `alternative - 1`."""
        logits = nodes @ self.weight[0] + self.bias[0]
        # Row by row of the table, only the heads in use: retrieval asks every
        # action, each of which sets a few variables.
        for number in torch.unique(alternative[is_set]).tolist():
            chosen = is_set & (alternative == number)
            logits[chosen] = nodes[chosen] @ self.weight[number] + self.bias[number]
        return logits

    def forward(
        self, nodes: Float[Tensor, "b K V H"], action: Int[Tensor, "b K"], mask: Float[Tensor, "b K V"]
    ) -> Float[Tensor, "b K V S"]:
        """Log-odds of the states after the action, whose mask is 1 where it sets a variable."""
        observed, number = self.observed(nodes), action + 1
        weight = self.weight.index_select(0, number.flatten()).view(*action.shape, *self.weight.shape[1:])
        intervened = nodes @ weight + self.bias[number].unsqueeze(2)
        # Linear in the mask, so that its straight-through gradient says what setting the variable would change.
        mixed: Tensor = observed + mask.unsqueeze(-1) * (intervened - observed)
        return mixed
