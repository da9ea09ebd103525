"""Images as parts of a page, which asks nobody for a file.

Axes: n images, H, W, C pixels.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from typing import Final

from PIL import Image, features

from causalvq.data.types import Images
from causalvq.data.views.composite import composite

EXACT: Final = 100
"""The quality from which images are kept as they are, pixel for pixel."""
SIDE: Final = 96
"""Pixels of a page that the longer side of a small image takes at least."""
MOST_SIDE: Final = 160
"""Pixels that it takes at most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An image of a page.

    Args:
        pixels: uint8 [H, W, 1 or 3].
        told: what it shows, for who cannot see it.
        caption: a line under it; empty for none.
    """

    pixels: Images = field(repr=False)
    told: str
    caption: str = ""

    @property
    def width(self) -> int:
        """Pixels of the page across: small images are enlarged by whole numbers, so that they stay sharp."""
        return self._side(1)

    @property
    def height(self) -> int:
        """The same downwards."""
        return self._side(0)

    def _side(self, axis: int) -> int:
        longer, own = max(self.pixels.shape[:2]), self.pixels.shape[axis]
        return int(own * max(1, -(-SIDE // longer)) if longer <= MOST_SIDE else round(own * MOST_SIDE / longer))

    def source(self, quality: int) -> str:
        """The image as a data URI.

        Args:
            quality: 1 to 100, from which on no pixel is another one.
        """
        image = Image.fromarray(self.pixels[..., 0] if self.pixels.shape[-1] == 1 else self.pixels)
        kind, content = encoded(image, quality)
        return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


def encoded(image: Image.Image, quality: int) -> tuple[str, bytes]:
    """The bytes of an image and what kind of file they are: as small as can be where they may differ from it."""
    held = io.BytesIO()
    if quality >= EXACT:
        image.save(held, "PNG", optimize=True)
        return "png", held.getvalue()
    kind = "webp" if features.check("webp") else "jpeg"
    image.save(held, kind.upper(), quality=quality)
    return kind, held.getvalue()


def shown(images: Images, channels: tuple[int, ...]) -> Images:
    """Images of any channels as people see them.

    Args:
        images: uint8 [n, H, W, C].
        channels: those that the plan says are shown; none: all of one or three.
    """
    return composite(images, channels)
