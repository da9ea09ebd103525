"""The terms of the loss, each a pure function, and the one place where their weights meet.

Axes: b pairs, n = 2b images (x first, then y), m of them (all, or y alone), C, H, W pixels, V variables, D length of a
vector, S states, F factors, A actions.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from causalvq.runtime.compute.distributed import gathered, of_all, own_rows

DIFFERS = 0.04
"""Pixels differ when a channel does by more than this, in [-1, 1]: five grey levels."""

DARKEST = 1e-6
"""Least distance of a mean of light from 0 and 1 where its logarithm is taken."""


def total(terms: Mapping[str, Float[Tensor, ""]], weights: Mapping[str, float]) -> Float[Tensor, ""]:
    """The weighted sum of all terms; every term has a weight of its name."""
    return torch.stack([weights[name] * term for name, term in terms.items()]).sum()


def mix(
    vectors: Float[Tensor, "n V D"], targets: Bool[Tensor, "b V"], share: float, generator: torch.Generator
) -> tuple[Float[Tensor, "n V D"], Bool[Tensor, " n"]]:
    """Vectors to decode: an image's own, or its targets' with the rest taken from its partner.

    Decoding either one or the other for each image is an unbiased estimate of both losses at the price of one.
    Each variable that is no target is taken from the partner with probability one half, so that any subset of what
    an action leaves alone may be exchanged.

    Args:
        vectors: of x, then of y.
        targets: what the action of each pair may set.
        share: probability of an exchange, in [0, 1].
        generator: of the draws.

    Returns:
        the vectors, and for which images they were exchanged.
    """
    count, variables = targets.shape
    images = of_all(2 * count)
    # Drawn for the images of all ranks and cut, so that several machines draw as one would.
    swapped = own_rows(torch.rand(images, generator=generator, device=vectors.device)) < share
    picked = own_rows(torch.rand(images, variables, generator=generator, device=vectors.device)) < 0.5
    exchange = picked & swapped[:, None] & ~targets.repeat(2, 1)
    # The partner of image i is i + b modulo 2b: x and y of a pair stand half a batch apart.
    return torch.where(exchange.unsqueeze(-1), vectors.roll(count, dims=0), vectors), swapped


def recombine(vectors: Float[Tensor, "n V D"], generator: torch.Generator) -> Float[Tensor, "b V D"]:
    """Vectors of images that there may not be: each variable's is that of an image x or of another image of the batch.

    Args:
        vectors: of x, then of y, from which no gradient is asked.
        generator: of the draws, which are those of the images of all ranks.
    """
    whole = gathered(vectors.detach())
    order = torch.randperm(len(whole), generator=generator, device=whole.device)
    kept = torch.rand(whole.shape[:2], generator=generator, device=whole.device) < 0.5
    mixed = torch.where(kept.unsqueeze(-1), whole, whole[order])
    return own_rows(mixed)[: len(vectors) // 2]


def squared_error(decoded: Float[Tensor, "n C H W"], images: Float[Tensor, "n C H W"]) -> Float[Tensor, "n H W"]:
    """Mean squared error of each pixel over its channels."""
    return F.mse_loss(decoded.float(), images, reduction="none").mean(1)


def light_cross_entropy(decoded: Float[Tensor, "n C H W"], images: Float[Tensor, "n C H W"]) -> Float[Tensor, ""]:
    """Mean cross-entropy in nats of light in [0, 1], which is pixels in [-1, 1], against the mean that is decoded."""
    light = ((decoded.float() + 1) / 2).clamp(DARKEST, 1 - DARKEST)
    return F.binary_cross_entropy(light, (images + 1) / 2)


def over_changed_pixels(
    errors: Float[Tensor, "n H W"], x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"]
) -> Float[Tensor, " n"]:
    """Errors averaged over the pixels where the images of a pair differ: a mouth is one percent of an image."""
    differs = ((x - y).abs().amax(1) > DIFFERS).repeat(2, 1, 1)  # [n, H, W]
    return (errors * differs).sum((1, 2)) / differs.sum((1, 2)).clamp_min(1)


def pull(vectors: Float[Tensor, "n V D"], targets: Bool[Tensor, "b V"]) -> Float[Tensor, ""]:
    """Mean squared distance between the vectors of x and y of the variables that the action leaves alone."""
    x, y = vectors.chunk(2)
    # Over the numbers of a vector the mean: the weight of this term means the same for short and long vectors.
    distance = (x - y).square().mean(-1)
    return (distance * ~targets).sum() / (~targets).sum().clamp_min(1)


def direction(
    along: Float[Tensor, "n F"], moved: Float[Tensor, "b F"], told: Bool[Tensor, "b F"], spaced: Bool[Tensor, " F"]
) -> Float[Tensor, ""]:
    """Mean squared error of how far each factor's coordinate goes from x to y.

    Args:
        along: the coordinates of x, then of y.
        moved: how far they went: 1 or -1 for the factor of a step, 0 for the others.
        told: of which factors of which pairs this is known.
        spaced: the factors whose steps pass over values, so that they go as far as they are told, or further.
    """
    x, y = along.chunk(2)
    # `moved` is 1 or -1, so that this is 1 minus how far the step went its own way: longer steps cost nothing.
    short = (moved.square() - moved * (y - x)).clamp_min(0)  # of one step, in its direction
    error = torch.where(spaced & (moved != 0), short, y - x - moved)
    return (error.square() * told).sum() / told.sum().clamp_min(1)


def action_cross_entropy(
    likely: Float[Tensor, "b A"], known: Bool[Tensor, " b"], action: Int[Tensor, " b"]
) -> Float[Tensor, ""]:
    """Mean cross-entropy in nats of the actions that are known.

    Args:
        likely: log-probabilities of all actions.
        known: which pairs have a known action.
        action: its index; read where known.
    """
    nats = -likely.gather(1, action[:, None]).squeeze(1)
    return nats.masked_fill(~known, 0.0).sum() / known.sum().clamp_min(1)


def state_cross_entropy(
    distances: Float[Tensor, "m V S"], told: Bool[Tensor, "m V"], states: Int[Tensor, "m V"]
) -> Float[Tensor, ""]:
    """Cross-entropy in nats of variables' states against the states that stand for values told in training.

    Args:
        distances: squared distances of vectors to their codebooks, infinite for states that are not there.
        told: which variables of which images are told.
        states: the index of the state that each shall have; read where told.
    """
    # A Gaussian around each code: minus the squared distance is its log-density, and states that are not there
    # have none.
    scores = (-distances).log_softmax(-1)
    nats = -scores.gather(-1, states.unsqueeze(-1)).squeeze(-1)
    return (nats.masked_fill(~told, 0.0)).sum() / told.sum().clamp_min(1)
