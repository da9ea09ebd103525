"""What an image file is once its header has been read: the contract of pictures and stacks, and their faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np
from PIL.Image import Transpose

from causalvq.data.budget import MOST_PIXELS
from causalvq.data.data_faults import NOT_AN_IMAGE, TOO_LARGE, fault
from causalvq.data.pixels import PixelType
from causalvq.data.types import Images
from causalvq.errors import DataError

TURNS: Final[Mapping[int, Transpose]] = MappingProxyType(
    {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
)
"""How the stored pixels have to be turned, by the EXIF tag with which a camera says how it was held."""
LYING: Final = (Transpose.TRANSPOSE, Transpose.ROTATE_270, Transpose.TRANSVERSE, Transpose.ROTATE_90)


@dataclass(frozen=True, slots=True)
class Look:
    """What kind of pixels a file has.

    Args:
        dtype: their type.
        channels: how many, transparency aside where it is laid over white.
        coloured: whether the channels are colours, which a grey picture has too; those of a stack are not.
    """

    dtype: PixelType
    channels: int
    coloured: bool = False

    def takes(self, other: Look) -> bool:
        """Whether a file of another look can be read as one of this look."""
        if other.coloured and self.coloured:
            return True
        return self == other or (self.coloured and other == GREY)

    def __str__(self) -> str:
        return f"{self.channels} channel{'s' if self.channels > 1 else ''} of {self.dtype}"


GREY: Final = Look("uint8", 1)


class Opened(Protocol):
    """An image file whose header has been read and found reasonable; its pixels are not decoded yet."""

    @property
    def size(self) -> tuple[int, int]:
        """Height and width as the image is meant to be seen."""

    @property
    def look(self) -> Look:
        """What kind of pixels it has."""

    def read(self, wanted: Look) -> Images:
        """Its pixels [H, W, C], as a look that takes its own.

        Raises:
            DataError: CVQ308 when they are damaged, CVQ330 when they are not finite.
        """

    def close(self) -> None:
        """Let go of the file."""


def turned(pixels: Images, turn: Transpose | None) -> Images:
    """Pixels [H, W, C], turned as Pillow would turn the image."""
    across = pixels.swapaxes(0, 1)
    return {
        None: pixels,
        Transpose.FLIP_LEFT_RIGHT: pixels[:, ::-1],
        Transpose.ROTATE_180: pixels[::-1, ::-1],
        Transpose.FLIP_TOP_BOTTOM: pixels[::-1],
        Transpose.TRANSPOSE: across,
        Transpose.ROTATE_270: np.rot90(pixels, -1),
        Transpose.TRANSVERSE: across[::-1, ::-1],
        Transpose.ROTATE_90: np.rot90(pixels),
    }[turn]


def bomb(path: Path, got: str) -> DataError:
    """CVQ309: a file that would unpack to too much."""
    expected = f"at most {MOST_PIXELS:,}"
    return fault(TOO_LARGE, f"{path.name} would unpack to too many pixels", path, expected=expected, got=got)


def no_image(path: Path, error: Exception) -> DataError:
    """CVQ308: a file that cannot be decoded."""
    return fault(NOT_AN_IMAGE, f"{path.name} is damaged or not an image", path, got=str(error)[:200])
