"""The terms of the paper's loss that concern codes and graphs (CT-VAE, arXiv 2302.00869), each a pure function.

Their weights (alpha, beta, gamma, delta, epsilon) meet where all weights of the objective do.

Axes: b images, V variables, S states; [i, j] of a graph speaks of the edge from cause i to effect j.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (the field's name for it)

SMALLEST = 1e-6
"""Least distance of a probability from 0 and 1 where its logarithm is taken."""


def code_cross_entropy(
    logits: Float[Tensor, "b V S"], codes: Int[Tensor, "b V"], weights: Float[Tensor, "b V"] | None = None
) -> Float[Tensor, ""]:
    """Cross-entropy in nats of the codes: the mean over variables, or a weighted mean.

    Args:
        logits: log-odds of the states.
        codes: that are to be found.
        weights: of each variable, at least 0, for instance more where a code changes.
    """
    nats = F.cross_entropy(logits.transpose(1, 2), codes, reduction="none")
    return nats.mean() if weights is None else (nats * weights).sum() / weights.sum().clamp_min(SMALLEST)


def identity(
    logits: Float[Tensor, "b V S"], codes: Int[Tensor, "b V"], graph: Float[Tensor, "b V V"]
) -> Float[Tensor, ""]:
    """Alpha, the identity loss: where nothing acts, each variable follows from its own state alone.

    Args:
        logits: log-odds of the states in base mode under the identity graph.
        codes: of the same images.
        graph: of base mode, with its straight-through gradient.
    """
    return code_cross_entropy(logits, codes) + F.mse_loss(
        graph, torch.eye(graph.shape[-1], dtype=graph.dtype, device=graph.device).expand_as(graph)
    )


def graph_divergence(
    edges: Float[Tensor, "b V V"], prior_log_odds: Float[Tensor, "V V"], open_edges: Bool[Tensor, "V V"]
) -> Float[Tensor, ""]:
    """Beta, the prior loss: KL divergence in nats of the edges from the prior that the plan gives, for each effect.

    The prior is a given probability of each edge. A divergence from fresh random numbers would only pull every edge
    towards one half and add noise to the gradient.

    Args:
        edges: probability of each edge.
        prior_log_odds: of each edge.
        open_edges: the edges that are not sure; the others count nothing.
    """
    p = edges.clamp(SMALLEST, 1 - SMALLEST)
    log_q, log_not_q = F.logsigmoid(prior_log_odds), F.logsigmoid(-prior_log_odds)
    # By logsigmoid of the log-odds, not by logs of a probability: a prior of 1e-6 keeps its digits.
    nats = p * (p.log() - log_q) + (1 - p) * ((-p).log1p() - log_not_q)
    # Summed over causes and averaged over effects: nats for each mechanism, whatever the number of variables.
    return nats.masked_fill(~open_edges, 0.0).sum(1).mean()


def dependencies(before: Float[Tensor, "b V V"], after: Float[Tensor, "b V V"]) -> Float[Tensor, ""]:
    """Gamma, the dependency loss: mean squared difference of two estimates of the same graph, in [0, 1].

    An action changes states, not the laws that undisturbed variables obey: the graphs observed before and after agree.
    """
    return F.mse_loss(before, after)


def graph_size(graph: Float[Tensor, "b V V"]) -> Float[Tensor, ""]:
    """Delta, the sparsity loss: mean number of causes of a variable beside its own state."""
    own = torch.eye(graph.shape[-1], dtype=torch.bool, device=graph.device)
    return graph.masked_fill(own, 0.0).sum(1).mean()


def non_empty(edges: Float[Tensor, "b V V"]) -> Float[Tensor, ""]:
    """Epsilon, the loss against empty graphs: mean probability that a variable depends on nothing, not even itself."""
    return (1 - edges).prod(1).mean()


def target_count(mask_probability: Float[Tensor, "b V"]) -> Float[Tensor, ""]:
    """Expected number of variables that an action sets."""
    return mask_probability.sum(1).mean()
