"""What all file formats share: facts and labels in hand, images read when asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.data.pixels import PixelType
from causalvq.data.source import chunks_by_index
from causalvq.data.types import Images, Integers, is_complete_grid


class Stored(ABC):
    """A source of files. A subclass reads the images.

    Args:
        labels: int64 [N, F], checked.
        factors: the factors that the columns stand for.
        shape: height, width and channels of the images handed out.
        fingerprint: identity of the content.
        native: height and width of the images in the files, when `shape` differs from them.
        edges: the true causal graph, when it is known.
        skipped: what of the files was left out, in words.
        dtype: type of the pixels handed out.
        notices: how labels were read, in words, where a person should know.
    """

    def __init__(
        self,
        labels: Integers,
        factors: tuple[FactorFacts, ...],
        shape: tuple[int, int, int],
        fingerprint: str,
        *,
        native: tuple[int, int] | None = None,
        edges: tuple[tuple[str, str], ...] | None = None,
        skipped: tuple[str, ...] = (),
        dtype: PixelType = "uint8",
        notices: tuple[str, ...] = (),
    ) -> None:
        height, width, channels = shape
        native_height, native_width = native or (height, width)
        self._labels = labels
        self._facts = SourceFacts(
            height=height,
            width=width,
            channels=channels,
            native_height=native_height,
            native_width=native_width,
            images=len(labels),
            factors=factors,
            grid_complete=is_complete_grid(labels, [factor.size for factor in factors]),
            fingerprint=fingerprint,
            edges=edges,
            skipped=skipped,
            dtype=dtype,
            notices=notices,
        )

    @property
    def facts(self) -> SourceFacts:
        """The facts, from headers and labels."""
        return self._facts

    def __len__(self) -> int:
        return self._facts.images

    @abstractmethod
    def images(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C]."""

    def factors(self, indices: Integers) -> Integers:
        """The labels at `indices`, int64 [n, F]."""
        labels: Integers = self._labels[indices]
        return labels

    def chunks(self, rows: int) -> Iterator[Images]:
        """All images in order, at most `rows` at a time."""
        return chunks_by_index(self, rows)
