"""The range of each channel over many images, by which pixels that are no bytes are normalised.

Axes: n images, H, W, C pixels, P pixels of an image.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from causalvq.data.source import Source
from causalvq.data.types import Floats, Images, Integers

MOST_IMAGES: Final = 2000  # measured; more are thinned evenly
MOST_VALUES: Final = 2**28  # measured at most, where images are large: a few seconds
LEAST_IMAGES: Final = 16
CHUNK: Final = 2**24  # values sorted at a time
SPARED: Final = 4  # pixels of each image that may lie outside at either end, and one in 10,000 more
SHARE: Final = 0.001  # of the images, whose pixels may lie outside too


def whole_range(source: Source) -> tuple[float, float, int]:
    """The least and the greatest value of the pixels of a source, and how many of its images were looked at.

    Args:
        source: up to 2,000 of its images are read, evenly spaced.
    """
    pixels = source.facts.height * source.facts.width * source.facts.channels
    affordable = max(LEAST_IMAGES, min(MOST_IMAGES, MOST_VALUES // pixels))
    rows = np.linspace(0, len(source) - 1, min(len(source), affordable)).round().astype(np.int64)
    step = max(1, CHUNK // pixels)
    ends = []
    for start in range(0, len(rows), step):
        part = source.images(rows[start : start + step])
        ends.append((float(part.min()), float(part.max())))
    return min(low for low, _ in ends), max(high for _, high in ends), len(rows)


def range_text(source: Source) -> str:
    """The same in words."""
    low, high, looked = whole_range(source)
    seen = "all images" if looked == len(source) else f"{looked:,} of {len(source):,} images"
    return f"{source.facts.dtype} from {low:g} to {high:g} in {seen}"


def channel_ranges(images: Images, rows: Integers) -> tuple[Floats, Floats]:
    """The least and the largest value of each channel, but for what a few broken pixels and images say.

    Of each image the four least and four largest pixels, and one in 10,000 more, are left out, which hot pixels of a
    sensor are among; then the range is that of all but a thousandth of the images at either end. A small bright spot
    stays in the range, which it would not if a share of all pixels together were left out.

    Args:
        images: [N, H, W, C], in memory or mapped.
        rows: int64 [n], the images to be measured, at least one; at most 2,000 of them are, evenly spaced.

    Returns:
        float64 [C] and float64 [C]; equal for a channel that never changes.
    """
    _, height, width, channels = images.shape
    pixels = height * width
    affordable = max(LEAST_IMAGES, min(MOST_IMAGES, MOST_VALUES // (pixels * channels)))
    rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), affordable)).round().astype(np.int64)]
    spared = min(SPARED + pixels // 10_000, (pixels - 1) // 4)
    ends = (spared, pixels - 1 - spared)
    step = max(1, CHUNK // (pixels * channels))
    found = []
    for start in range(0, len(rows), step):
        part = images[rows[start : start + step]].reshape(-1, pixels, channels)
        found.append(np.partition(part, ends, axis=1)[:, ends].astype(np.float64))  # [n, 2, C]
    low, high = np.concatenate(found).transpose(1, 0, 2)
    return np.quantile(low, SHARE, axis=0), np.quantile(high, 1 - SHARE, axis=0)
