"""Which action led from x to y, by all that both images say: their codes, and their vectors before rounding.

Some changes show in two images and in neither alone: of three lamps and a dimmer one image does not say which is how
bright. The codes of each image then cannot tell, and what the vectors of both say is asked too. It answers retrieval
only: what an action does stays with the causal model.

Axes: b pairs, n = 2b images (x first, then y), V variables, D length of a vector, A actions.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler import Plan

TRUST = (0.0, *(2.0 ** (power / 2) for power in range(-14, 5)))
"""By what log-probabilities may be multiplied: nothing, or 1/128 to 4 in steps of a half power of two."""
BINS = 15
"""Of probabilities, for the calibration error (Guo et al., 2017)."""


class RetrievalHead(nn.Module):
    """A small network on the vectors of both images and their difference.

    `trust` are the factors by which log-probabilities of codes and of the network are multiplied before they are
    added: a temperature for each of them.

    Args:
        plan: a plan whose network has a retrieval head.
    """

    trust: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        numbers = 3 * len(plan.variables) * plan.codebook.dim
        self.hidden = nn.Linear(numbers, plan.network.retrieval_hidden)
        self.last = nn.Linear(plan.network.retrieval_hidden, len(plan.actions))
        self.register_buffer("trust", torch.ones(2))

    def forward(self, vectors: Float[Tensor, "n V D"]) -> Float[Tensor, "b A"]:
        """Log-probabilities in nats of the actions."""
        x, y = vectors.flatten(1).chunk(2)
        seen = torch.cat([x, y, y - x], dim=1)
        found: Tensor = self.last(F.silu(self.hidden(seen))).float().log_softmax(1)
        return found

    def combined(self, codes: Float[Tensor, "b A"], vectors: Float[Tensor, "b A"]) -> Float[Tensor, "b A"]:
        """Log-probabilities by codes and by vectors, each as far as it is trusted."""
        return (self.trust[0] * codes + self.trust[1] * vectors).log_softmax(1)

    @torch.no_grad()
    def calibrate(self, codes: Float[Tensor, "b A"], vectors: Float[Tensor, "b A"], action: Int[Tensor, " b"]) -> None:
        """Trust codes and vectors so far that pairs which were not trained on are most likely; pairs may be none."""
        if len(action):
            self.trust.copy_(trusted(codes, vectors, action))


def trusted(
    codes: Float[Tensor, "b A"], vectors: Float[Tensor, "b A"], action: Int[Tensor, " b"]
) -> Float[Tensor, " 2"]:
    """The two factors, of `TRUST`, under which the actions of pairs are most likely.

    A unit of nats over all pairs is charged for each doubling or halving, so that few pairs, all of which are found,
    make nothing certain.
    """
    best, found = float("inf"), (1.0, 1.0)
    for first in TRUST:
        for second in TRUST:
            nats = F.cross_entropy(first * codes + second * vectors, action, reduction="sum")
            cost = float(nats) + doublings(first) + doublings(second)
            if cost < best:
                best, found = cost, (first, second)
    return torch.tensor(found, device=codes.device)


def doublings(factor: float) -> float:
    """How many doublings or halvings a factor is from 1; nothing is as far as the least."""
    least = min(one for one in TRUST if one)
    return abs(float(torch.tensor(max(factor, least)).log2()))


def calibration_error(probabilities: Float[Tensor, "b A"], action: Int[Tensor, " b"]) -> float:
    """Expected calibration error: how far the probability of the answers is from the share that is right.

    Guo et al., "On Calibration of Modern Neural Networks" (2017), equation 3, with bins of equal width.
    """
    sure, answer = probabilities.max(1)
    right = (answer == action).double()
    place = (sure * BINS).long().clamp_max(BINS - 1)
    gaps = torch.zeros(BINS, dtype=torch.float64, device=sure.device).index_add_(0, place, right - sure.double())
    return float(gaps.abs().sum() / max(1, len(action)))
