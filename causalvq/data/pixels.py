"""Pixels: every source hands out images [n, H, W, C] of 1 to 32 channels, as uint8, uint16 or float32."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from causalvq.data.budget import require_images
from causalvq.data.data_faults import NOT_FINITE, WRONG_SHAPE, fault
from causalvq.data.types import Images, Integers
from causalvq.errors import DataError, Notice

PixelType = Literal["uint8", "uint16", "float32"]
Alpha = Literal["white", "channel"]

MOST_CHANNELS: Final = 32
PIXEL_BYTES: Final[Mapping[PixelType, int]] = MappingProxyType({"uint8": 1, "uint16": 2, "float32": 4})
LEAST_SIDE: Final = 8  # pixels; an axis shorter than this holds channels, where there is a choice
HELD: Final[Mapping[str, PixelType]] = MappingProxyType(
    {
        **{"b1": "uint8", "u1": "uint8", "u2": "uint16"},
        **{"i1": "float32", "i2": "float32", "f2": "float32", "f4": "float32", "f8": "float32"},
    }
)
"""By the kind and bytes of a type, the one that its pixels are handed out in: all keep their values, but for float64,
which is rounded."""
WIDE: Final = frozenset({"i4", "i8", "u4", "u8"})
"""Kinds and bytes of types that NumPy makes of bytes by itself; in arrays they are read where all are 0 to 255."""
TYPES: Final = "uint8, uint16, int16 or floats"
REMEDY: Final = "save them as uint8, uint16 or float32: images.astype(numpy.uint16), once their range allows it"


def pixel_type(dtype: np.dtype[Any]) -> PixelType | None:
    """The type in which pixels of a type are handed out; None for types whose values would be lost."""
    return HELD.get(f"{dtype.kind}{dtype.itemsize}")


def is_wide(dtype: np.dtype[Any]) -> bool:
    """Whether numbers are of a type that holds far more than bytes, and may hold bytes all the same."""
    return f"{dtype.kind}{dtype.itemsize}" in WIDE


def bytes_of(array: npt.NDArray[Any], path: Path) -> Images:
    """Bytes that were stored as larger whole numbers; a notice tells of each file once.

    Raises:
        DataError: CVQ303 when there are other numbers.
    """
    low, high = (int(array.min()), int(array.max())) if array.size else (0, 0)
    if low < 0 or high > np.iinfo(np.uint8).max:
        what, got = "images of large whole numbers", f"{array.dtype} from {low:,} to {high:,}"
        raise fault(WRONG_SHAPE, what, path, expected="whole numbers from 0 to 255", got=got, hint=REMEDY)
    _tell_wide(path, array.dtype.name)
    return array.astype(np.uint8)


@cache
def _tell_wide(path: Path, name: str) -> None:
    warnings.warn(f"{path}: images of {name} with numbers from 0 to 255 are read as uint8", Notice, stacklevel=2)


def pixels_of(array: npt.NDArray[Any]) -> Images:
    """Pixels of a type that `pixel_type` knows, in the one they are handed out in; false and true are 0 and 255."""
    wanted = pixel_type(array.dtype)
    assert wanted is not None
    if array.dtype.kind == "b":
        return array.astype(np.uint8) * 255
    with np.errstate(over="ignore", invalid="ignore"):  # what is too large for float32 becomes infinite, and is told
        return array.astype(wanted, copy=False)


def not_finite(path: Path, what: str) -> DataError:
    """CVQ330: pixels that are not a number, or infinite.

    Args:
        path: the file.
        what: for example `image 3`.
    """
    return fault(
        NOT_FINITE,
        f"{what} has pixels that are not finite",
        path,
        expected="numbers of at most 3.4e38",
        got="NaN or infinity",
        hint="replace them, for example by numpy.nan_to_num, or leave the image out",
    )


def opaque(images: Images) -> Images:
    """Images without an alpha channel.

    Args:
        images: uint8 or uint16 [n, H, W, C]; C = 4 is RGBA, not premultiplied.

    Returns:
        the same type, [n, H, W, 1 or 3]; RGBA laid over white, anything else as it is.
    """
    if images.shape[3] != 4:
        return images
    white = np.uint32(np.iinfo(images.dtype).max)
    alpha = images[..., 3:].astype(np.uint32)
    mixed = images[..., :3] * alpha + white * (white - alpha)
    return np.asarray((mixed + white // 2) // white, dtype=images.dtype)


@dataclass(frozen=True, slots=True)
class StoredImages:
    """How an array holds images.

    Args:
        count: how many.
        stored: sizes of one image in the array: [H, W, C] or, with `channels_first`, [C, H, W].
        channels_first: which of the two.
        over_white: whether the fourth channel is alpha, which is laid over white.
        dtype: type of the pixels handed out.
    """

    count: int
    stored: tuple[int, int, int]
    channels_first: bool
    over_white: bool
    dtype: PixelType

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the images handed out."""
        height, width, channels = (*self.stored[1:], self.stored[0]) if self.channels_first else self.stored
        return height, width, 3 if self.over_white else channels

    def images(self, rows: npt.NDArray[Any], numbers: Integers, path: Path) -> Images:
        """Rows of the array as images.

        Args:
            rows: [n, ...] of the array.
            numbers: int64 [n], which images they are.
            path: the file that they come from.

        Raises:
            DataError: CVQ330 when a pixel is not finite, CVQ303 when large whole numbers are not 0 to 255.
        """
        pixels = bytes_of(rows, path) if is_wide(rows.dtype) else pixels_of(rows)
        images = pixels.reshape(len(rows), *self.stored)
        if self.dtype == "float32" and not np.isfinite(images).all():
            broken = ~np.isfinite(images).all(axis=(1, 2, 3))
            raise not_finite(path, f"image {numbers[broken][0]:,}")
        if self.channels_first:
            images = np.ascontiguousarray(images.transpose(0, 2, 3, 1))
        return opaque(images) if self.over_white else images


