"""The score of every pair of nodes: w . LeakyReLU(u_i + v_j), without the [V, V, H] in between.

A linear layer on a concatenated pair [n_i; n_j] is the sum of two linear layers on single nodes, u_i + v_j; so are
the scores of GATv2 (Brody et al., 2022, arXiv 2105.14491). What is left, a reduction over H for each pair, is fused
into one loop by torch.compile where there is a compiler, and done in chunks where not. Going backward the sums are
computed again, not remembered.

Axes: n graphs, I causes, J effects, H hidden numbers.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any, Final, no_type_check

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.autograd.function import once_differentiable

SLOPE: Final = 0.2
"""Of LeakyReLU below zero, as in GATv2."""
CHUNK: Final = 2**20
"""Numbers held at once where nothing is fused: 4 MB, about a cache."""
WORTH_COMPILING: Final = 2**22
"""Numbers in a reduction from which on seconds of compilation are soon earned back."""
WORTH_FUSING: Final = 2**16
"""And from which on what has been compiled is faster than chunks."""


def pair_scores(
    u: Float[Tensor, "n I H"], v: Float[Tensor, "n J H"], weight: Float[Tensor, "n H"]
) -> Float[Tensor, "n I J"]:
    """w . LeakyReLU(u_i + v_j) for every i and j of each graph.

    Memory is linear in its inputs and output; gradients reach all three inputs.
    """
    scores: Tensor = _PairScores.apply(u, v, weight)  # type: ignore[no-untyped-call]
    return scores


def edge_scores(
    u: Float[Tensor, "n H"],
    v: Float[Tensor, "p H"],
    cause: Int[Tensor, " m"],
    effect: Int[Tensor, " m"],
    weight: Float[Tensor, " H"],
) -> Float[Tensor, " m"]:
    """w . LeakyReLU(u_i + v_j) for listed pairs only; without gradients."""
    if _fuses(len(cause) * u.shape[1], u.device.type):
        scores: Tensor = _compiled(_listed)(u, v, cause, effect, weight.detach())
        return scores
    rows = max(1, CHUNK // u.shape[1])
    pieces = zip(torch.split(cause, rows), torch.split(effect, rows), strict=True)
    return torch.cat([_listed(u, v, *piece, weight) for piece in pieces])


class _PairScores(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, u: Tensor, v: Tensor, weight: Tensor) -> Tensor:
        # The pairs are not kept: V x V x H numbers for the backward pass are what runs out of memory first.
        ctx.save_for_backward(u, v, weight)
        return _run(_scores, u, v, weight)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        u, v, weight = ctx.saved_tensors
        by_cause = _run(_summed_slopes, u, v, gradient.contiguous())
        by_effect = _run(_summed_slopes, v, u, gradient.transpose(1, 2).contiguous())
        # LeakyReLU(s) = slope(s) s, so that the gradient of w is made of the same two sums as those of u and v.
        of_weight = (by_cause * u).sum(1) + (by_effect * v).sum(1)
        return by_cause * weight[:, None], by_effect * weight[:, None], of_weight


@no_type_check
def _scores(u, v, weight):
    summed = u[:, :, None] + v[:, None]
    return (torch.where(summed > 0, summed, SLOPE * summed) * weight[:, None, None]).sum(-1)


@no_type_check
def _listed(u, v, cause, effect, weight):
    summed = u[cause] + v[effect]
    return (torch.where(summed > 0, summed, SLOPE * summed) * weight).sum(-1)


@no_type_check
def _summed_slopes(u, v, gradient):
    slope = torch.where(u[:, :, None] + v[:, None] > 0, 1.0, SLOPE)
    return (slope * gradient[..., None]).sum(2)


def _run(reduce: Callable[..., Tensor], *tensors: Tensor) -> Tensor:
    """A reduction over all pairs, fused where that pays.

    Queries are not fused: tensors of inference, like sizes of 1, would each be compiled again, and beyond a few such
    times torch runs the reduction as it is written, with all pairs in memory.
    """
    u, v, third = (tensor.detach().contiguous() for tensor in tensors)  # one layout, so that one loop is compiled
    usual = not u.is_inference() and min(u.shape[1], v.shape[1]) > 1
    if usual and _fuses(u.shape[1] * v.numel(), u.device.type):
        fused: Tensor = _compiled(reduce)(u, v, third)
        return fused
    return _in_chunks(reduce, u, v, third)


def _in_chunks(reduce: Callable[..., Tensor], u: Tensor, v: Tensor, third: Tensor) -> Tensor:
    """A few causes of a few graphs at a time."""
    graphs, causes = u.shape[:2]
    rows = max(1, CHUNK // max(1, v.shape[1] * v.shape[2]))
    together, rows = max(1, rows // causes), min(rows, causes)
    split = third.shape[1] == causes and third.dim() == 3
    parts = []
    for first in range(0, graphs, together):
        some = slice(first, first + together)
        of_rows = [
            reduce(u[some, row : row + rows], v[some], third[some, row : row + rows] if split else third[some])
            for row in range(0, causes, rows)
        ]
        parts.append(torch.cat(of_rows, 1))
    return torch.cat(parts)


def _fuses(numbers: int, device: str) -> bool:
    """Whether a reduction of so many numbers is compiled, or was and is large enough."""
    compiled = _can_compile.cache_info().currsize > 0
    return numbers >= (WORTH_FUSING if compiled else WORTH_COMPILING) and _can_compile(device)


@cache
def _compiled(reduce: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """One loop over pairs and hidden numbers, for any sizes."""
    return torch.compile(reduce, dynamic=True)


@cache
def _can_compile(device: str) -> bool:
    """Whether a small reduction compiles here; tried once, and said once where it does not."""
    if device == "cpu" and shutil.which(os.environ.get("CXX", "g++")) is None and shutil.which("clang++") is None:
        return False
    sample = torch.ones(2, 3, 4, device=device)
    try:
        return _compiled(_scores)(sample, sample, sample[:, 0]).shape == (2, 3, 3)
    except Exception as error:  # whatever a broken tool chain raises, chunks give the same numbers
        warnings.warn(f"pairs are not fused: torch.compile failed ({type(error).__name__})", stacklevel=2)
        return False
