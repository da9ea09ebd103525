"""Scalar codebooks (latent quantisation as published: Hsu et al., 2023, arXiv 2305.18378, section 3).

A code is the nearest of a few values of one number. Beside `LatentQuantizer`, which has networks around its numbers and
takes its place among the quantisers of the causal model, this is the bottleneck of the published autoencoder itself.

Axes: b images, V variables, S states; a vector has one number.
"""

from __future__ import annotations

from typing import Final

import torch
from jaxtyping import Float
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.compute.distributed import gathered
from causalvq.runtime.compute.precision import in_float32
from causalvq.runtime.quantizers.quantizer import Quantized
from causalvq.runtime.quantizers.slot_quantizer import SlotQuantizer

QUANTIZATION: Final = 0.01
"""Weight of the loss that moves values towards the numbers that chose them."""
COMMITMENT: Final = 0.01
"""Weight of the loss that holds numbers to their values."""
WIDEST: Final = 0.5
"""Values lie evenly within this of 0 before training."""


class ScalarQuantizer(SlotQuantizer):
    """The nearest of the values of each number.

    Args:
        plan: a plan whose codes have one number.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.values = nn.Parameter(torch.linspace(-WIDEST, WIDEST, self.states).repeat(len(plan.variables), 1))

    @in_float32
    def forward(self, vectors: Float[Tensor, "b V 1"]) -> Quantized:
        """Quantise, straight-through; the values learn from the quantisation loss alone."""
        codes = self.distances(vectors).argmin(-1)
        chosen = self.values[torch.arange(len(self.active), device=codes.device), codes].unsqueeze(-1)
        if self.training:
            self.count(gathered(codes))
        loss = QUANTIZATION * (vectors.detach() - chosen).square().mean()
        loss = loss + COMMITMENT * (vectors - chosen.detach()).square().mean()
        return Quantized(vectors + (chosen - vectors).detach(), codes, loss)

    def relaxed(
        self,
        vectors: Float[Tensor, "b V 1"],
        generator: torch.Generator,  # noqa: ARG002
    ) -> tuple[Float[Tensor, "b V 1"], Float[Tensor, ""]]:
        """As ever: there is no warm-up without codes."""
        found = self(vectors)
        return found.vectors, found.loss

    @in_float32
    def distances(self, vectors: Float[Tensor, "b V 1"]) -> Float[Tensor, "b V S"]:
        """Squared distance to every value; infinite for states that are not active."""
        return (vectors - self.values).square().masked_fill(~self.active, float("inf"))

    @property
    def codebook(self) -> Float[Tensor, "V S 1"]:
        """The value of every state."""
        return self.values.unsqueeze(-1)

    def settle(self) -> None:
        """Note that the states are those that there are."""
        self.settled.fill_(True)
