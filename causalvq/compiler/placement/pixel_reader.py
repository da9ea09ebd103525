"""The shape of the network that reads an action from the pictures of a pair, laid over each other."""

from __future__ import annotations

WIDTHS = (32, 64, 128)
"""Channels of the first maps, from the largest on; all others have as many as the last of them."""
SMALLEST = 4
"""Side of the map that is read in the end: a network that halves stops there, others are pooled to it."""
GROUPS = 8
"""Groups of channels that are normalised together (Wu and He, arXiv 1803.08494); every width divides by it."""
LARGE = 64
"""Pixels a side up to which patches are of 2 pixels, and over which of 4: where an action shows, both do."""


def patch(height: int, width: int) -> int:
    """Side in pixels of the patches that the network reads of images of such sides."""
    wanted = (4, 2) if min(height, width) > LARGE else (2,)
    return next((side for side in wanted if height % side == 0 and width % side == 0), 1)


def maps(height: int, width: int) -> tuple[tuple[int, int, int], ...]:
    """Channels, height and width of the network's maps; each but the first has half the sides of the one before."""
    side = patch(height, width)
    height, width = height // side, width // side
    found = [(WIDTHS[0], height, width)]
    while min(height, width) > SMALLEST:
        height, width = -(-height // 2), -(-width // 2)
        found.append((WIDTHS[min(len(found), len(WIDTHS) - 1)], height, width))
    return tuple(found)


def widths(height: int, width: int) -> tuple[int, ...]:
    """Channels of the maps of the network that reads images of such sides."""
    return tuple(channels for channels, _, _ in maps(height, width))
