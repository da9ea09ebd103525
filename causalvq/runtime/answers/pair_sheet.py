"""A sheet of pairs: a row each, before, after, after by the model, what is wrong with it, and the actions in words.

Axes: b images, H, W, C pixels.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from causalvq.data.types import Images
from causalvq.data.views.composite import composite
from causalvq.data.views.drawing import FONT_SIZE, GROUND, INK, TEXT, fitting, font_of, tile
from causalvq.runtime.answers.intervention_sheet import highlight
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.evaluation.worst_pairs import WorstPairs
from causalvq.runtime.feeding.pixel_scale import to_bytes

SIDE: Final = 96  # least side of a picture, pixels
GAP: Final = 6
LINE: Final = TEXT + 4
WORDS: Final = 400  # width of a line of words, pixels
COLUMNS: Final = ("before", "after", "by the model", "error")
FOUND: Final = (120, 220, 140)
MISSED: Final = (255, 120, 120)


def pair_sheet(title: str, worst: WorstPairs, naming: Naming) -> Image.Image:
    """Draw the sheet; a channel that people are not shown counts in what is wrong all the same.

    Args:
        title: a line at the top.
        worst: at least one pair.
        naming: of the run.
    """
    before, after, answered = (to_bytes(one) for one in (worst.before, worst.after, worst.answered))
    shown = [_rgb(composite(one, naming.plan.data.show)) for one in (before, after, answered)]
    pictures = [*shown, highlight(after, answered)]
    count, height, width, _ = pictures[0].shape
    zoom = max(1, -(-SIDE // max(height, width)))
    step, down = max(SIDE, width * zoom) + GAP, max(height * zoom, 5 * LINE) + GAP
    left, top, font = GAP + len(pictures) * step + GAP, 2 * LINE + GAP, font_of(FONT_SIZE + 1)
    across = left + WORDS
    sheet = Image.new("RGB", (across, top + count * down), GROUND)
    pen = ImageDraw.Draw(sheet)
    pen.text((GAP, GAP), title, INK, font_of(FONT_SIZE + 2))
    for column, name in enumerate(COLUMNS):
        pen.text((GAP + column * step, LINE + GAP), name, INK, font)
    for row in range(count):
        y = top + row * down
        for column, some in enumerate(pictures):
            sheet.paste(tile(some[row], zoom), (GAP + column * step, y))
        for line, text in enumerate(words(worst, row, naming)):
            colour = INK if line != 1 else FOUND if worst.action[row] == worst.found[row] else MISSED
            pen.text((left, y + line * LINE), fitting(text, WORDS, FONT_SIZE + 1), colour, font)
    return sheet


def words(worst: WorstPairs, row: int, naming: Naming) -> tuple[str, ...]:
    """What is said of a pair: what was done, what was answered, how far the image is off, which images they are."""
    done, answered = (naming.name(int(action)) for action in (worst.action[row], worst.found[row]))
    found = "found" if worst.action[row] == worst.found[row] else "answered"
    return (
        f"done: {done}, probability {worst.of_action[row]:.3f}",
        f"{found}: {answered}, probability {worst.of_found[row]:.3f}",
        f"image error {worst.error[row]:.4f}; copying has {worst.copy_error[row]:.4f}",
        f"images {worst.pairs.x[row]} and {worst.pairs.y[row]}",
    )


def _rgb(images: Images) -> Images:
    return np.repeat(images, 3, axis=-1) if images.shape[-1] == 1 else images
