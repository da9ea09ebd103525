"""The contact sheet of an intervention: before, after, and what changed.

Axes: b images, H, W, C pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from causalvq.data.types import Images
from causalvq.data.views.composite import composite
from causalvq.data.views.drawing import FONT_SIZE, GROUND, INK, TEXT, fitting, folded, font_of, tile, wide

SIDE: Final = 96  # least side of a picture, pixels
NAME: Final = 112  # width of the column of row names
GAP: Final = 4
MOST_TITLE: Final = 1_600  # width of a title, pixels
ROWS: Final = ("image", "codes alone", "after", "what changed")
HIGHLIGHT: Final = (255, 64, 160)


def intervention_sheet(
    title: str, images: Images, before: Images, after: Images, notes: Sequence[str], show: Sequence[int] = ()
) -> Image.Image:
    """Draw the sheet: a column an image, a note under each.

    Args:
        title: a line at the top.
        images: uint8 [b, H, W, C], as given.
        before: as their codes have them.
        after: after the action.
        notes: a line for each image.
        show: the channels shown; none: all of one or three. What changed is told of all channels.
    """
    shown = (_rgb(composite(pictures, show)) for pictures in (images, before, after))
    rows = (*shown, highlight(images, after))
    count, height, width, _ = rows[0].shape
    zoom = max(1, -(-SIDE // max(height, width)))
    step = width * zoom + GAP
    top = 2 * TEXT
    told = [folded(note, width * zoom) for note in notes]
    foot = top + len(rows) * (height * zoom + GAP)
    title = fitting(title, MOST_TITLE, FONT_SIZE + 2)
    across = max(NAME + count * step, 2 * GAP + round(wide(title, FONT_SIZE + 2)))  # one image is narrower than that
    sheet = Image.new("RGB", (across, foot + TEXT * max(map(len, told), default=0) + GAP), GROUND)
    pen, font = ImageDraw.Draw(sheet), font_of(FONT_SIZE)
    pen.text((GAP, GAP), title, INK, font_of(FONT_SIZE + 2))
    for row, pictures in enumerate(rows):
        y = top + row * (height * zoom + GAP)
        pen.text((GAP, y + height * zoom // 2 - FONT_SIZE // 2), ROWS[row], INK, font)
        for column in range(count):
            sheet.paste(tile(pictures[column], zoom), (NAME + column * step, y))
    for column, lines in enumerate(told):
        for line, text in enumerate(lines):
            pen.text((NAME + column * step, foot + line * TEXT), text, INK, font)
    return sheet


def highlight(before: Images, after: Images) -> Images:
    """The image before in grey, with the pixels that changed in colour, the stronger the more they changed."""
    change = np.abs(after.astype(np.float32) - before.astype(np.float32)).max(-1, keepdims=True) / 255
    strength = np.clip(change * 3, 0, 1)
    grey = before.mean(-1, keepdims=True) * 0.35
    mixed = grey * (1 - strength) + np.array(HIGHLIGHT, dtype=np.float32) * strength
    pixels: Images = np.round(mixed).astype(np.uint8)
    return pixels


def _rgb(images: Images) -> Images:
    coloured: Images = np.repeat(images, 3, axis=-1) if images.shape[-1] == 1 else images
    return coloured
