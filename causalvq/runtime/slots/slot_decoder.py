"""Numbers -> image; in slots, those of one vector a variable.

Axes: b images, C channels of the image, H, W its sides, V variables, D length of a vector.
"""

from __future__ import annotations

from itertools import pairwise

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.plan import Plan
from causalvq.runtime.slots.blocks import Film, Residual


class ImageDecoder(nn.Module):
    """Transposed convolutions, modulated by all numbers at every resolution; the head writes patches of pixels.

    Args:
        plan: a plan with `layout: slots`.
        numbers: that an image is made from.
    """

    def __init__(self, plan: Plan, numbers: int) -> None:
        super().__init__()
        network, data = plan.network, plan.data
        widths = network.decoder_widths
        side = network.stem * 2 ** (len(widths) - 1)
        self.shape = (widths[0], data.height // side, data.width // side)
        self.spread = nn.Linear(numbers, self.shape[0] * self.shape[1] * self.shape[2])
        self.first = Residual(widths[0])
        self.doublings = nn.ModuleList(
            nn.ConvTranspose2d(before, after, 4, stride=2, padding=1) for before, after in pairwise(widths)
        )
        self.last = Residual(widths[-1])
        self.films = nn.ModuleList(Film(numbers, width) for width in (*widths, widths[-1]))
        self.head = nn.Conv2d(widths[-1], data.channels * network.stem**2, 3, padding=1)
        self.pixels = nn.PixelShuffle(network.stem)

    def forward(self, given: Float[Tensor, "b ..."]) -> Float[Tensor, "b C H W"]:
        """Decode; pixels are meant to lie in [-1, 1] but are not clipped."""
        # Every stage sees the numbers again: a detail that moves with another factor is a product of both (see `Film`).
        condition = given.flatten(1)
        first, *middle, last = self.films
        x = first(self.first(self.spread(condition).unflatten(1, self.shape)), condition)
        for doubling, film in zip(self.doublings, middle, strict=True):
            x = film(doubling(F.silu(x)), condition)
        x = last(self.last(x), condition)
        image: Tensor = self.pixels(self.head(F.silu(x)))
        return image


class SlotDecoder(ImageDecoder):
    """A decoder of one vector a variable.

    Args:
        plan: a plan with `layout: slots`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, len(plan.variables) * plan.codebook.dim)

    def forward(self, given: Float[Tensor, "b V D"]) -> Float[Tensor, "b C H W"]:
        """Decode; pixels are meant to lie in [-1, 1] but are not clipped."""
        return super().forward(given)


class LightDecoder(ImageDecoder):
    """A decoder that says log-odds of light, as published autoencoders do; its image is the mean, in [-1, 1]."""

    def forward(self, given: Float[Tensor, "b ..."]) -> Float[Tensor, "b C H W"]:
        """Decode."""
        # Of log-odds l, 2 sigmoid(l) - 1.
        return (super().forward(given).float() / 2).tanh()
