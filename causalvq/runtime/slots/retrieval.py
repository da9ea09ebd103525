"""Which action led from x to y, by all that both images say: their codes, their vectors before rounding, their pixels.

Some changes show in two images and in neither alone: of three lamps and a dimmer one image does not say which is how
bright. A step that is small beside what else is in an image is seen where the images differ, and hardly in either. So
two networks read both images too. They answer retrieval only: what an action does stays with the causal model.

Axes: b pairs, n = 2b images (x first, then y), V variables, D length of a vector, A actions, C, H, W pixels, R readers,
E kinds of evidence: codes and the readers.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.placement.pixel_reader import GROUPS, SMALLEST, patch
from causalvq.compiler.plan import Plan

TRUST = (0.0, *(2.0 ** (power / 2) for power in range(-14, 5)))
"""By what log-probabilities may be multiplied: nothing, or 1/128 to 4 in steps of a half power of two."""
ROUNDS = 8
"""Times that each trust is chosen again, at most; it seldom takes more than three."""


class RetrievalHead(nn.Module):
    """A small network on the vectors of both images and their difference, and one on the images themselves.

    They learn apart: what one of them has by heart of the training pairs teaches the other nothing.

    `trust` are the factors by which log-probabilities of codes and of the readers are multiplied before they are
    added: a temperature for each of them.

    Args:
        plan: a plan whose network has a retrieval head; those of earlier versions read no pixels.
    """

    trust: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        numbers = 3 * plan.numbers
        self.hidden = nn.Linear(numbers, plan.network.retrieval_hidden)
        self.last = nn.Linear(plan.network.retrieval_hidden, len(plan.actions))
        self.pixels = pixel_reader(plan) if plan.network.retrieval_widths else None
        self.register_buffer("trust", torch.ones(2 if self.pixels is None else 3))

    def forward(self, vectors: Float[Tensor, "n V D"], images: Float[Tensor, "n C H W"]) -> Float[Tensor, "R b A"]:
        """Log-probabilities in nats of the actions: by vectors, and by pixels where there is a network for them."""
        found = [self.by_vectors(vectors)]
        if self.pixels is not None:
            found.append(self.pixels(torch.cat(images.chunk(2), dim=1)).float().log_softmax(1))
        return torch.stack(found)

    def by_vectors(self, vectors: Float[Tensor, "n V D"]) -> Float[Tensor, "b A"]:
        """Log-probabilities in nats of the actions by vectors."""
        x, y = vectors.flatten(1).chunk(2)
        read: Tensor = self.last(F.silu(self.hidden(torch.cat([x, y, y - x], dim=1))))
        return read.float().log_softmax(1)

    def combined(self, codes: Float[Tensor, "b A"], read: Float[Tensor, "R b A"]) -> Float[Tensor, "b A"]:
        """Log-probabilities by codes and by the readers, each as far as it is trusted."""
        # A product of experts with a temperature each: evidence that repeats itself is trusted less, not counted twice.
        return weighed(torch.cat([codes[None], read]), self.trust).log_softmax(1)

    @torch.no_grad()
    def calibrate(self, codes: Float[Tensor, "b A"], read: Float[Tensor, "R b A"], action: Int[Tensor, " b"]) -> None:
        """Trust each so far that pairs which were not trained on are most likely; pairs may be none."""
        if len(action):
            self.trust.copy_(trusted(torch.cat([codes[None], read]), action))


def pixel_reader(plan: Plan) -> nn.Sequential:
    """Convolutions on both images of a pair, as channels, that halve them down to a map of four, and a hidden layer."""
    data, network = plan.data, plan.network
    stem = patch(data.height, data.width)
    layers: list[nn.Module] = [nn.PixelUnshuffle(stem)]
    inputs = 2 * data.channels * stem**2
    for stride, width in zip((1, *(2,) * len(network.retrieval_widths)), network.retrieval_widths, strict=False):
        layers += [nn.Conv2d(inputs, width, 3, stride, 1), nn.GroupNorm(GROUPS, width), nn.SiLU()]
        inputs = width
    hidden = nn.Linear(inputs * SMALLEST**2, network.retrieval_hidden)
    last = nn.Linear(network.retrieval_hidden, len(plan.actions))
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(SMALLEST), nn.Flatten(), hidden, nn.SiLU(), last)


def weighed(evidence: Float[Tensor, "E b A"], trust: Float[Tensor, " E"]) -> Float[Tensor, "b A"]:
    """The sum of log-probabilities, each times what it is trusted."""
    return torch.einsum("eba,e->ba", evidence, trust)


def trusted(evidence: Float[Tensor, "E b A"], action: Int[Tensor, " b"]) -> Float[Tensor, " E"]:
    """The factors, of `TRUST`, under which the actions of pairs are most likely.

    A unit of nats over all pairs is charged for each doubling or halving, so that few pairs, all of which are found,
    make nothing certain. Each factor is chosen in turn until none changes, from all at 1 and from each alone.
    """
    # From several starts: taken in turn, factors can end where only two of them together would be better.
    starts = [torch.ones(len(evidence)), *torch.eye(len(evidence))]
    found = (_chosen_in_turn(evidence, action, start.to(evidence.device)) for start in starts)
    return min(found, key=lambda one: one[0])[1]


def _chosen_in_turn(
    evidence: Float[Tensor, "E b A"], action: Int[Tensor, " b"], trust: Float[Tensor, " E"]
) -> tuple[float, Float[Tensor, " E"]]:
    """The cost that is reached from some factors, and those that have it."""
    best = _cost(evidence, action, trust)
    for _ in range(ROUNDS):
        before = best
        for kind in range(len(evidence)):
            for factor in TRUST:
                tried = trust.clone()
                tried[kind] = factor
                cost = _cost(evidence, action, tried)
                if cost < best:
                    best, trust = cost, tried
        if best == before:
            break
    return best, trust


def _cost(evidence: Float[Tensor, "E b A"], action: Int[Tensor, " b"], trust: Float[Tensor, " E"]) -> float:
    """Nats of the actions, and what the factors are charged."""
    nats = F.cross_entropy(weighed(evidence, trust), action, reduction="sum")
    # The charge is a prior at 1: few pairs, all of them found, would else be likeliest under the largest factor.
    return float(nats) + sum(doublings(factor) for factor in trust.tolist())


def doublings(factor: float) -> float:
    """How many doublings or halvings a factor is from 1; nothing is as far as the least."""
    least = min(one for one in TRUST if one)
    return abs(float(torch.tensor(max(factor, least)).log2()))
