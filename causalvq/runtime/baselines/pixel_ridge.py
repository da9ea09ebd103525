"""Ridge regression from the difference of the pixels, y - x, to the action: what is there for the taking.

In double precision: clean images are so much alike that their products have no inverse in single precision.

Axes: b pairs, P pairs of several batches, n = 2b images (x first, then y), C, H, W pixels, D pixels x channels of small
images, A actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

from causalvq.compiler.placement.pair_networks import small
from causalvq.compiler.plan import Plan
from causalvq.runtime.baselines.action_reader import ActionReader
from causalvq.runtime.feeding.pixel_scale import PixelScale
from causalvq.runtime.slots.action_table import ActionTable

PENALTIES: Final = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
"""In units of the mean variance of a pixel; that is taken which is best on pairs that were not fitted."""


@dataclass(frozen=True, slots=True, eq=False)
class Ridge:
    """A regression that was solved.

    Args:
        weights: float64 [D, A].
        mean: float64 [A], the share of each action.
    """

    weights: Float[Tensor, "D A"]
    mean: Float[Tensor, " A"]

    def answers(self, differences: Float[Tensor, "P D"]) -> Float[Tensor, "P A"]:
        """How much differences of pixels speak for each action."""
        return differences @ self.weights + self.mean


def solve_ridge(
    seen: tuple[Float[Tensor, "P D"], Int[Tensor, " P"]],
    chosen_by: tuple[Float[Tensor, "Q D"], Int[Tensor, " Q"]],
    actions: int,
) -> Ridge:
    """Fit each penalty, and take the one that is best on pairs that were not fitted.

    Args:
        seen: float64 differences and actions of the pairs that are fitted, at least one.
        chosen_by: those of the others.
        actions: how many there are.
    """
    pixels, action = seen
    answers = functional.one_hot(action, actions).double()
    mean = answers.mean(0)
    products, aims = pixels.T @ pixels / len(pixels), pixels.T @ (answers - mean) / len(pixels)
    scale = products.diagonal().mean().clamp(min=1e-12)
    best, found = -1.0, Ridge(torch.zeros_like(aims), mean)
    for penalty in PENALTIES:
        factor = torch.linalg.cholesky(products + penalty * scale * torch.eye(len(products)).to(products))
        solved = Ridge(torch.cholesky_solve(aims, factor), mean)
        right = float((solved.answers(chosen_by[0]).argmax(1) == chosen_by[1]).double().mean())
        if right > best:
            best, found = right, solved
    return found


class Differences(nn.Module):
    """A linear layer on differences of images that were made small.

    Args:
        plan: with actions.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.size = small(plan.data.height, plan.data.width)
        self.linear = nn.Linear(plan.data.channels * self.size[0] * self.size[1], len(plan.actions))

    def differences(self, images: Float[Tensor, "n C H W"]) -> Float[Tensor, "b D"]:
        """y - x of each pair, the images averaged down to at most 32 pixels a side."""
        shrunk = functional.interpolate(images, self.size, mode="area").flatten(1)
        half = max(1, len(shrunk) // 2)
        return shrunk[-half:] - shrunk[:half]

    def forward(self, images: Float[Tensor, "n C H W"]) -> Float[Tensor, "b A"]:
        """How much the differences speak for each action."""
        found: Tensor = self.linear(self.differences(images))
        return found.float()


class PixelRidge(ActionReader):
    """The regression as a model: its weights are solved for when training has ended, whatever steps made of them.

    Args:
        plan: a plan whose baseline is `pixel_ridge`.
    """

    encoder: Differences

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.pixels = PixelScale(plan.data)
        self.actions = ActionTable(plan)
        self.encoder = Differences(plan)

    def read_actions(self, x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"]) -> Float[Tensor, "b A"]:
        """Logarithm of how much the differences speak for each action, brought to a sum of 1; no true probability."""
        # A regression on answers of 0 and 1 estimates probabilities, some of them below 0.
        likely = self.encoder(torch.cat([x, y])).clamp_min(1e-6)
        found: Tensor = (likely / likely.sum(1, keepdim=True)).log()
        return found

    @torch.no_grad()
    def take(self, solved: Ridge) -> None:
        """Take the weights of a regression that was solved."""
        self.encoder.linear.weight.copy_(solved.weights.T)
        self.encoder.linear.bias.copy_(solved.mean)
