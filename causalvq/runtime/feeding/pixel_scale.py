"""Pixels of the data as networks see them, in [-1, 1], and back.

Bytes are divided by 127.5, less 1. Other types have no range of their own: each channel's is measured on the training
split once, when a training begins, and kept in the model.

Axes: b images, C, H, W pixels.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, Num, UInt8
from torch import Tensor, nn

from causalvq.compiler.plan import DataPlan
from causalvq.data.prepared import Prepared
from causalvq.data.types import Images
from causalvq.data.views.span import channel_ranges

Normalise = Callable[[Tensor], Tensor]
"""From pixels of the data, [b, H, W, C], to float32 in [-1, 1], [b, C, H, W]."""

BYTE = 127.5


def normalise_bytes(pixels: UInt8[Tensor, "b H W C"]) -> Float[Tensor, "b C H W"]:
    """Bytes as float32 in [-1, 1]: channels first by shape, last in memory, which convolutions want."""
    assert pixels.dtype == torch.uint8, "other types have a range that is measured"
    return pixels.permute(0, 3, 1, 2).to(torch.float32).div_(BYTE).sub_(1)


class PixelScale(nn.Module):
    """Normalises the pixels of one data set, and restores them.

    Args:
        data: type and number of channels. Bytes need no numbers, so that models of bytes hold none.
    """

    middle: Float[Tensor, " C"]
    reach: Float[Tensor, " C"]

    def __init__(self, data: DataPlan) -> None:
        super().__init__()
        self.kind = data.dtype
        self._declared = data.range
        if self.kind != "uint8":
            self.register_buffer("middle", torch.zeros(data.channels))
            self.register_buffer("reach", torch.ones(data.channels))

    def measure(self, data: Prepared) -> None:
        """Take the range of each channel from the spec, or from the images of the training split."""
        if self.kind == "uint8":
            return
        if self._declared is None:
            low, high = channel_ranges(data.images, data.split.train)
        else:
            low, high = (np.full(len(self.middle), end, dtype=np.float64) for end in self._declared)
        reach = ((high - low) / 2).astype(np.float32)
        # A channel that never changes is 0 everywhere; the least reach keeps what float32 can still divide by.
        reach[reach < np.finfo(np.float32).tiny] = 1
        self.middle.copy_(torch.from_numpy((low / 2 + high / 2).astype(np.float32)))
        self.reach.copy_(torch.from_numpy(reach))

    def normalise(self, pixels: Num[Tensor, "b H W C"]) -> Float[Tensor, "b C H W"]:
        """Pixels of the data as float32 in [-1, 1]; what lies outside the range is clipped, as no decoder shows it."""
        if self.kind == "uint8":
            return normalise_bytes(pixels)
        middle, reach = (kept.view(-1, 1, 1) for kept in (self.middle, self.reach))
        # What is float32 already is not copied by `to`, so the first step must not write in place.
        return pixels.permute(0, 3, 1, 2).to(torch.float32).sub(middle).div_(reach).clamp_(-1, 1)

    def restore(self, images: Float[Tensor, "b C H W"]) -> Images:
        """Images in [-1, 1] as pixels of the data's type, [b, H, W, C]."""
        if self.kind == "uint8":
            return to_bytes(images)
        values = images.clamp(-1, 1).permute(0, 2, 3, 1).double() * self.reach.double() + self.middle.double()
        array = values.cpu().numpy()
        if self.kind == "uint16":
            array = array.round().clip(0, np.iinfo(np.uint16).max)
        restored: Images = array.astype(self.kind)
        return restored


def to_bytes(images: Float[Tensor, "b C H W"]) -> Images:
    """Pixels in [-1, 1] as uint8 [b, H, W, C], whatever their type was: what people are shown."""
    pixels = ((images.clamp(-1, 1) + 1) * BYTE).round().permute(0, 2, 3, 1)
    array: Images = pixels.cpu().numpy().astype(np.uint8)
    return array
