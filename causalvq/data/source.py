"""The one interface of every source, and the wrapper that resizes any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from causalvq.data.budget import pieces, rows_at_a_time
from causalvq.data.facts import SourceFacts
from causalvq.data.pixels import PIXEL_BYTES
from causalvq.data.resize import resize
from causalvq.data.types import Flags, Images, Integers


class Source(Protocol):
    """Images and their factors, by index. Opening one reads headers and labels, never the images."""

    @property
    def facts(self) -> SourceFacts:
        """What the compiler may know."""

    def __len__(self) -> int: ...

    def images(self, indices: Integers) -> Images:
        """The images at `indices` (int64 [n]), as [n, H, W, C] of the type that the facts say."""

    def factors(self, indices: Integers) -> Integers:
        """The labels at `indices` (int64 [n]), as int64 [n, F]."""

    def chunks(self, rows: int) -> Iterator[Images]:
        """All images in order, at most `rows` at a time, in the way that is cheapest for the format."""


@runtime_checkable
class Truth(Protocol):
    """What a source knows that can draw any combination of factor values and knows its mechanisms."""

    def render(self, labels: Integers) -> Images:
        """The true images for `labels` (int64 [n, F]), as uint8 [n, H, W, C]."""

    def do(self, labels: Integers, factor: int, values: Integers) -> Integers:
        """The labels (int64 [n, F]) that follow when `factor` is set to `values` (int64 [n])."""

    def observational(self, labels: Integers) -> Flags:
        """Which labels (int64 [n, F]) occur without an intervention: bool [n]."""


@runtime_checkable
class Named(Protocol):
    """A source whose images are files."""

    def index_of(self, path: Path) -> int:
        """The index of the image at `path`.

        Raises:
            KeyError: when it is none of the source's images.
        """


@runtime_checkable
class Listed(Protocol):
    """A source whose images are files of one folder, which tables may call by the end of their paths."""

    @property
    def names(self) -> tuple[str, ...]:
        """The path of each image relative to the folder, with `/`."""

    def locate(self, name: str, near: Path) -> int:
        """The index of the image that a table in the folder `near` calls so.

        Raises:
            KeyError: when it is none of the source's images, or may be several.
        """


@runtime_checkable
class Columned(Protocol):
    """A source that says more of each image than its factors: a patient, a plate, a scene, the part of a split."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns, whether or not they are factors."""

    def column(self, name: str) -> tuple[str, ...]:
        """The text that stands in a column, for each image in order.

        Raises:
            KeyError: when there is no such column.
        """


class Resized:
    """A source whose images are centre-cropped to a square and resized as they are read.

    Args:
        source: the source in its native size.
        size: side of the images in pixels, at least 1.
    """

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._size = size

    @property
    def facts(self) -> SourceFacts:
        """The facts of the source, with the new height and width."""
        return replace(self._source.facts, height=self._size, width=self._size)

    def __len__(self) -> int:
        return len(self._source)

    def images(self, indices: Integers) -> Images:
        """The resized images at `indices`, [n, size, size, C]."""
        facts = self.facts
        images = np.empty((len(indices), self._size, self._size, facts.channels), dtype=facts.dtype)
        start = 0
        for piece in pieces(indices, native_bytes(facts)):
            images[start : start + len(piece)] = resize(self._source.images(piece), self._size)
            start += len(piece)
        return images

    def factors(self, indices: Integers) -> Integers:
        """The labels at `indices`, int64 [n, F]."""
        return self._source.factors(indices)

    def chunks(self, rows: int) -> Iterator[Images]:
        """All resized images in order, at most `rows` at a time."""
        for images in self._source.chunks(rows_at_a_time(rows, native_bytes(self.facts))):
            yield resize(images, self._size)


def native_bytes(facts: SourceFacts) -> int:
    """Bytes that an image takes while it is resized, which is done in float64 where it must be."""
    return facts.native_height * facts.native_width * facts.channels * 8


def chunks_by_index(source: Source, rows: int) -> Iterator[Images]:
    """All images of a source in order by `images`, for formats with cheap random access."""
    facts = source.facts
    rows = rows_at_a_time(rows, facts.height * facts.width * facts.channels * PIXEL_BYTES[facts.dtype])
    for start in range(0, len(source), rows):
        yield source.images(np.arange(start, min(start + rows, len(source)), dtype=np.int64))
