"""Lookup-free quantisation (Yu et al., 2023, arXiv 2310.05737): a code is a row of signs."""

from __future__ import annotations

from functools import partial
from typing import Any

from jaxtyping import Float, Int
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.runtime.quantizers.lattice import BookLattice
from causalvq.runtime.quantizers.library import LFQ

ENTROPY = 0.1
"""Weight of the entropy loss, which wants each code decided and all codes used."""
DIVERSITY = 2.0
"""Weight of the second wish in it. At 1 a variable whose images all have the same signs is at rest."""
INVERSE_TEMPERATURE = 2.0
"""Of the probabilities that the entropies are of."""


class LookupFreeQuantizer(BookLattice):
    """Signs, from `vector-quantize-pytorch`.

    Args:
        plan: a plan with `codebook.quantizer: lfq`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, partial(_book, plan.codebook.commitment), lambda book: book.codebook)

    def bounded(self, numbers: Float[Tensor, "b V K"]) -> Float[Tensor, "b V K"]:
        """Numbers as they are: a wrong sign that is sure of itself could otherwise not be corrected."""
        return numbers

    def through(
        self, book: Any, numbers: Float[Tensor, "b 1 n"]
    ) -> tuple[Float[Tensor, "b 1 n"], Int[Tensor, "b 1 G"], Float[Tensor, ""]]:
        """Take signs; the entropies are of numbers in [-1, 1]."""
        # Bounded for the entropies alone: they would otherwise fall without end as numbers grow, and move no sign.
        points, indices, loss = book(numbers.tanh(), inv_temperature=INVERSE_TEMPERATURE)
        return points, indices, loss


def _book(commitment: float, levels: list[int], variables: int) -> LFQ:
    return LFQ(
        dim=len(levels) * variables,
        codebook_size=2 ** len(levels),
        num_codebooks=variables,
        keep_num_codebooks_dim=True,
        entropy_loss_weight=ENTROPY,
        diversity_gamma=DIVERSITY,
        commitment_loss_weight=commitment,
    )
