"""Pictures of images side by side, enlarged to be seen.

Axes: b images, C, H, W pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from jaxtyping import Float
from PIL import Image, ImageDraw
from torch import Tensor

from causalvq.data.views.composite import composite
from causalvq.data.views.drawing import FONT_SIZE, GROUND, INK, TEXT, folded, font_of, tile
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.feeding.pixel_scale import to_bytes

SIDE: Final = 96  # least side of a picture, pixels
NAME: Final = 124  # width of the column of row names
GAP: Final = 4
MOST_ACROSS: Final = 8


def strips(
    rows: Sequence[Float[Tensor, "b C H W"]],
    naming: Naming,
    names: Sequence[str] = (),
    notes: Sequence[Sequence[str]] = (),
) -> Image.Image:
    """Rows of images that belong together; many are broken into several lines, 8 images each.

    Args: see `labelled_rows`.
    """
    parts = [slice(start, start + MOST_ACROSS) for start in range(0, len(rows[0]), MOST_ACROSS)]
    broken = [row[part] for part in parts for row in rows]
    return labelled_rows(broken, [*names] * len(parts), [row[part] for part in parts for row in notes], naming)


def labelled_rows(
    rows: Sequence[Float[Tensor, "_ C H W"]], names: Sequence[str], notes: Sequence[Sequence[str]], naming: Naming
) -> Image.Image:
    """Rows of images, each with its name before it and a note under every image; rows may differ in length.

    Args:
        rows: pixels in [-1, 1].
        names: of the rows; none: there is no column of names.
        notes: for each row, one for each image, of as many lines as it takes; none: there are no notes.
        naming: of the run, which says what channels people are shown.
    """
    shown = [composite(to_bytes(images), naming.plan.data.show) for images in rows]
    height, width = shown[0].shape[1:3]
    zoom = max(1, -(-SIDE // max(height, width)))
    left, across = (NAME if names else GAP), width * zoom + GAP
    told = [[folded(note, width * zoom) for note in row] for row in notes] or [[[]]] * len(shown)
    downs = [height * zoom + GAP + TEXT * max(map(len, row), default=0) for row in told]
    size = (left + max(len(row) for row in shown) * across, GAP + sum(downs))
    sheet = Image.new("RGB", size, GROUND)
    pen, font = ImageDraw.Draw(sheet), font_of(FONT_SIZE)
    y = GAP
    for row, (pictures, down) in enumerate(zip(shown, downs, strict=True)):
        if names:
            lines = folded(names[row], NAME - 2 * GAP, height * zoom // TEXT)
            first = y + (height * zoom - TEXT * len(lines)) // 2
            for line, text in enumerate(lines):
                pen.text((GAP, first + line * TEXT), text, INK, font)
        for column, picture in enumerate(pictures):
            rgb = np.repeat(picture, 3, axis=-1) if picture.shape[-1] == 1 else picture
            sheet.paste(tile(rgb, zoom), (left + column * across, y))
        for column, lines in enumerate(told[row]):
            for line, text in enumerate(lines):
                pen.text((left + column * across, y + height * zoom + line * TEXT), text, INK, font)
        y += down
    return sheet
