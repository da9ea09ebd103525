"""Variation that a spec declares to change no factor: done to both images of a training pair alike.

What is drawn depends on seed and step alone, so that a resumed training draws what an uninterrupted one does.

Axes: b pairs, C, H, W pixels.
"""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.plan import AugmentPlan
from causalvq.data.streams import AUGMENTATION

HALF_RANGE = 2.0
"""Pixels are in [-1, 1]: a share of the range, in their units, is twice as much."""


def augment(
    x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"], plan: AugmentPlan, seed: int, step: int, rank: int = 0
) -> tuple[Float[Tensor, "b C H W"], Float[Tensor, "b C H W"]]:
    """Both images of pairs, varied.

    Args:
        x: images before, in [-1, 1].
        y: images after.
        plan: what may be done.
        seed: of the run.
        step: of training.
        rank: of the process, whose share of the batch this is.
    """
    # Drawn on the CPU, so that every device is given the same numbers.
    chance = torch.Generator().manual_seed(
        int(np.random.SeedSequence([seed, AUGMENTATION, step, rank]).generate_state(1)[0])
    )
    count, device = len(x), x.device
    both = torch.stack([x, y], 1)  # [b, 2, C, H, W]
    for name, axis in (("horizontal", -1), ("vertical", -2)):
        if name in plan.flip:
            mirrored = (torch.rand(count, generator=chance) < 0.5).to(device)
            both = torch.where(mirrored[:, None, None, None, None], both.flip(axis), both)
    if plan.shift:
        moves = torch.randint(-plan.shift, plan.shift + 1, (count, 2), generator=chance)
        both = shifted(both.flatten(1, 2), moves.to(device), plan.shift).view_as(both)
    if plan.contrast:
        factor = 1 + plan.contrast * (2 * torch.rand(count, generator=chance) - 1)
        both = both * factor.to(device)[:, None, None, None, None]
    if plan.brightness:
        added = HALF_RANGE * plan.brightness * (2 * torch.rand(count, generator=chance) - 1)
        both = both + added.to(device)[:, None, None, None, None]
    if plan.noise:
        both = both + HALF_RANGE * plan.noise * torch.randn(both.shape, generator=chance).to(device)
    varied = both.clamp(-1, 1)
    one, other = (side.contiguous(memory_format=torch.channels_last) for side in varied.unbind(1))
    return one, other


def shifted(images: Float[Tensor, "b C H W"], moves: Tensor, most: int) -> Float[Tensor, "b C H W"]:
    """Images moved by pixels, [b, 2] down and right, the border repeated."""
    height, width = images.shape[-2:]
    padded = F.pad(images, (most,) * 4, mode="replicate")
    rows = torch.arange(height, device=images.device)[None] + most - moves[:, :1]
    columns = torch.arange(width, device=images.device)[None] + most - moves[:, 1:]
    image = torch.arange(len(images), device=images.device)[:, None, None]
    return padded[image, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