def stored_images(
    shape: Sequence[int], dtype: np.dtype[Any], alpha: Alpha, what: str, path: Path, *, only_bytes: bool = False
) -> StoredImages:
    """How an array of some shape and type holds images.

    [N, H, W] is grey. Of four axes channels are the last, or the second where the sizes say so: the last has more than
    32 places, the second fewer than 8, or images are square in that reading alone.

    Args:
        shape: of the array.
        dtype: of the array.
        alpha: whether the fourth of four uint8 channels is alpha, to be laid over white, or a channel.
        what: the array in words, for example `array 'images'`.
        path: the file.
        only_bytes: whether it must be uint8, as a published set is.

    Raises:
        DataError: CVQ303 when it holds no images, CVQ309 when it declares more than fits anywhere.
    """
    kind: PixelType | None = "uint8" if is_wide(dtype) else pixel_type(dtype)
    kind = kind if dtype == np.uint8 or not only_bytes else None
    sizes = (*shape, 1) if len(shape) == 3 else tuple(shape)
    first = len(sizes) == 4 and _channels_first(*sizes[1:])
    if kind is None or len(sizes) != 4 or 0 in sizes or sizes[1 if first else 3] > MOST_CHANNELS:
        types = "uint8" if only_bytes else TYPES
        raise fault(
            WRONG_SHAPE,
            f"{what} has the wrong shape or type",
            path,
            expected=f"{types} of shape [N, H, W] or [N, H, W, 1 to {MOST_CHANNELS}], none of them 0",
            got=f"{dtype} of shape {tuple(shape)}",
            hint=REMEDY if kind is None and not only_bytes else None,
        )
    require_images(sizes[0], sizes[1:], what, path)
    over_white = alpha == "white" and kind == "uint8" and sizes[1 if first else 3] == 4
    return StoredImages(sizes[0], (sizes[1], sizes[2], sizes[3]), first, over_white, kind)


def _channels_first(first: int, second: int, last: int) -> bool:
    """Whether [first, second, last] is [C, H, W] and not [H, W, C]."""
    if not 1 <= first <= MOST_CHANNELS or min(second, last) < LEAST_SIDE:
        return False
    if last > MOST_CHANNELS or first < LEAST_SIDE:
        return True
    return first != second == last
