"""The two blocks that encoder and decoder are made of.

Axes: b images, c channels, h, w side of the feature map, v variables, d length of a vector.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the field's name for it)


class Residual(nn.Module):
    """x + conv1x1(silu(conv3x3(silu(x)))), as in VQ-VAE (van den Oord et al., 2017) but with SiLU.

    Args:
        channels: channels in and out, at least 1.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.spatial = nn.Conv2d(channels, channels, 3, padding=1)
        self.pointwise = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b c h w"]:
        """The map plus what the block adds to it."""
        added: Tensor = self.pointwise(F.silu(self.spatial(F.silu(x))))
        return x + added


class Film(nn.Module):
    """Feature-wise linear modulation (Perez et al., 2018, arXiv 1709.07871): codes scale and shift each channel.

    A feature that a code moves or hides is a product of code and feature, which a sum of both cannot express: without
    this block small features that move with another factor (eyes, mouth) are learned last or never.

    Args:
        features: length of the conditioning vector.
        channels: channels of the map.
    """

    def __init__(self, features: int, channels: int) -> None:
        super().__init__()
        self.linear = nn.Linear(features, 2 * channels)

    def forward(self, x: Float[Tensor, "b c h w"], condition: Float[Tensor, "b f"]) -> Float[Tensor, "b c h w"]:
        """The map with each channel scaled by 1 + gain and shifted."""
        gain, shift = self.linear(condition)[:, :, None, None].chunk(2, dim=1)  # [b, c, 1, 1] each
        modulated: Tensor = torch.addcmul(x + shift, x, gain)
        return modulated
