"""Pairs of images that no action made, from images that were not trained on: what `explained` learns to refuse.

Axes: b pairs, n = 2b images (x first, then y), C, H, W pixels.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.types import Integers

BLOCKS: Final = 4
"""Blocks a side, when an image is taken apart."""
PATCH: Final = (0.12, 0.4)
"""Of a side: how large what is pasted is."""

SELDOM: Final = 0.02
"""Share of the pairs of an action in which a factor may change without being an effect of it."""

ImagePairs = tuple[Float[Tensor, "b C H W"], Float[Tensor, "b C H W"]]


def twice(images: Float[Tensor, "b C H W"], noise: Float[Tensor, " b"], chance: torch.Generator) -> ImagePairs:
    """Each image, and itself with so much noise as deviation of pixels; half of them with none."""
    noisy = images + noise[:, None, None, None] * torch.randn(images.shape, generator=chance)
    same = torch.rand(len(images), generator=chance) < 0.5
    return images, torch.where(same[:, None, None, None], images, noisy.clamp(-1, 1))


def patched(images: Float[Tensor, "b C H W"], chance: torch.Generator) -> Float[Tensor, "b C H W"]:
    """The images with a piece of another one, from elsewhere in it, or of one colour."""
    changed = images.clone()
    count, channels, height, width = images.shape
    for row in range(count):
        share = PATCH[0] + (PATCH[1] - PATCH[0]) * torch.rand(2, generator=chance)
        h, w = (max(2, int(part * side)) for part, side in zip(share.tolist(), (height, width), strict=True))
        (top, left), (from_top, from_left) = (
            [int(torch.randint(0, side - size + 1, (1,), generator=chance)) for side, size in ((height, h), (width, w))]
            for _ in range(2)
        )
        other = int(torch.randint(0, count, (1,), generator=chance))
        piece = images[other, :, from_top : from_top + h, from_left : from_left + w]
        if bool(torch.rand(1, generator=chance) < 0.5):
            piece = (2 * torch.rand(channels, 1, 1, generator=chance) - 1).expand(channels, h, w)
        changed[row, :, top : top + h, left : left + w] = piece
    return changed


def strange(images: Float[Tensor, "b C H W"], chance: torch.Generator) -> Float[Tensor, "b C H W"]:
    """Images that are none of the data: of noise, with bright and dark exchanged, taken apart, of one colour."""
    kind = torch.randint(0, 4, (len(images),), generator=chance)
    noise = 2 * torch.rand(images.shape, generator=chance) - 1
    plain = (2 * torch.rand(*images.shape[:2], 1, 1, generator=chance) - 1).expand_as(images)
    height, width = images.shape[-2] // BLOCKS, images.shape[-1] // BLOCKS
    apart = images.clone()
    if height and width:
        places = torch.randperm(BLOCKS * BLOCKS, generator=chance)
        for place, source in enumerate(places.tolist()):
            (row, column), (from_row, from_column) = divmod(place, BLOCKS), divmod(source, BLOCKS)
            block = images[
                ..., from_row * height : (from_row + 1) * height, from_column * width : (from_column + 1) * width
            ]
            apart[..., row * height : (row + 1) * height, column * width : (column + 1) * width] = block
    made = torch.stack([noise, -images, apart, plain])
    return made[kind, torch.arange(len(images))]


def equal_cells(data: Prepared, rows: Integers, most: int) -> tuple[Integers, Integers]:
    """Pairs of different images, of those given, in which every factor has the same value; none without labels."""
    if data.labels.shape[1] == 0 or not len(rows):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    order = rows[np.lexsort(data.labels[rows].T)]
    same = (data.labels[order[1:]] == data.labels[order[:-1]]).all(1).nonzero()[0]
    some = same[np.linspace(0, len(same) - 1, min(most, len(same))).astype(np.int64)]
    return order[some], order[some + 1]


def far_cells(data: Prepared, pairs: Pairs, rows: Integers, most: int, seed: int) -> tuple[Integers, Integers]:
    """Pairs of images that no one action is between; by chance, where there are no labels to tell by.

    An action may change several factors, where they are its effects: those that it changes in pairs that it made.
    """
    draws = np.random.default_rng(seed)
    if data.labels.shape[1] == 0 or not len(rows):
        return draws.permutation(pairs.x)[:most], draws.permutation(pairs.y)[:most]
    moved = data.labels[pairs.x] != data.labels[pairs.y]
    factors = np.unique(pairs.factor)
    follows = np.stack([moved[pairs.factor == factor].mean(0) > SELDOM for factor in factors])
    x, y = (draws.choice(rows, 4 * most) for _ in range(2))
    differs = data.labels[x] != data.labels[y]
    by_one = (~differs[:, None] | follows[None]).all(2).any(1)
    several = (~by_one).nonzero()[0][:most]
    return x[several], y[several]
