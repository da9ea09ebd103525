"""The images of an npz: mapped when they are stored as they are; compressed, unpacked once or streamed if large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from causalvq.data.formats.archive import Archive
from causalvq.data.pixels import Alpha, stored_images
from causalvq.data.types import Images, Integers

UNPACKED: Final = 2**29  # bytes up to which compressed images are unpacked into memory; above, each request streams
BLOCK: Final = 256  # images unpacked at a time from a stream


class ArchivePixels:
    """An array of images in an npz.

    Args:
        archive: the npz.
        name: the array, of a shape and type that `causalvq.data.pixels.stored_images` knows.
        alpha: whether the fourth of four uint8 channels is transparency, laid over white, or a channel.
        only_bytes: whether the pixels must be uint8, as those of a published set are.

    Raises:
        DataError: CVQ303 when it is not such an array, CVQ304 when it holds objects.
    """

    def __init__(self, archive: Archive, name: str, alpha: Alpha = "white", *, only_bytes: bool = False) -> None:
        member = archive.require(name)
        what = f"array {name!r}"
        self._layout = stored_images(member.shape, member.dtype, alpha, what, archive.path, only_bytes=only_bytes)
        self._archive = archive
        self._name = name
        self._pixels: npt.NDArray[Any] | None = None
        self._streamed = member.offset is None and member.nbytes > UNPACKED
        self.count = self._layout.count
        self.shape = self._layout.shape
        self.dtype = self._layout.dtype

    def at(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C].

        Raises:
            DataError: CVQ302 when the archive is damaged, CVQ330 when a pixel is not finite.
        """
        if self._pixels is None and not self._streamed:
            mapped = self._archive.mapped(self._name)
            self._pixels = self._archive.unpacked(self._name) if mapped is None else mapped
        if self._pixels is None:
            return self._picked(indices)
        return self._layout.images(self._pixels[indices], indices, self._archive.path)

    def rows(self, count: int) -> Iterator[Images]:
        """All images in order, at most `count` at a time, streamed out of the archive."""
        start = 0
        for block in self._archive.rows(self._name, count):
            numbers = np.arange(start, start + len(block), dtype=np.int64)
            yield self._layout.images(block, numbers, self._archive.path)
            start += len(block)

    def _picked(self, indices: Integers) -> Images:
        """The images at `indices` out of a stream, which ends with the last of them."""
        images = np.empty((len(indices), *self.shape), dtype=self.dtype)
        start, last = 0, int(indices.max(initial=-1))
        for block in self.rows(BLOCK):
            here = np.flatnonzero((indices >= start) & (indices < start + len(block)))
            images[here] = block[indices[here] - start]
            start += len(block)
            if start > last:
                break
        return images
