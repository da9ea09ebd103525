"""What every sheet of pictures is drawn with."""

from __future__ import annotations

from typing import Final

from PIL import Image, ImageFont

from causalvq.data.types import Images

TILE: Final = 64  # least side of a picture on a sheet, pixels
TEXT: Final = 14  # height of a line of text
FONT_SIZE: Final = 11
GROUND: Final = (32, 32, 36)
INK: Final = (235, 235, 235)


def font_of(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font of all sheets, in pixels."""
    return ImageFont.load_default(size)


def tile(image: Images, zoom: int) -> Image.Image:
    """One image [H, W, C] as a picture, every pixel a square of `zoom` pixels."""
    pixels = image.repeat(zoom, axis=0).repeat(zoom, axis=1)
    return Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)


def short(text: str, length: int) -> str:
    """The text, cut with an ellipsis when it is longer than so many characters."""
    return text if len(text) <= length else text[: max(1, length - 1)] + "…"


def folded(text: str, length: int, most: int = 3) -> list[str]:
    """The text in lines, a new one after each comma, each cut to so many characters; none for an empty text."""
    lines = [short(line, length) for line in text.split(", ")] if text else []
    return lines if len(lines) <= most else [*lines[: most - 1], f"and {len(lines) - most + 1} more"]
