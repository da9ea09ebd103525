"""A vector for each book at each position -> image: the decoder of MCQ-VAE.

Axes: b images, C channels of the image, H, W its sides, V variables (books x height x width), D length of a vector.
"""

from __future__ import annotations

from itertools import pairwise

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.plan import Plan
from causalvq.runtime.grid.grid_encoder import as_channels
from causalvq.runtime.slots.blocks import Residual


class GridDecoder(nn.Module):
    """Residual blocks and transposed convolutions; the head writes patches of pixels.

    Args:
        plan: a plan with `layout: grid`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        network, data, self.grid = plan.network, plan.data, plan.require_grid()
        widths = network.decoder_widths
        self.spread = nn.Conv2d(self.grid.books * plan.codebook.dim, widths[0], 3, padding=1)
        self.first = nn.Sequential(*(Residual(widths[0]) for _ in range(network.decoder_blocks)))
        self.doublings = nn.ModuleList(
            nn.ConvTranspose2d(before, after, 4, stride=2, padding=1) for before, after in pairwise(widths)
        )
        self.last = Residual(widths[-1])
        self.head = nn.Conv2d(widths[-1], data.channels * network.stem**2, 3, padding=1)
        self.pixels = nn.PixelShuffle(network.stem)

    def forward(self, vectors: Float[Tensor, "b V D"]) -> Float[Tensor, "b C H W"]:
        """Decode; pixels are meant to lie in [-1, 1] but are not clipped."""
        grid = self.grid
        x = self.first(self.spread(as_channels(vectors, grid.books, grid.height, grid.width)))
        for doubling in self.doublings:
            x = doubling(F.silu(x))
        image: Tensor = self.pixels(self.head(F.silu(self.last(x))))
        return image
