"""PNG in colours of 16 bits a channel, of which Pillow hands out the upper eight."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from PIL import Image

from causalvq.data.types import Images

LOWER: Final = MappingProxyType({"RGB;16B": "RGB;16L", "RGBA;16B": "RGBA;16L"})
"""By how Pillow unpacks the upper bytes of big numbers, how it unpacks the lower ones: as if they were little ones."""


def is_deep_colour(image: Image.Image) -> bool:
    """Whether the file is a PNG of three or four channels of 16 bits."""
    tiles: Sequence[Any] = getattr(image, "tile", ())
    return image.format == "PNG" and len(tiles) == 1 and tiles[0].args in LOWER


def deep_colours(path: Path, image: Image.Image) -> Images:
    """All bits of a PNG that `is_deep_colour`: uint16 [H, W, 3 or 4].

    Args:
        path: the file.
        image: the same, opened and not decoded yet.
    """
    with Image.open(path) as again:
        tile = again.tile[0]
        again.tile = [tile._replace(args=LOWER[str(tile.args)])]
        lower = np.asarray(again)
    deep: Images = np.asarray(image).astype(np.uint16) << 8 | lower
    return deep
