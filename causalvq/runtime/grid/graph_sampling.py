"""Bernoulli samples through which a gradient passes: straight-through Gumbel (Jang et al., 2017, arXiv 1611.01144).

Axes: any; a sample has the shape of its logits.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

SMALLEST = 1e-6
"""Least distance of a uniform draw from 0 and 1."""


def perturbed(logits: Float[Tensor, "*shape"], generator: torch.Generator | None) -> Float[Tensor, "*shape"]:
    """Logits plus logistic noise, which are positive with their own probability; without a generator, as they are.

    Args:
        logits: log-odds in nats; infinite where the outcome is certain.
        generator: of the draws, or None for no noise.
    """
    if generator is None:
        return logits
    draws = torch.rand(logits.shape, generator=generator, device=logits.device, dtype=logits.dtype)
    draws = draws.clamp(SMALLEST, 1 - SMALLEST)
    # The logit of a uniform draw is logistic noise, and logits plus it are positive with probability sigmoid(logits).
    return logits + draws.log() - (-draws).log1p()


def straight_through(hard: Float[Tensor, "*shape"], soft: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
    """The value of the first with the gradient of the second."""
    return hard.detach() + (soft - soft.detach())  # the bracket is exactly 0


def bernoulli(logits: Float[Tensor, "*shape"], generator: torch.Generator | None) -> Float[Tensor, "*shape"]:
    """0 or 1 for each logit: a sample, or with no generator the more probable of the two."""
    noisy = perturbed(logits, generator)
    return straight_through((noisy > 0).to(logits.dtype), noisy.sigmoid())
