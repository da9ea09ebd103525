"""A TIFF whose pages are images, one after another, as microscopes and ImageJ write them."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from tifffile import TiffFile

from causalvq.data.data_faults import NOT_AN_IMAGE, fault, require_file
from causalvq.data.formats.opened import no_image
from causalvq.data.pixels import Alpha, stored_images
from causalvq.data.types import Images, Integers
from causalvq.errors import DataError

LEAST_STORED = 0.001  # of the bytes that pages take unpacked, which a file has at the least


class TiffPages:
    """The pages of a TIFF as images.

    Args:
        path: the file.
        alpha: whether the fourth of four uint8 channels is transparency, laid over white, or a channel.

    Raises:
        DataError: CVQ301 when it is missing, CVQ308 when it is no TIFF or its pages are not alike, CVQ303 when they are
            of a type that is not read.
    """

    def __init__(self, path: Path, alpha: Alpha) -> None:
        self._path = path
        self._file = opened_pages(path)
        weakref.finalize(self, self._file.close)
        shape, dtype = page_shape(path, self._file)
        self._layout = stored_images(shape, dtype, alpha, path.name, path)
        self.count = self._layout.count
        self.shape = self._layout.shape
        self.dtype = self._layout.dtype

    def at(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C].

        Raises:
            DataError: CVQ308 when a page is damaged, CVQ330 when a pixel is not finite.
        """
        try:
            pages = [self._file.pages[int(index)].asarray() for index in indices]
            rows = np.stack(pages) if pages else np.empty((0, *self._layout.stored), dtype=self.dtype)
        except Exception as error:  # tifffile raises many types, Python's own among them, for a damaged file
            raise no_image(self._path, error) from error
        return self._layout.images(rows, indices, self._path)

    def rows(self, count: int) -> Iterator[Images]:
        """All images in order, at most `count` at a time."""
        for start in range(0, self.count, count):
            yield self.at(np.arange(start, min(start + count, self.count), dtype=np.int64))


def page_count(path: Path) -> int:
    """How many pages a file has; none where it is no TIFF."""
    try:
        with opened_pages(path) as file:
            return len(file.pages)
    except DataError:
        return 0


def opened_pages(path: Path) -> TiffFile:
    """A TIFF whose pages are listed and not read.

    Raises:
        DataError: CVQ301 when it is missing, CVQ308 when it is no TIFF.
    """
    require_file(path)
    try:
        return TiffFile(path, is_ome=False)  # whose description may name further files
    except Exception as error:
        raise no_image(path, error) from error


def page_header(path: Path) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """The same as `page_shape`, of a file that is not open."""
    with opened_pages(path) as file:
        return page_shape(path, file)


def page_shape(path: Path, file: TiffFile) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Number and sizes of the pages of a file, and the type of their pixels.

    Raises:
        DataError: CVQ308 when they are not alike, or claim far more than the file holds.
    """
    try:
        count, first = len(file.pages), file.pages.first
        shape, dtype = tuple(first.shape), first.dtype
        last = file.pages[count - 1]
        alike = dtype is not None and tuple(last.shape) == shape and last.dtype == dtype
    except Exception as error:
        raise no_image(path, error) from error
    if dtype is None or not alike:
        raise fault(
            NOT_AN_IMAGE, f"{path.name} has pages that are not alike", path, expected="pages of one size and type"
        )
    if prod(shape) * dtype.itemsize * count * LEAST_STORED > path.stat().st_size:
        raise fault(NOT_AN_IMAGE, f"{path.name} claims pages of far more than it holds", path)
    return (count, *shape), dtype
