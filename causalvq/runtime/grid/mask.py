"""Which variables an action sets: the intervention mask of the paper, from the action and the variable's position.

Axes: A actions, V variables, P position numbers, H hidden numbers; the mask of a sample is [b, K, V], for K actions.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the field's name for it)

from causalvq.runtime.grid.graph_sampling import perturbed, straight_through
from causalvq.runtime.grid.variable_pairs import SLOPE


class InterventionMask(nn.Module):
    """log-odds(a, i) = w . LeakyReLU(W_p position_i + W_a action_a) + c: one layer on each pair of action and variable.

    An action may set the variables that the plan gives it, at most `budget` of them, and always sets at least one: an
    action that sets nothing could not be told from another.

    Args:
        positions: of the variables.
        targets: variables that each action may set, at least one each.
        hidden: width of the hidden layer.
        budget: most variables that an action sets, at least 1.
    """

    positions: Tensor
    targets: Tensor

    def __init__(self, positions: Float[Tensor, "V P"], targets: Bool[Tensor, "A V"], hidden: int, budget: int) -> None:
        super().__init__()
        self.budget = budget
        self.register_buffer("positions", positions.clone(), persistent=False)
        self.register_buffer("targets", targets.clone(), persistent=False)
        self.position = nn.Linear(positions.shape[1], hidden)
        self.action = nn.Embedding(len(targets), hidden)
        self.out = nn.Linear(hidden, 1)

    def logits(self) -> Float[Tensor, "A V"]:
        """Log-odds in nats that an action sets a variable; -inf where it may not."""
        hidden = F.leaky_relu(self.position(self.positions) + self.action.weight[:, None], SLOPE)  # [A, V, H]
        logits: Tensor = self.out(hidden).squeeze(-1)
        return logits.masked_fill(~self.targets, -torch.inf)

    def chosen(self) -> Bool[Tensor, "A V"]:
        """The variables that each action sets when nothing is left to chance."""
        return self._hard(self.logits())

    def forward(
        self, action: Int[Tensor, "b K"], generator: torch.Generator | None
    ) -> tuple[Float[Tensor, "b K V"], Float[Tensor, "b K V"]]:
        """The mask, 0 or 1 with a straight-through gradient, and its probability."""
        logits = F.embedding(action, self.logits())
        noisy = perturbed(logits, generator)
        # The hard choice forward, the probability backward: entries beyond the budget learn as well as those within it.
        return straight_through(self._hard(noisy).to(logits.dtype), noisy.sigmoid()), logits.sigmoid()

    def _hard(self, logits: Float[Tensor, "*n V"]) -> Bool[Tensor, "*n V"]:
        """The positive ones among the largest, and the largest of all."""
        # Two sorts give each entry its rank; stable, so that equal log-odds are broken alike on every machine.
        ranks = logits.argsort(dim=-1, descending=True, stable=True).argsort(dim=-1)
        return ((logits > 0) & (ranks < self.budget)) | (ranks == 0)
