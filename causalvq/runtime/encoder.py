"""Image -> one vector a variable.

Axes: b images, C channels of the image, H, W its sides, c, h, w those of a map, V variables, D length of a vector.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler import Plan
from causalvq.runtime.blocks import Residual


class Look(nn.Module):
    """What each variable looks at: a mean over the map, weighted by how much it wants to see of each place.

    The same weights read every place, so that an outline learned in one of them is known in all.

    Args:
        channels: of the map.
        variables: that look.
        dim: numbers that each of them reads.
    """

    def __init__(self, channels: int, variables: int, dim: int) -> None:
        super().__init__()
        self.variables = variables
        self.where = nn.Conv2d(channels, variables, 1, bias=False)  # a softmax would take no notice of it
        self.what = nn.Conv2d(channels, variables * dim, 1)

    def forward(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b V D"]:
        """What is seen of a map."""
        weights = self.where(x).flatten(2).float().softmax(-1)  # [b, V, hw]
        read = self.what(x).flatten(2).unflatten(1, (self.variables, -1))  # [b, V, D, hw]
        seen: Tensor = torch.einsum("bvdp,bvp->bvd", read.float(), weights)
        return seen


class SlotEncoder(nn.Module):
    """Strided convolutions that end in one normalised vector a variable, which may look at the first map too.

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
        self.look = Look(widths[0], self.variables, self.dim) if network.encoder_look else None
        self.halvings = nn.ModuleList(
            nn.Conv2d(before, after, 4, stride=2, padding=1) for before, after in pairwise(widths)
        )
        self.last = Residual(widths[-1])
        self.head = nn.Linear(features, self.variables * self.dim)

    def forward(self, images: Float[Tensor, "b C H W"]) -> Float[Tensor, "b V D"]:
        """Encode images with pixels in [-1, 1]."""
        x = self.first(self.stem(self.patches(images)))
        seen = self.look(F.silu(x)) if self.look is not None else 0.0
        for halving in self.halvings:
            x = halving(F.silu(x))
        vectors = self.head(F.silu(self.last(x)).flatten(1)).unflatten(1, (self.variables, self.dim))
        return F.layer_norm(vectors.float() + seen, (self.dim,))  # float32, as all that compares vectors
