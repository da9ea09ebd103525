"""What no code holds of an image, and an intervention keeps: texture, light, noise, whoever it is.

Axes: b images, C, H, W pixels.
"""

from __future__ import annotations

from typing import Final

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

MUCH: Final = 0.5
"""Deviations of an image's pixels from which a difference is large."""
NEIGHBOURHOOD: Final = 8  # of a side: how far around a pixel differences are told from each other
LEAST: Final = 1e-3  # deviation that an image has at least


def with_detail(
    images: Float[Tensor, "b C H W"], before: Float[Tensor, "b C H W"], after: Float[Tensor, "b C H W"]
) -> Float[Tensor, "b C H W"]:
    """Images after an action, with what no code holds as the images have it.

    The difference of the two decoded images is added to the images. Where it is large, and where codes tell an image
    badly too, the image would show through what takes its place (a shirt that is turned, and codes that know no
    pattern): there, what no code holds is left out, by 1 / (1 + (m / t)^2), m being the smaller of the two and t half
    the deviation of the image's pixels.

    Args:
        images: before the action, pixels in [-1, 1].
        before: the same, decoded from their codes.
        after: decoded from the codes after the action.
    """
    unknown, change = images - before, after - before
    large = MUCH * images.flatten(1).std(1).clamp_min(LEAST)[:, None, None, None]
    both = torch.minimum(_around(unknown), _around(change)) / large
    lost = 1 - 1 / (1 + both.square())
    return (images + change - lost * unknown).clamp(-1, 1)


def _around(difference: Float[Tensor, "b C H W"]) -> Float[Tensor, "b 1 H W"]:
    """Root of the mean square around each pixel."""
    reach = max(1, min(difference.shape[-2:]) // NEIGHBOURHOOD // 2)
    squares = F.pad(difference.square().mean(1, keepdim=True), (reach,) * 4, mode="replicate")
    return F.avg_pool2d(squares, 2 * reach + 1, stride=1).sqrt()
