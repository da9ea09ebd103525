"""Pixel formats: every source hands out grey (1 channel) or RGB (3 channels) uint8 images."""

from __future__ import annotations

import numpy as np

from causalvq.data.arrays import Images


def opaque(images: Images) -> Images:
    """Images without an alpha channel.

    Args:
        images: uint8 [n, H, W, C]; C = 4 is RGBA, not premultiplied.

    Returns:
        uint8 [n, H, W, 1 or 3]; RGBA laid over white, anything else as it is.
    """
    if images.shape[3] != 4:
        return images
    alpha = images[..., 3:].astype(np.uint32)
    mixed = images[..., :3] * alpha + 255 * (255 - alpha)
    return np.asarray((mixed + 127) // 255, dtype=np.uint8)
