"""What images are like, from a few of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from causalvq.data.formats.image_files import open_file
from causalvq.data.formats.opened import Look
from causalvq.data.source import Source
from causalvq.errors import DataError, Diagnostic, Place

MOST_OPENED: Final = 64
FAULTS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """What some image files are like.

    Args:
        sizes: height and width, and how many have them.
        looks: kinds of pixels, and how many are of each.
        faults: of files that cannot be used.
        opened: how many were looked at.
    """

    sizes: Counter[tuple[int, int]]
    looks: Counter[Look]
    faults: tuple[Diagnostic, ...]
    opened: int

    @property
    def smallest(self) -> int:
        """The shortest side in pixels."""
        return min((min(size) for size in self.sizes), default=0)


def sample_images(paths: Sequence[Path]) -> Sample:
    """Read up to 64 files, evenly spread."""
    chosen = [paths[place] for place in spread(len(paths))]
    sizes: Counter[tuple[int, int]] = Counter()
    looks: Counter[Look] = Counter()
    faults: list[Diagnostic] = []
    for path in chosen:
        try:
            with closing(open_file(path, "white")) as file:
                sizes[file.size] += 1
                looks[file.look] += 1
                file.read(file.look)
        except DataError as error:
            faults.extend(error.diagnostics)
    return Sample(sizes, looks, tuple(faults), len(chosen))


def read_sample(source: Source) -> None:
    """Read up to 64 images of a source, evenly spread, so that what cannot be read is told before a spec is written.

    Raises:
        DataError: CVQ302 when the file is damaged, CVQ303 when an image is of another kind than others, CVQ330 when a
            pixel is not finite; the first few faults of several, and how many there are.
    """
    rows = spread(len(source))
    try:
        source.images(np.array(rows, dtype=np.int64))
    except DataError as error:
        count = len(error.diagnostics)
        if count <= FAULTS_SHOWN:
            raise
        first = error.diagnostics[0]
        message = f"{count:,} of the {len(rows):,} images that were read are so"
        place = None if first.place is None else Place(str(Path(first.place.file).parent))
        told = Diagnostic(first.code, message, place, hint=first.hint)
        raise DataError(*error.diagnostics[:FAULTS_SHOWN], told) from None


def spread(count: int) -> list[int]:
    """Up to 64 of `count` places, evenly spread, each once."""
    most = min(count, MOST_OPENED)
    return list(dict.fromkeys(place * (count - 1) // max(1, most - 1) for place in range(most)))
