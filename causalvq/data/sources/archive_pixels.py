"""The images of an npz: mapped when they are stored as they are, unpacked once when they are compressed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from causalvq.data.archive import IN_MEMORY, Archive
from causalvq.data.arrays import Images, Integers
from causalvq.data.faults import TOO_LARGE, WRONG_SHAPE, fault
from causalvq.data.pixels import opaque


class ArchivePixels:
    """An array of images in an npz.

    Args:
        archive: the npz.
        name: the array, uint8 [N, H, W] or [N, H, W, 1, 3 or 4].

    Raises:
        DataError: CVQ303 when it is not such an array, CVQ304 when it holds objects.
    """

    def __init__(self, archive: Archive, name: str) -> None:
        member = archive.require(name)
        shape = member.shape if len(member.shape) != 3 else (*member.shape, 1)
        if member.dtype != np.uint8 or len(shape) != 4 or shape[3] not in (1, 3, 4) or 0 in shape:
            raise fault(
                WRONG_SHAPE,
                f"array {name!r} has the wrong shape or type",
                archive.path,
                expected="uint8 of shape [N, H, W] or [N, H, W, 1, 3 or 4], none of them 0",
                got=f"{member.dtype} of shape {member.shape}",
            )
        self._archive = archive
        self._name = name
        self._stored = shape[1:]
        self._pixels: Images | None = None
        self.count = shape[0]
        self.shape = (shape[1], shape[2], min(shape[3], 3))

    def at(self, indices: Integers) -> Images:
        """The images at `indices`, uint8 [n, H, W, 1 or 3].

        Raises:
            DataError: CVQ302 when the archive is damaged, CVQ309 when compressed images unpack to over 4 GiB.
        """
        if self._pixels is None:
            self._pixels = self._open()
        return opaque(self._pixels[indices].reshape(len(indices), *self._stored))

    def rows(self, count: int) -> Iterator[Images]:
        """All images in order, at most `count` at a time, streamed out of the archive."""
        for block in self._archive.rows(self._name, count):
            yield opaque(block.reshape(len(block), *self._stored))

    def _open(self) -> Images:
        mapped = self._archive.mapped(self._name)
        if mapped is not None:
            return mapped
        if self._archive.members[self._name].nbytes > IN_MEMORY:
            raise fault(
                TOO_LARGE,
                "the compressed images do not fit in memory as a whole",
                self._archive.path,
                hint="build the cache first: causalvq data cache",
            )
        return self._archive.read(self._name)
