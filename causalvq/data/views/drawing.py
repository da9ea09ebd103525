"""What every sheet of pictures is drawn with."""

from __future__ import annotations

from typing import Final

from PIL import Image, ImageFont

from causalvq.data.types import Images

TILE: Final = 64  # least side of a picture on a sheet, pixels
TEXT: Final = 17  # height of a line of text
FONT_SIZE: Final = 13
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


def wide(text: str, size: int = FONT_SIZE) -> float:
    """Pixels that a line of text takes."""
    return float(font_of(size).getlength(text))


def fitting(text: str, width: float, size: int = FONT_SIZE) -> str:
    """The text, cut with an ellipsis where it is wider than so many pixels."""
    if wide(text, size) <= width:
        return text
    return next((f"{text[:end]}…" for end in range(len(text) - 1, 0, -1) if wide(f"{text[:end]}…", size) <= width), "…")


def folded(text: str, width: float, most: int = 3) -> list[str]:
    """The text in lines no wider than so many pixels; none for an empty text.

    A new line begins after each comma, and where a part is too wide, after a space, `_` or `-` of it. What is left
    after so many lines is cut, or counted where it is several parts.
    """
    parts = text.split(", ") if text else []
    if len(parts) > most:
        return [fitting(part, width) for part in [*parts[: most - 1], f"and {len(parts) - most + 1} more"]]
    lines: list[str] = []
    for number, part in enumerate(parts):
        lines += _broken(part, width, most - len(lines) - (len(parts) - number - 1))
    return lines


def _broken(text: str, width: float, most: int) -> list[str]:
    """One part in at most so many lines."""
    if most <= 1 or wide(text) <= width:
        return [fitting(text, width)]
    end = next((end for end in range(len(text) - 1, 0, -1) if wide(text[:end]) <= width), 1)
    cut = max(text.rfind(mark, 0, end) for mark in "_- ") + 1 or end
    return [text[:cut].rstrip(), *_broken(text[cut:], width, most - 1)]
