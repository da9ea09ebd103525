"""Vectors -> codes and back: one codebook a variable, behind one small interface.

Axes: b images, V variables, D length of a vector, S states (of the largest codebook).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from vector_quantize_pytorch import VectorQuantize

from causalvq.compiler import Plan

DECAY = 0.98  # of the moving averages that the vectors of codes follow
RESEED_BELOW = 0.03  # a code used less than this share of an even use takes a random vector of the batch
MERGE_WITHIN = 1 / 8  # codes nearer than this share of the widest distance in their codebook become one
UNUSED = 0.002  # share of choices below which a code is dropped; in large codebooks, one that should be re-seeded is


@dataclass(frozen=True, slots=True, eq=False)
class Quantized:
    """What a quantiser makes of vectors.

    Args:
        vectors: the vectors of the codes; gradients pass through to the vectors that went in.
        codes: int64, the index of each code.
        loss: the quantiser's own losses, a scalar.
    """

    vectors: Float[Tensor, "b V D"]
    codes: Int[Tensor, "b V"]
    loss: Float[Tensor, ""]


class VectorQuantizer(nn.Module):
    """Nearest learned vector, from `vector-quantize-pytorch`: moving averages, rotation trick, dead codes re-seeded.

    Variables with equally many states share one batched module, in which each still has a codebook of its own.

    Args:
        plan: a plan with `codebook.quantizer: vq`.
    """

    active: Tensor
    settled: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.dim, self.commitment = plan.codebook.dim, plan.codebook.commitment
        states = [variable.states for variable in plan.variables]
        self.states = max(states)
        self.groups = [[index for index, own in enumerate(states) if own == size] for size in dict.fromkeys(states)]
        vectors = 2 * plan.train.batch_size
        self.books = nn.ModuleList(
            VectorQuantize(
                dim=self.dim * len(group),
                codebook_dim=self.dim,
                codebook_size=states[group[0]],
                heads=len(group),
                separate_codebook_per_head=True,
                decay=DECAY,
                commitment_weight=plan.codebook.commitment,
                kmeans_init=True,
                threshold_ema_dead_code=RESEED_BELOW * vectors / states[group[0]],
            )
            for group in self.groups
        )
        # A code that was merged into another one is no longer active, and never chosen again.
        self.register_buffer("settled", torch.zeros((), dtype=torch.bool))
        if any(action.kind == "set" for action in plan.actions):
            self._fix()
        active = torch.arange(self.states)[None, :] < torch.tensor(states)[:, None]
        self.register_buffer("active", active)

    @torch.no_grad()
    def _fix(self) -> None:
        """Fixed codebooks at random, for `set` actions: there the index of a state is the value that was set."""
        for _, book in self._grouped():
            vectors = torch.randn(book._codebook.embed.shape)
            book._codebook.embed.copy_(nn.functional.layer_norm(vectors, (self.dim,)))
            book._codebook.initted.fill_(True)
        self.settled.fill_(True)

    def forward(self, vectors: Float[Tensor, "b V D"]) -> Quantized:
        """Quantise; in training this moves the codebooks, and the first call places them by k-means."""
        if bool(self.settled):
            return self._nearest(vectors)
        out = torch.empty_like(vectors)
        codes = torch.empty(vectors.shape[:2], dtype=torch.int64, device=vectors.device)
        loss = vectors.new_zeros(())
        for group, book in self._grouped():
            flat = vectors[:, group].flatten(1).unsqueeze(1)  # [b, 1, variables of the group * D]
            chosen, indices, own = book(flat)
            out[:, group] = chosen.squeeze(1).unflatten(1, (len(group), self.dim))
            codes[:, group] = indices.reshape(len(vectors), len(group))
            loss = loss + own.sum() * len(group) / len(self.active)
        return Quantized(out, codes, loss)

    def _grouped(self) -> Iterator[tuple[list[int], Any]]:
        """Each group of variables with the library's module for it, which has no types."""
        return zip(self.groups, self.books, strict=True)

    def _nearest(self, vectors: Float[Tensor, "b V D"]) -> Quantized:
        codes = self.encode(vectors)
        chosen = self.lookup(codes)
        loss = self.commitment * (vectors - chosen).square().mean()
        return Quantized(vectors + (chosen - vectors).detach(), codes, loss)

    @torch.no_grad()
    def settle(self) -> None:
        """Fix the codebooks: merge codes that stand for the same thing, and move them no more.

        Training leaves several codes close together for one value, between which an unchanged variable flickers.
        Codes nearer to each other than a share of the widest distance in their codebook become one.
        """
        if bool(self.settled):
            return
        codebook = self.codebook
        for index, used in enumerate(self._usage()):
            kept = merge(codebook[index], used * self.active[index])
            self.active[index] &= kept
        self.settled.fill_(True)

    def _usage(self) -> Float[Tensor, "V S"]:
        """Moving average of how often each code was chosen."""
        usage = torch.zeros(self.active.shape, device=self.active.device)
        for group, book in self._grouped():
            usage[group, : book.codebook_size] = book._codebook.cluster_size.view(len(group), book.codebook_size)
        return usage

    @property
    def codebook(self) -> Float[Tensor, "V S D"]:
        """The vector of every state; states that a variable does not have are zero."""
        table = torch.zeros(*self.active.shape, self.dim, device=self.active.device)
        for group, book in self._grouped():
            table[group, : book.codebook_size] = book.codebook.view(len(group), book.codebook_size, self.dim)
        return table

    def distances(self, vectors: Float[Tensor, "b V D"]) -> Float[Tensor, "b V S"]:
        """Squared distance to every code; infinite for states that are not active."""
        squared = torch.cdist(vectors.transpose(0, 1), self.codebook).square().transpose(0, 1)
        return squared.masked_fill(~self.active, float("inf"))

    def encode(self, vectors: Float[Tensor, "b V D"]) -> Int[Tensor, "b V"]:
        """The nearest active code of each variable."""
        return self.distances(vectors).argmin(-1)

    def lookup(self, codes: Int[Tensor, "b V"]) -> Float[Tensor, "b V D"]:
        """The vectors of codes."""
        variables = torch.arange(codes.shape[1], device=codes.device)
        return self.codebook[variables, codes]


def merge(vectors: Float[Tensor, "S D"], usage: Float[Tensor, " S"]) -> Bool[Tensor, " S"]:
    """Which codes of one codebook to keep: the most used of those that lie together.

    Args:
        vectors: of the codes.
        usage: how often each was chosen; a code that never was is dropped.

    Returns:
        True for the codes kept, at least one.
    """
    used = usage > min(UNUSED, RESEED_BELOW / len(usage)) * usage.sum()
    distance = torch.cdist(vectors, vectors)
    widest = distance[used][:, used].max()
    kept = torch.zeros_like(used)
    for code in usage.argsort(descending=True).tolist():
        apart = not bool(kept.any()) or bool((distance[code, kept] > MERGE_WITHIN * widest).all())
        kept[code] = apart and bool(used[code])
    return kept
