"""A contact sheet: one row for each factor, from one image through all its values; then images at random."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from causalvq.data.arrays import Flags, Integers
from causalvq.data.drawing import FONT_SIZE, GROUND, INK, TEXT, TILE, font_of, short, tile
from causalvq.data.source import Source

NAME: Final = 120  # width of the column of factor names
COLUMNS: Final = 16  # most pictures in a row


def contact_sheet(source: Source, seed: int = 0) -> Image.Image:
    """Draw the sheet of a source.

    The image shown for a value is the one that agrees with the base image in most other factors: in all of them if
    the grid is complete. A value that no image has stays empty. Of more than 16 values, 16 are shown.

    Args:
        source: the source, in the size to be shown.
        seed: of the base image and of the random images.

    Returns:
        an RGB picture.
    """
    generator = np.random.default_rng(seed)
    labels = source.factors(np.arange(len(source), dtype=np.int64))
    agreeing = labels == labels[generator.integers(len(source))]
    rows = []
    for column, factor in enumerate(source.facts.factors):
        shown = np.unique(np.linspace(0, factor.size - 1, COLUMNS).round().astype(np.int64))
        others = agreeing.sum(axis=1) - agreeing[:, column]
        indices = np.array([_best(others, labels[:, column] == value) for value in shown], dtype=np.int64)
        rows.append((factor.name, tuple(factor.values[value] for value in shown), indices))
    widest = max([len(indices) for _, _, indices in rows] + [8])
    drawn = generator.integers(0, len(source), (3, widest)).astype(np.int64)
    return _draw(source, [*rows, *(("random", (), indices) for indices in drawn)], widest)


def _best(score: Integers, allowed: Flags) -> int:
    """Where the score is highest among what is allowed; -1 where nothing is."""
    if not allowed.any():
        return -1
    return int(np.argmax(np.where(allowed, score, -1)))


def _draw(source: Source, rows: list[tuple[str, tuple[str, ...], Integers]], widest: int) -> Image.Image:
    facts = source.facts
    zoom = max(1, -(-TILE // max(facts.height, facts.width)))
    width, height = facts.width * zoom, facts.height * zoom
    sheet = Image.new("RGB", (NAME + widest * (width + 2), len(rows) * (height + TEXT + 4)), GROUND)
    pen, font = ImageDraw.Draw(sheet), font_of(FONT_SIZE)
    shown = np.concatenate([indices for _, _, indices in rows])
    pictures = iter(source.images(shown[shown >= 0]))  # at once, since a source may read in order only
    for line, (name, values, indices) in enumerate(rows):
        top = line * (height + TEXT + 4)
        pen.text((4, top + height // 2 - 6), short(name, 18), INK, font)
        for place, index in enumerate(indices):
            left = NAME + place * (width + 2)
            if index >= 0:
                sheet.paste(tile(next(pictures), zoom), (left, top))
            if values:
                pen.text((left, top + height), short(values[place], width // 6), INK, font)
    return sheet
