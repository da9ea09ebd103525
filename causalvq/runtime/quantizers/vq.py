"""Vector quantisation (VQ-VAE, van den Oord et al., 2017): a code is the nearest of a few learned vectors.

Axes: b images, V variables, D length of a vector, S states (of the largest codebook).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.compute.distributed import gathered, own_rows, weighed
from causalvq.runtime.compute.precision import in_float32
from causalvq.runtime.quantizers.code_merging import LEAST_USE, merge_within, nearest_kept
from causalvq.runtime.quantizers.library import VectorQuantize
from causalvq.runtime.quantizers.quantizer import Quantized
from causalvq.runtime.quantizers.slot_quantizer import DECAY, SlotQuantizer, jittered


class VectorQuantizer(SlotQuantizer):
    """Nearest learned vector, from `vector-quantize-pytorch`: moving averages, rotation trick, dead codes re-seeded.

    Variables with equally many states share one batched module, in which each still has a codebook of its own.

    Args:
        plan: a plan with `codebook.quantizer: vq`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        states = [variable.states for variable in plan.variables]
        alike = list(zip(states, self.fixed.tolist(), strict=True))
        self.groups = [[index for index, own in enumerate(alike) if own == one] for one in dict.fromkeys(alike)]
        vectors = 2 * plan.train.batch_size
        self.books = nn.ModuleList(
            VectorQuantize(
                dim=self.dim * len(group),
                codebook_dim=self.dim,
                codebook_size=states[group[0]],
                heads=len(group),
                separate_codebook_per_head=True,
                decay=DECAY,
                commitment_weight=self.commitment,
                kmeans_init=True,
                sync_codebook=False,  # `gathered` does it, k-means and re-seeding included
                # In vectors a batch, which the library counts in: a code with less
                # than this share of an even use is placed anew.
                threshold_ema_dead_code=LEAST_USE * vectors / states[group[0]],
            )
            for group in self.groups
        )
        self._fix()

    @torch.no_grad()
    def _fix(self) -> None:
        """Fixed codebooks at random, for states whose index is a value."""
        for group, book in self._grouped():
            if not bool(self.fixed[group[0]]):
                continue
            vectors = torch.randn(book._codebook.embed.shape)
            book._codebook.embed.copy_(nn.functional.layer_norm(vectors, (self.dim,)))
            book._codebook.initted.fill_(True)

    @in_float32
    def forward(self, vectors: Float[Tensor, "b V D"]) -> Quantized:
        """Quantise; in training this moves the codebooks, and the first call places them by k-means.

        Codebooks follow the vectors of all processes that train together; each gets back what it gave.
        """
        # Settled codebooks are no longer the library's: its forward pass would move them and bring dropped codes back.
        if bool(self.settled):
            found = self._nearest(vectors, list(range(len(self.active))))
            if self.training:
                self.count(gathered(found.codes))
            return found
        if not self.training:
            return self._followed(vectors)
        # Every rank follows all vectors, so that codebooks stay equal without being sent around.
        of_all = self._followed(gathered(vectors))
        self.count(of_all.codes)
        return Quantized(own_rows(of_all.vectors), own_rows(of_all.codes), weighed(of_all.loss))

    def _followed(self, vectors: Float[Tensor, "b V D"]) -> Quantized:
        out = torch.empty_like(vectors)
        codes = torch.empty(vectors.shape[:2], dtype=torch.int64, device=vectors.device)
        loss = vectors.new_zeros(())
        for group, book in self._grouped():
            share = len(group) / len(self.active)
            if bool(self.fixed[group[0]]):
                near = self._nearest(vectors, group)
                out[:, group], codes[:, group], loss = near.vectors, near.codes, loss + near.loss * share
                continue
            flat = vectors[:, group].flatten(1).unsqueeze(1)  # [b, 1, variables of the group * D]
            # The library hands gradients on by the rotation trick (arXiv 2410.06424): it turns them as it turned the
            # vector, so that vectors on different sides of a code are not all pushed alike, as straight-through would.
            chosen, indices, own = book(flat)
            out[:, group] = chosen.squeeze(1).unflatten(1, (len(group), self.dim))
            codes[:, group] = indices.reshape(len(vectors), len(group))
            loss = loss + own.sum() * share
        return Quantized(out, codes, loss)

    def relaxed(
        self, vectors: Float[Tensor, "b V D"], generator: torch.Generator
    ) -> tuple[Float[Tensor, "b V D"], Float[Tensor, ""]]:
        """The vectors with a little noise; codebooks are placed when warm-up has ended."""
        return jittered(vectors, generator), vectors.new_zeros(())

    def _grouped(self) -> Iterator[tuple[list[int], Any]]:
        """Each group of variables with the library's module for it, which has no types."""
        return zip(self.groups, self.books, strict=True)

    def _nearest(self, vectors: Float[Tensor, "b V D"], group: list[int]) -> Quantized:
        """The nearest codes of some variables, which do not move."""
        found = self.encode(vectors)
        chosen, codes, own = self.lookup(found)[:, group], found[:, group], vectors[:, group]
        loss = self.commitment * (own - chosen).square().mean()
        # Straight-through here: beside a code that stands still the commitment alone brings vectors closer.
        return Quantized(own + (chosen - own).detach(), codes, loss)

    @in_float32
    @torch.no_grad()
    def settle(self) -> None:
        """Fix the codebooks: merge codes that stand for the same thing, and move them no more.

        Training leaves several codes close together for one value, between which an unchanged variable flickers.
        Codes nearer to each other than a share of the widest distance in their codebook become one.
        """
        if bool(self.settled):
            return
        codebook = self.codebook
        for index, used in enumerate(self.usage):
            if bool(used.any()) and not bool(self.fixed[index]):
                self.active[index] &= nearest_kept(
                    # In order of use, so that of codes that lie together the one that most images know is kept.
                    codebook[index],
                    used * self.active[index],
                    merge_within(self.told_apart(index)),
                )
        self.settled.fill_(True)

    @property
    def codebook(self) -> Float[Tensor, "V S D"]:
        """The vector of every state; states that a variable does not have are zero."""
        table = torch.zeros(*self.active.shape, self.dim, device=self.active.device)
        for group, book in self._grouped():
            table[group, : book.codebook_size] = book.codebook.view(len(group), book.codebook_size, self.dim)
        return table

    @in_float32
    def distances(self, vectors: Float[Tensor, "b V D"]) -> Float[Tensor, "b V S"]:
        """Squared distance to every code; infinite for states that are not active."""
        squared = torch.cdist(vectors.transpose(0, 1), self.codebook).square().transpose(0, 1)
        return squared.masked_fill(~self.active, float("inf"))
