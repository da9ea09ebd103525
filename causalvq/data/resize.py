"""Resizing by area: every output pixel is the mean of the input area that it covers, rounded to nearest."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from causalvq.data.types import Floats, Images


def resize(images: Images, size: int) -> Images:
    """Crop images to their central square and resize them to `size` by area averaging.

    An area average keeps what a subsampled or sharpened image loses or invents: a mouth of a few pixels keeps its
    weight, and no colour lies outside those of the input. Enlarging repeats pixels. Integers are rounded to nearest.

    Args:
        images: uint8, uint16 or float32 [n, H, W, C].
        size: side of the result in pixels, at least 1.

    Returns:
        [n, size, size, C] of the same type; the input itself when it already has that size.
    """
    images = _central_square(images)
    side = images.shape[1]
    if side == size:
        return images
    if side % size == 0:
        return _box(images, side // size)
    weights = _weights(side, size)
    rows = np.einsum("sh,nhwc->nswc", weights, images.astype(np.float64), optimize=True)
    both = np.einsum("sw,nrwc->nrsc", weights, rows, optimize=True)
    return np.asarray(both if images.dtype.kind == "f" else np.floor(both + 0.5), dtype=images.dtype)


def _central_square(images: Images) -> Images:
    height, width = images.shape[1:3]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return images[:, top : top + side, left : left + side]


def _box(images: Images, factor: int) -> Images:
    """The mean of `factor` x `factor` blocks; of integers the exact one, halves rounded up."""
    count, side, _, channels = images.shape
    blocks = images.reshape(count, side // factor, factor, side // factor, factor, channels)
    if images.dtype.kind == "f":
        return np.asarray(blocks.mean(axis=(2, 4), dtype=np.float64), dtype=images.dtype)
    total = blocks.sum(axis=(2, 4), dtype=np.uint32 if images.dtype == np.uint8 else np.uint64)
    area = factor * factor
    return np.asarray((total + area // 2) // area, dtype=images.dtype)


@lru_cache(maxsize=32)
def _weights(side: int, size: int) -> Floats:
    """Share of each input pixel in each output pixel along one axis: float64 [size, side], rows sum to 1."""
    edges = np.linspace(0, side, size + 1)
    low = np.maximum(edges[:-1, None], np.arange(side))
    high = np.minimum(edges[1:, None], np.arange(1, side + 1))
    overlap = np.maximum(high - low, 0)
    return np.asarray(overlap / overlap.sum(axis=1, keepdims=True), dtype=np.float64)
