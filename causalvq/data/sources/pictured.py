"""What all formats of image files share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from causalvq.data.facts import FactorFacts
from causalvq.data.fingerprint import fingerprint_files
from causalvq.data.formats.image_files import ImageFiles
from causalvq.data.formats.stored import Stored
from causalvq.data.pixels import Alpha
from causalvq.data.types import Images, Integers
from causalvq.errors import Diagnostic


class Pictured(Stored):
    """A source whose images are files.

    Args:
        folder: where the files lie.
        paths: the files.
        labels: int64 [N, F], a row for each file.
        factors: the factors that the columns stand for.
        tables: the files that the labels come from.
        setting: what else decides about images or labels; part of the fingerprint.
        size: side in pixels to which images are cropped and resized; None leaves them as they are.
        alpha: whether transparency is laid over white or kept as a channel.
        edges: the true causal graph, when it is known.
        skipped: what of the files was left out, in words.
        notices: how labels were read, in words, where a person should know.
    """

    def __init__(
        self,
        folder: Path,
        paths: Sequence[Path],
        labels: Integers,
        factors: tuple[FactorFacts, ...],
        *,
        tables: Sequence[Path] = (),
        setting: str = "",
        size: int | None = None,
        alpha: Alpha = "white",
        edges: tuple[tuple[str, str], ...] | None = None,
        skipped: tuple[str, ...] = (),
        notices: tuple[str, ...] = (),
    ) -> None:
        self._files = ImageFiles(paths, size, alpha)
        identity = fingerprint_files(folder, paths, tables, setting)
        files = self._files
        super().__init__(
            labels,
            factors,
            files.shape,
            identity,
            native=files.native,
            edges=edges,
            skipped=skipped,
            dtype=files.look.dtype,
            notices=notices,
        )

    def images(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C]."""
        return self._files.at(indices)

    def broken(self) -> Iterator[Diagnostic]:
        """One diagnostic for each file that cannot be used."""
        return self._files.broken()

    def index_of(self, path: Path) -> int:
        """The index of a file; KeyError when it is none of the source's."""
        return self._files.index_of(path)
