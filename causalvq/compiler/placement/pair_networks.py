"""The shapes of what reads an action from two images and nothing else: a plain classifier, and a ridge regression."""

from __future__ import annotations

WIDTHS = (32, 64, 128, 128, 128)
"""Channels of the maps of the classifier, each of half the sides of the one before."""
POOLED = 4
"""Side of the map that is read in the end."""
HIDDEN = 256
SIDE = 32
"""Pixels of the longer side of images whose differences the ridge reads; larger ones are averaged down."""


def widths(height: int, width: int) -> tuple[int, ...]:
    """Channels of the maps of the classifier: it halves images down to about 4 pixels a side."""
    return WIDTHS[: max(1, (min(height, width) // POOLED).bit_length() - 1)]


def small(height: int, width: int) -> tuple[int, int]:
    """Sides of the images whose differences the ridge reads."""
    longer = max(height, width)
    if longer <= SIDE:
        return height, width
    return max(1, round(height * SIDE / longer)), max(1, round(width * SIDE / longer))
