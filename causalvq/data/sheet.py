"""A contact sheet: one row for each factor, from one image through all its values; then images at random."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from causalvq.data.arrays import Flags, Images, Integers
from causalvq.data.source import Source

TILE: Final = 64  # least side of a picture on the sheet, pixels
NAME: Final = 120  # width of the column of factor names
TEXT: Final = 14  # height of a line of text
COLUMNS: Final = 16  # most pictures in a row
GROUND: Final = (32, 32, 36)
INK: Final = (235, 235, 235)


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
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    shown = np.concatenate([indices for _, _, indices in rows])
    pictures = iter(source.images(shown[shown >= 0]))  # at once, since a source may read in order only
    for line, (name, values, indices) in enumerate(rows):
        top = line * (height + TEXT + 4)
        pen.text((4, top + height // 2 - 6), _short(name, 18), INK, font)
        for place, index in enumerate(indices):
            left = NAME + place * (width + 2)
            if index >= 0:
                sheet.paste(_tile(next(pictures), zoom), (left, top))
            if values:
                pen.text((left, top + height), _short(values[place], width // 6), INK, font)
    return sheet


def _tile(image: Images, zoom: int) -> Image.Image:
    """One image [H, W, C] as a picture, every pixel a square of `zoom` pixels."""
    pixels = image.repeat(zoom, axis=0).repeat(zoom, axis=1)
    return Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: max(1, length - 1)] + "…"
