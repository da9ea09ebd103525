"""A contact sheet: one row for each factor, from one image through all its values; then images at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from causalvq.data.source import Source, Truth
from causalvq.data.types import Flags, Integers
from causalvq.data.views.composite import as_bytes, composite
from causalvq.data.views.drawing import FONT_SIZE, GROUND, INK, TEXT, TILE, folded, font_of, tile
from causalvq.data.views.span import channel_ranges

NAME: Final = 132  # width of the column of factor names
COLUMNS: Final = 16  # most pictures in a row
GAP: Final = 6  # between two pictures
LINES: Final = 2  # of a value's name, at most


def contact_sheet(source: Source, seed: int = 0, show: Sequence[int] = ()) -> Image.Image:
    """Draw the sheet of a source.

    A source that knows its mechanisms shows what follows from do(factor = value). Otherwise the image shown for a value
    is the one that agrees with the base image in most other factors: in all of them if the grid is complete. A value
    that no image has stays empty. Of more than 16 values, 16 are shown.

    Args:
        source: the source, in the size to be shown.
        seed: of the base image and of the random images.
        show: the channels shown; none: all of one or three. Pixels that are no bytes are shown by the range that they
            have on the sheet.

    Returns:
        an RGB picture.
    """
    generator = np.random.default_rng(seed)
    labels = source.factors(np.arange(len(source), dtype=np.int64))
    possible = np.flatnonzero(source.observational(labels)) if isinstance(source, Truth) else np.arange(len(labels))
    base = labels[possible[generator.integers(len(possible))]]
    rows = []
    for column, factor in enumerate(source.facts.factors):
        shown = np.unique(np.linspace(0, factor.size - 1, COLUMNS).round().astype(np.int64))
        wanted = _after(source, base, column, shown)
        found = [_best((labels == row).sum(axis=1), labels[:, column] == row[column]) for row in wanted]
        rows.append((factor.name, tuple(factor.values[value] for value in shown), np.array(found, dtype=np.int64)))
    widest = max([len(indices) for _, _, indices in rows] + [8])
    drawn = generator.integers(0, len(source), (3, widest)).astype(np.int64)
    names = ("random", "", "")
    rows.extend((name, (), indices) for name, indices in zip(names, drawn, strict=True))
    return _draw(source, rows, widest, show)


def _after(source: Source, base: Integers, column: int, values: Integers) -> Integers:
    """What the labels `base` (int64 [F]) become when a factor is set to each of some values: int64 [values, F]."""
    rows = np.tile(base, (len(values), 1))
    if isinstance(source, Truth):
        return source.do(rows, column, values)
    rows[:, column] = values
    return rows


def _best(score: Integers, allowed: Flags) -> int:
    """Where the score is highest among what is allowed; -1 where nothing is."""
    if not allowed.any():
        return -1
    return int(np.argmax(np.where(allowed, score, -1)))


def _draw(
    source: Source, rows: list[tuple[str, tuple[str, ...], Integers]], widest: int, show: Sequence[int]
) -> Image.Image:
    facts = source.facts
    zoom = max(1, -(-TILE // max(facts.height, facts.width)))
    width, height = facts.width * zoom, facts.height * zoom
    lines = max((len(folded(value, width, LINES)) for _, values, _ in rows for value in values), default=1)
    pitch = height + lines * TEXT + 4
    sheet = Image.new("RGB", (NAME + widest * (width + GAP), len(rows) * pitch), GROUND)
    pen, font = ImageDraw.Draw(sheet), font_of(FONT_SIZE)
    shown = np.concatenate([indices for _, _, indices in rows])
    images = source.images(shown[shown >= 0])  # at once, since a source may read in order only
    if facts.dtype != "uint8":
        images = as_bytes(images, *channel_ranges(images, np.arange(len(images), dtype=np.int64)))
    pictures = iter(composite(images, show))
    for line, (name, values, indices) in enumerate(rows):
        top = line * pitch
        told = folded(name, NAME - 8, height // TEXT)
        pen.multiline_text((4, top + (height - TEXT * len(told)) // 2), "\n".join(told), INK, font, spacing=2)
        for place, index in enumerate(indices):
            left = NAME + place * (width + GAP)
            if index >= 0:
                sheet.paste(tile(next(pictures), zoom), (left, top))
            if values:
                pen.multiline_text(
                    (left, top + height), "\n".join(folded(values[place], width, LINES)), INK, font, spacing=2
                )
    return sheet
