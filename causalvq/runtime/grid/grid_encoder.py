"""Image -> a vector for each book at each position of the last feature map: the encoder of MCQ-VAE.

Axes: b images, C channels of the image, H, W its sides, B books, h, w sides of the grid, V = B h w variables, D length
of a vector.
"""

from __future__ import annotations

from itertools import pairwise

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.plan import Plan
from causalvq.runtime.slots.blocks import Residual


class GridEncoder(nn.Module):
    """Strided convolutions and residual blocks (arXiv 2302.00869, section 3; van den Oord et al., 2017).

    The channels of the last map are cut in as many contiguous groups as there are books: every channel is read by
    exactly one book. Vectors are normalised to mean 0 and variance 1, so that no loss on distances wins by shrinking
    them.

    Args:
        plan: a plan with `layout: grid`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        network, data, self.dim = plan.network, plan.data, plan.codebook.dim
        self.books, widths = plan.require_grid().books, network.encoder_widths
        self.patches = nn.PixelUnshuffle(network.stem)
        self.stem = nn.Conv2d(data.channels * network.stem**2, widths[0], 3, padding=1)
        self.first = Residual(widths[0])
        self.halvings = nn.ModuleList(
            nn.Conv2d(before, after, 4, stride=2, padding=1) for before, after in pairwise(widths)
        )
        self.last = nn.Sequential(*(Residual(widths[-1]) for _ in range(network.encoder_blocks)))
        self.head = nn.Conv2d(widths[-1], self.books * self.dim, 1)

    def forward(self, images: Float[Tensor, "b C H W"]) -> Float[Tensor, "b V D"]:
        """Encode images with pixels in [-1, 1]."""
        x = self.first(self.stem(self.patches(images)))
        for halving in self.halvings:
            x = halving(F.silu(x))
        channels: Float[Tensor, "b c h w"] = self.head(F.silu(self.last(x)))
        # Normalised over each vector by itself: cells and books are compared with codes one by one.
        return F.layer_norm(as_variables(channels, self.books).float(), (self.dim,))  # float32, as all that compares


def as_variables(channels: Float[Tensor, "b c h w"], books: int) -> Float[Tensor, "b V D"]:
    """A feature map as variables: book by book, then row by row; a book has c / books neighbouring channels."""
    count, width, height, breadth = channels.shape
    grouped = channels.reshape(count, books, width // books, height, breadth)
    return grouped.permute(0, 1, 3, 4, 2).flatten(1, 3)


def as_channels(vectors: Float[Tensor, "b V D"], books: int, height: int, width: int) -> Float[Tensor, "b c h w"]:
    """Variables as a feature map: the inverse of `as_variables`."""
    grouped = vectors.reshape(len(vectors), books, height, width, vectors.shape[-1])
    return grouped.permute(0, 1, 4, 2, 3).flatten(1, 2)
