"""What a step learns from: the terms of the loss for a batch, and the parameters that they train.

The loop (`causalvq.runtime.train`) knows a model by its `Objective` alone.

Axes: b pairs, n = 2b images (x first, then y), C, H, W pixels, V variables, D length of a vector.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from causalvq.compiler import Plan
from causalvq.data import Prepared
from causalvq.runtime import losses
from causalvq.runtime.feed import DeviceBatch
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.schedule import phase_at, pull_ramp

NOISE = 0.1
"""Deviation of the noise on vectors in warm-up, which have variance 1: what a code will later round away."""

Terms = Mapping[str, Float[Tensor, ""]]


@runtime_checkable
class Objective(Protocol):
    """What one kind of model learns."""

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:
        """The unweighted terms of the loss, each of which has a weight of its name in the plan.

        Args:
            batch: pairs of images with their actions.
            step: number of the step, from 0, which says what is learned now.
            generator: of all draws; it depends on seed and step alone.
        """

    def trained(self, phase: str) -> Iterator[nn.Parameter]:
        """The parameters that the steps of a phase change; all others are frozen in it."""


def objective_of(plan: Plan, model: CausalVQ, data: Prepared) -> Objective:
    """The objective by which a plan's model is trained."""
    from causalvq.runtime.grid.objective import GridObjective  # which is made of the objective below

    layered = plan.grid is not None and plan.graph.scope == "sample"
    return GridObjective(plan, model, data) if layered else SlotsObjective(plan, model)


@dataclass(frozen=True, slots=True, eq=False)
class SlotsObjective:
    """Autoencoder and codebooks, learned together: all that `layout: slots` learns by gradients."""

    plan: Plan
    model: CausalVQ

    def trained(self, phase: str) -> Iterator[nn.Parameter]:  # noqa: ARG002
        """All parameters."""
        return self.model.parameters()

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:
        """The unweighted terms of one step. Of a pair it reads the two images and the action, nothing else."""
        plan, model = self.plan, self.model
        images = torch.cat([batch.x, batch.y])
        targets = model.actions.targets[model.actions(batch.factor, batch.direction, batch.value)]
        vectors = model.encoder(images)
        terms: dict[str, Float[Tensor, ""]] = {}
        if model.actions.sets_values and plan.grid is None:
            kept, terms["quantizer"], free = quantized(model, vectors, targets)
            distances = model.quantizer.distances(vectors[len(batch.y) :])
            terms["transition"] = losses.value_cross_entropy(distances, targets, batch.value)
        elif phase_at(plan, step) == "warm-up":
            noise = torch.randn(vectors.shape, generator=generator, device=vectors.device)
            kept, free = vectors + NOISE * noise, targets
        else:
            if phase_at(plan, step) == "anneal":
                model.quantizer.settle()
            kept, terms["quantizer"], changed = quantized(model, vectors, targets)
            free = changed if model.actions.sets_values else targets
        share = swap_share(plan.losses)
        mixed, swapped = losses.mix(kept, free, share, generator)
        errors = losses.squared_error(model.decoder(mixed), images)
        of_image = errors.mean((1, 2))
        return terms | {
            "reconstruction": (of_image * ~swapped).mean() / max(1 - share, 1e-9),
            "swap": (of_image * swapped).mean() / max(share, 1e-9),
            "changed_pixels": losses.over_changed_pixels(errors, batch.x, batch.y).mean(),
            "pull": pull_ramp(plan, step) * losses.pull(vectors, free),
        }


def quantized(
    model: CausalVQ, vectors: Float[Tensor, "n V D"], targets: Bool[Tensor, "b V"]
) -> tuple[Float[Tensor, "n V D"], Float[Tensor, ""], Bool[Tensor, "b V"]]:
    """The codes' vectors, the quantiser's loss, and the variables that may differ between x and y.

    Besides the targets these are the ones whose codes differ: setting a value may have effects.
    """
    result = model.quantizer(vectors)
    x, y = result.codes.chunk(2)
    return result.vectors, result.loss, targets | (x != y)


def swap_share(weights: Mapping[str, float]) -> float:
    """The share of images decoded with exchanged vectors, so that both losses keep their weights."""
    both = weights["reconstruction"] + weights["swap"]
    return weights["swap"] / both if both else 0.5
