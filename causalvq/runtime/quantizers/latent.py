"""Latent quantisation (Hsu et al., 2023, arXiv 2305.18378): numbers that take the nearest of a few learned values each.

Axes: b images, V variables, K numbers of a code, S states, L levels (of the finest number).
"""

from __future__ import annotations

from math import prod

import torch
from jaxtyping import Float
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.quantizers.lattice import LatticeQuantizer
from causalvq.runtime.quantizers.quantizer import Quantized

QUANTIZATION = 0.25
"""Weight of the loss that moves values towards the numbers that chose them."""


class LatentQuantizer(LatticeQuantizer):
    """Learned values for each number.

    Written here, since in `vector-quantize-pytorch` 1.x no gradient reaches the values of `LatentQuantize`, and its
    indices are only right for values that never moved.

    Args:
        plan: a plan with `codebook.quantizer: latent`.
    """

    level: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        level = torch.zeros(*self.active.shape, self.numbers, dtype=torch.int64)
        for group, own in zip(self.groups, self.levels, strict=True):
            for number, size in enumerate(own):  # the first number counts fastest
                level[group, : prod(own), number] = torch.arange(prod(own)) // prod(own[:number]) % size
        self.register_buffer("level", level, persistent=False)
        finest = max(size for own in self.levels for size in own)
        self.values = nn.Parameter(torch.arange(finest) * self.spacing[..., None] - 1)  # [V, K, L]

    def bounded(self, numbers: Float[Tensor, "b V K"]) -> Float[Tensor, "b V K"]:
        """Numbers as they are: the values come to where they lie."""
        return numbers

    @property
    def points(self) -> Float[Tensor, "V S K"]:
        """The values of every state; zero for numbers and states that a variable does not have."""
        found = self.values.gather(2, self.level.transpose(1, 2)).transpose(1, 2)
        return found * self.there.unsqueeze(-1)

    def rounded(self, numbers: Float[Tensor, "b V K"]) -> Quantized:
        """The nearest values, with a loss that moves them."""
        found = self.nearest(numbers)
        # `nearest` detaches the points, as a straight-through step must; only
        # this second look lets a gradient reach them.
        chosen = self.points[torch.arange(len(self.active), device=numbers.device), found.codes]
        loss = QUANTIZATION * (numbers.detach() - chosen).square().mean()
        return Quantized(found.vectors, found.codes, found.loss + loss)
