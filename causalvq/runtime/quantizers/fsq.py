"""Finite scalar quantisation (Mentzer et al., 2023, arXiv 2309.15505): numbers rounded to a few levels each."""

from __future__ import annotations

from typing import Any

from jaxtyping import Float, Int
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.runtime.quantizers.lattice import BookLattice
from causalvq.runtime.quantizers.library import FSQ


class FiniteScalarQuantizer(BookLattice):
    """Rounding, from `vector-quantize-pytorch`, in the symmetric form that allows two levels (arXiv 2411.19842).

    Nothing but the networks around it is learned, and it has no loss: no codebook can collapse by moving.

    Args:
        plan: a plan with `codebook.quantizer: fsq`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, _book, lambda book: book.implicit_codebook)

    def through(
        self, book: Any, numbers: Float[Tensor, "b 1 n"]
    ) -> tuple[Float[Tensor, "b 1 n"], Int[Tensor, "b 1 G"], Float[Tensor, ""]]:
        """Round; the module bounds the numbers itself."""
        points, indices = book(numbers)
        return points, indices, numbers.new_zeros(())


def _book(levels: list[int], variables: int) -> FSQ:
    return FSQ(
        levels,
        dim=len(levels) * variables,
        num_codebooks=variables,
        keep_num_codebooks_dim=True,
        preserve_symmetry=True,
    )
