"""What all drawn sources share: a full grid of factor values, numbered in row-major order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from math import prod

import numpy as np

from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.data.fingerprint import fingerprint
from causalvq.data.source import chunks_by_index
from causalvq.data.types import Flags, Floats, Images, Integers, Real

DEFAULT_SIZE = 64
BLOCK = 32  # images drawn at a time


class Drawn(ABC):
    """A source that draws the full grid of its factors. A subclass says how in `render`.

    Args:
        name: the built-in's name.
        version: changes when the pictures do, so that no cache shows old ones.
        factors: the factors; the last one varies fastest along the images.
        size: side of the images in pixels.
        edges: the true causal graph as (cause, effect) pairs of factor names.
    """

    def __init__(
        self,
        name: str,
        version: int,
        factors: tuple[FactorFacts, ...],
        size: int,
        edges: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self._sizes = tuple(factor.size for factor in factors)
        self._shape = (size, size, 3)
        self._facts = SourceFacts(
            height=size,
            width=size,
            channels=3,
            native_height=size,
            native_width=size,
            images=prod(self._sizes),
            factors=factors,
            grid_complete=True,
            fingerprint=fingerprint([], name, str(version), str(size)),
            edges=edges,
        )

    @property
    def facts(self) -> SourceFacts:
        """The facts; nothing is drawn for them."""
        return self._facts

    def __len__(self) -> int:
        return self._facts.images

    def images(self, indices: Integers) -> Images:
        """The images at `indices`, uint8 [n, size, size, 3]."""
        images = np.empty((len(indices), *self._shape), dtype=np.uint8)
        for start in range(0, len(indices), BLOCK):  # what is in the making stays in the processor's cache
            images[start : start + BLOCK] = self.render(self.factors(indices[start : start + BLOCK]))
        return images

    def factors(self, indices: Integers) -> Integers:
        """The labels at `indices`, int64 [n, F]."""
        return np.stack(np.unravel_index(indices, self._sizes), axis=-1).astype(np.int64)

    def chunks(self, rows: int) -> Iterator[Images]:
        """All images in order, at most `rows` at a time."""
        return chunks_by_index(self, rows)

    @abstractmethod
    def render(self, labels: Integers) -> Images:
        """The true images for any labels (int64 [n, F]), as uint8 [n, size, size, 3]."""

    def do(self, labels: Integers, factor: int, values: Integers) -> Integers:
        """The labels that follow when `factor` is set to `values` (int64 [n]); independent factors stay."""
        changed = labels.copy()
        changed[:, factor] = values
        return changed

    def observational(self, labels: Integers) -> Flags:
        """Which labels occur without an intervention: bool [n]; independent factors combine freely."""
        return np.ones(len(labels), dtype=np.bool_)


def sample_points(size: int, samples: int) -> tuple[Floats, Floats]:
    """Where to look at a unit square so that `samples` x `samples` looks average to one pixel.

    Returns:
        x and y, float64 [size * samples, size * samples], in (0, 1), y downwards.
    """
    line = (np.arange(size * samples) + 0.5) / (size * samples)
    y, x = np.meshgrid(line, line, indexing="ij")
    return x, y


def pixel_means(values: Real, samples: int) -> Real:
    """Average the looks of each pixel: [..., size * samples, size * samples] to [..., size, size]."""
    rows = sum(values[..., look::samples, :] for look in range(1, samples)) + values[..., ::samples, :]
    looks = sum(rows[..., look::samples] for look in range(1, samples)) + rows[..., ::samples]
    means: Real = looks / values.dtype.type(samples**2)
    return means


def to_bytes(images: Real) -> Images:
    """Intensities in [0, 1] (clipped) as uint8 of the same shape, rounded to nearest."""
    return np.asarray(np.clip(images, 0, 1) * 255 + 0.5, dtype=np.uint8)
