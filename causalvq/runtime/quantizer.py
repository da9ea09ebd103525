"""Vectors -> codes and back: one codebook a variable, behind one small interface.

Axes: b images, V variables, D length of a vector, S states (of the largest codebook).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from vector_quantize_pytorch import VectorQuantize

from causalvq.compiler import Plan
from causalvq.runtime.merging import LEAST_USE, Synonyms, nearest_kept

COMMITMENT = 0.25  # weight of the commitment loss, beta of van den Oord et al., 2017
DECAY = 0.98  # of the moving averages that the vectors of codes follow


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
        self.dim = plan.codebook.dim
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
                commitment_weight=COMMITMENT,
                kmeans_init=True,
                threshold_ema_dead_code=LEAST_USE * vectors / states[group[0]],
            )
            for group in self.groups
        )
        # A code that was merged into another one is no longer active, and never chosen again.
        self.register_buffer("settled", torch.zeros((), dtype=torch.bool))
        if any(action.kind == "set" for action in plan.actions):
            self._fix()
        active = torch.arange(self.states)[None, :] < torch.tensor(states)[:, None]
        self.register_buffer("active", active)
        self.synonyms = Synonyms([needed(plan, index) for index in range(len(states))], self.states)

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
        loss = COMMITMENT * (vectors - chosen).square().mean()
        return Quantized(vectors + (chosen - vectors).detach(), codes, loss)

    @torch.no_grad()
    def settle(self) -> None:
        """Fix the codebooks: merge codes that stand for the same thing, and move them no more.

        Training leaves several codes for one value, between which an unchanged variable flickers. Codes that lie
        together become one, and so do those that are met for the same thing.
        """
        if bool(self.settled):
            return
        codebook = self.codebook
        for index, used in enumerate(self._usage()):
            kept = nearest_kept(codebook[index], used * self.active[index])
            self.active[index] &= kept
        self.synonyms.unite(self.synonyms.meets)
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
        """The code that stands for the nearest active one of each variable."""
        codes: Tensor = self.synonyms(self.distances(vectors).argmin(-1))
        return codes

    def lookup(self, codes: Int[Tensor, "b V"]) -> Float[Tensor, "b V D"]:
        """The vectors of codes."""
        variables = torch.arange(codes.shape[1], device=codes.device)
        return self.codebook[variables, codes]


def needed(plan: Plan, variable: int) -> int:
    """How many codes a variable needs to tell the values of its factor apart, which other variables may help with."""
    factor = plan.variables[variable].factor
    if factor is None:
        return 1
    size, owned = plan.data.factors[factor].size, len(plan.targets[factor])
    return next(codes for codes in range(2, size + 1) if codes**owned >= size)
