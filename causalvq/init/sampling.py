"""What images are like, from a few of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from causalvq.data.sources.image_files import open_file
from causalvq.data.sources.opened import Look
from causalvq.errors import DataError, Diagnostic

MOST_OPENED: Final = 64


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
    count = min(len(paths), MOST_OPENED)
    chosen = [paths[place * (len(paths) - 1) // max(1, count - 1)] for place in range(count)]
    sizes: Counter[tuple[int, int]] = Counter()
    looks: Counter[Look] = Counter()
    faults: list[Diagnostic] = []
    for path in dict.fromkeys(chosen):
        try:
            with closing(open_file(path, "white")) as file:
                sizes[file.size] += 1
                looks[file.look] += 1
                file.read(file.look)
        except DataError as error:
            faults.extend(error.diagnostics)
    return Sample(sizes, looks, tuple(faults), count)
