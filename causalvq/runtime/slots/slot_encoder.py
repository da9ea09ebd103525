"""Image -> one vector a variable.

Axes: b images, C channels of the image, H, W its sides, c, h, w those of a map, V variables, D length of a vector.
"""

from __future__ import annotations

from itertools import pairwise

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.plan import Plan
from causalvq.runtime.slots.blocks import Residual


class SlotEncoder(nn.Module):
    """Strided convolutions that end in one normalised vector a variable.

    The stem reads patches as channels (space to depth): a convolution on three channels is slow going backward. The
    vectors are normalised to mean 0 and variance 1, so that no loss on distances can win by shrinking them.

    Args:
        plan: a plan with `layout: slots`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        network, data = plan.network, plan.data
        widths = network.encoder_widths
        side = network.stem * 2 ** (len(widths) - 1)
        features = widths[-1] * (data.height // side) * (data.width // side)
        self.variables, self.dim = len(plan.variables), plan.codebook.dim
        self.patches = nn.PixelUnshuffle(network.stem)
        self.stem = nn.Conv2d(data.channels * network.stem**2, widths[0], 3, padding=1)
        self.first = nn.Sequential(Residual(widths[0]), Residual(widths[0]))
        self.halvings = nn.ModuleList(
            nn.Conv2d(before, after, 4, stride=2, padding=1) for before, after in pairwise(widths)
        )
        self.last = Residual(widths[-1])
        self.head = nn.Linear(features, self.variables * self.dim)

    def forward(self, images: Float[Tensor, "b C H W"]) -> Float[Tensor, "b V D"]:
        """Encode images with pixels in [-1, 1]."""
        x = self.first(self.stem(self.patches(images)))
        for halving in self.halvings:
            x = halving(F.silu(x))
        # All positions at once: what a factor changes may lie anywhere, and a pooled map would say what, not where.
        vectors = self.head(F.silu(self.last(x)).flatten(1)).unflatten(1, (self.variables, self.dim))
        return F.layer_norm(vectors.float(), (self.dim,))  # float32, as all that compares vectors
