"""Images of any channels as people see them: grey, or three channels as red, green and blue.

Axes: n images, H, W, C pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from causalvq.data.data_faults import UNKNOWN_SOURCE, fault
from causalvq.data.types import Floats, Images


def shown_channels(wanted: Sequence[int] | None, channels: int) -> tuple[int, ...]:
    """The channels that people are shown.

    Args:
        wanted: one to three of them, or None: all of one or three, of others the first three.
        channels: how many there are.

    Returns:
        them; empty where an image of one or three channels is shown as it is.

    Raises:
        DataError: CVQ307 when a channel is not there.
    """
    chosen = tuple(range(min(channels, 3))) if wanted is None else tuple(wanted)
    if max(chosen) >= channels:
        message = f"the images have no channel {max(chosen)}"
        raise fault(UNKNOWN_SOURCE, message, expected=f"0 to {channels - 1}", hint="see data.image.show")
    return () if channels in (1, 3) and chosen == tuple(range(channels)) else chosen


def composite(images: Images, show: Sequence[int]) -> Images:
    """What people are shown of images.

    Args:
        images: uint8 [n, H, W, C].
        show: one channel, shown as grey; two or three, as red, green and blue; empty: C is 1 or 3, and all are shown.

    Returns:
        uint8 [n, H, W, 1 or 3].
    """
    if not show:
        return images
    chosen: Images = images[..., list(show)]
    return np.pad(chosen, ((0, 0), (0, 0), (0, 0), (0, 1))) if len(show) == 2 else chosen


def as_bytes(images: Images, low: Floats, high: Floats) -> Images:
    """Pixels of any type as uint8, each channel's range [low, high] as 0 to 255; what lies outside is clipped.

    Args:
        images: [n, H, W, C].
        low: float64 [C].
        high: float64 [C]; where it is `low`, all that is not above it is 0.
    """
    spread = np.where(high > low, high - low, 1.0)
    return np.asarray(np.clip((images - low) / spread, 0, 1) * 255 + 0.5, dtype=np.uint8)
