"""Image -> numbers; in slots, one vector a variable.

Axes: b images, C channels of the image, H, W its sides, c, h, w those of a map, V variables, D length of a vector.
"""

from __future__ import annotations

from itertools import pairwise

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.plan import Plan
from causalvq.runtime.slots.blocks import Residual


class ImageEncoder(nn.Module):
    """Strided convolutions that end in numbers.

    The stem reads patches as channels (space to depth): a convolution on three channels is slow going backward.

    Args:
        plan: a plan with `layout: slots`.
        numbers: how many of them.
    """

    def __init__(self, plan: Plan, numbers: int) -> None:
        super().__init__()
        network, data = plan.network, plan.data
        widths = network.encoder_widths
        side = network.stem * 2 ** (len(widths) - 1)
        features = widths[-1] * (data.height // side) * (data.width // side)
        self.patches = nn.PixelUnshuffle(network.stem)
        self.stem = nn.Conv2d(data.channels * network.stem**2, widths[0], 3, padding=1)
        self.first = nn.Sequential(Residual(widths[0]), Residual(widths[0]))
        self.halvings = nn.ModuleList(
            nn.Conv2d(before, after, 4, stride=2, padding=1) for before, after in pairwise(widths)
        )
        self.last = Residual(widths[-1])
        self.head = nn.Linear(features, numbers)

    def forward(self, images: Float[Tensor, "b C H W"]) -> Float[Tensor, "b ..."]:
        """Encode images with pixels in [-1, 1]: [b, numbers]."""
        x = self.first(self.stem(self.patches(images)))
        for halving in self.halvings:
            x = halving(F.silu(x))
        # All positions at once: what a factor changes may lie anywhere, and a pooled map would say what, not where.
        numbers: Tensor = self.head(F.silu(self.last(x)).flatten(1))
        return numbers


class SlotEncoder(ImageEncoder):
    """An encoder that ends in one normalised vector a variable.

    Mean 0 and variance 1, so that no loss on distances can win by shrinking vectors.

    Args:
        plan: a plan with `layout: slots`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, len(plan.variables) * plan.codebook.dim)
        self.variables, self.dim = len(plan.variables), plan.codebook.dim

    def forward(self, images: Float[Tensor, "b C H W"]) -> Float[Tensor, "b V D"]:
        """Encode images with pixels in [-1, 1]."""
        vectors = super().forward(images).view(len(images), self.variables, self.dim)
        return F.layer_norm(vectors.float(), (self.dim,))  # float32, as all that compares vectors


class ScalarEncoder(ImageEncoder):
    """An encoder that ends in one number a variable, which is not normalised.

    Args:
        plan: a plan whose codes have one number.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, len(plan.variables))

    def forward(self, images: Float[Tensor, "b C H W"]) -> Float[Tensor, "b V 1"]:
        """Encode images with pixels in [-1, 1]."""
        return super().forward(images).float().unsqueeze(-1)
