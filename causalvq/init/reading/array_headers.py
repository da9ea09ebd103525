"""What is known of arrays before they are read, and what to do with one that may be images and is not read so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from pathlib import Path
from typing import Any, Final

import numpy as np

from causalvq.data.data_faults import OBJECT_ARRAY
from causalvq.data.formats.array_files import ArrayFiles
from causalvq.data.pixels import LEAST_SIDE, stored_images
from causalvq.errors import DataError

OBJECTS: Final = "O"
LEAST_ALIKE: Final = 3  # arrays of one shape that may be images one by one


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of an array before it is read.

    Args:
        name: of the array.
        shape: of the array.
        kind: of its type, as NumPy abbreviates it; `O` for Python objects, which are not read.
        images: height, width and channels, if it can be images.
        fields: names of the columns of records.
        dtype: its type by name.
    """

    name: str
    shape: tuple[int, ...]
    kind: str
    images: tuple[int, int, int] | None
    fields: tuple[str, ...] = ()
    dtype: str = ""

    def __str__(self) -> str:
        return f"{self.name} of Python objects" if self.kind == OBJECTS else f"{self.name} {list(self.shape)}"


def headers(arrays: ArrayFiles, names: Sequence[str]) -> list[Header]:
    """The headers of arrays; those of Python objects are never read."""
    found = []
    for name in names:
        try:
            shape, dtype = arrays.header(name)
        except DataError as error:
            if error.diagnostics[0].code != OBJECT_ARRAY:
                raise
            found.append(Header(name, (), OBJECTS, None))
            continue
        fields = tuple(dtype.names or ())
        found.append(Header(name, shape, dtype.kind, images_in(shape, dtype), fields, dtype.name))
    return found


def images_in(shape: tuple[int, ...], dtype: np.dtype[Any]) -> tuple[int, int, int] | None:
    """Height, width and channels, where an array can be images of at least 4 x 4 pixels."""
    try:
        layout = stored_images(shape, dtype, "white", "", Path())
    except DataError:
        return None
    return layout.shape if min(layout.shape[:2]) >= 4 and layout.count > 1 else None


def remedy(found: Sequence[Header]) -> str | None:
    """What to do with the array that is most like images; None where none is like them."""
    ways = (one_by_one, in_rows, in_episodes)
    return next((told for way in ways for header in found if (told := way(header, found)) is not None), None)


def one_by_one(header: Header, found: Sequence[Header]) -> str | None:
    """For arrays of one image each."""
    alike = sum(other.shape == header.shape for other in found)
    if len(header.shape) not in (2, 3) or min(header.shape[:2]) < LEAST_SIDE or alike < LEAST_ALIKE:
        return None
    return f"{alike} arrays of {list(header.shape)} may be one image each: save numpy.stack of them as images.npy"


def in_rows(header: Header, _: Sequence[Header]) -> str | None:
    """For images that are rows of a table."""
    if len(header.shape) != 2 or header.kind not in "iufb" or (shape := square(header.shape[1])) is None:
        return None
    sizes = ", ".join(map(str, shape))
    return f"{header} may be images of {shape[0]} x {shape[1]} in rows: save {stem(header.name)}.reshape(-1, {sizes})"


def in_episodes(header: Header, _: Sequence[Header]) -> str | None:
    """For frames of several episodes."""
    if len(header.shape) != 5:
        return None
    sizes = ", ".join(map(str, header.shape[2:]))
    return f"{header} may be episodes of frames: save {stem(header.name)}.reshape(-1, {sizes})"


def square(values: int) -> tuple[int, ...] | None:
    """Height, width and channels of square images of so many values, of one channel or of three."""
    for channels in (1, 3):
        side = isqrt(values // channels)
        if side >= LEAST_SIDE and side * side * channels == values:
            return (side, side) if channels == 1 else (side, side, channels)
    return None


def stem(name: str) -> str:
    """The last part of an array's name, without an ending."""
    return re.sub(r"\.(npy|tiff?)$", "", name.rpartition("/")[2].lower())
