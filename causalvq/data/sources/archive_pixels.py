"""The images of an npz: mapped when they are stored as they are; compressed, unpacked once or streamed if large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from causalvq.data.archive import Archive
from causalvq.data.arrays import Images, Integers
from causalvq.data.faults import WRONG_SHAPE, fault
from causalvq.data.pixels import opaque

UNPACKED: Final = 2**29  # bytes up to which compressed images are unpacked into memory; above, each request streams
BLOCK: Final = 256  # images unpacked at a time from a stream


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
        self._streamed = member.offset is None and member.nbytes > UNPACKED
        self.count = shape[0]
        self.shape = (shape[1], shape[2], min(shape[3], 3))

    def at(self, indices: Integers) -> Images:
        """The images at `indices`, uint8 [n, H, W, 1 or 3].

        Raises:
            DataError: CVQ302 when the archive is damaged.
        """
        if self._pixels is None and not self._streamed:
            mapped = self._archive.mapped(self._name)
            self._pixels = self._archive.read(self._name) if mapped is None else mapped
        if self._pixels is None:
            return self._picked(indices)
        return opaque(self._pixels[indices].reshape(len(indices), *self._stored))

    def rows(self, count: int) -> Iterator[Images]:
        """All images in order, at most `count` at a time, streamed out of the archive."""
        for block in self._archive.rows(self._name, count):
            yield opaque(block.reshape(len(block), *self._stored))

    def _picked(self, indices: Integers) -> Images:
        """The images at `indices` out of a stream, which ends with the last of them."""
        images = np.empty((len(indices), *self.shape), dtype=np.uint8)
        start, last = 0, int(indices.max(initial=-1))
        for block in self.rows(BLOCK):
            here = np.flatnonzero((indices >= start) & (indices < start + len(block)))
            images[here] = block[indices[here] - start]
            start += len(block)
            if start > last:
                break
        return images
