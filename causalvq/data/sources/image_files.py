"""Many image files as one array: opened one by one, every broken one named."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, UnidentifiedImageError

from causalvq.data.arrays import Images, Integers
from causalvq.data.faults import MISSING, NOT_AN_IMAGE, TOO_LARGE, WRONG_SHAPE, diagnostic
from causalvq.data.pixels import opaque
from causalvq.data.resize import resize
from causalvq.errors import DataError, Diagnostic

MOST_PIXELS: Final = 2**26  # in one file; more is taken for a decompression bomb
GREY: Final = ("1", "L")
COLOUR: Final = ("P", "RGB", "RGBA", "LA", "CMYK", "YCbCr")
FAULTS_SHOWN: Final = 50


class ImageFiles:
    """Image files of one height, width and kind; of any height and width when they are resized as they are read.

    Args:
        paths: the files, at least one.
        size: side in pixels to which each is cropped and resized; None hands them out as they are.

    Raises:
        DataError: CVQ301 or CVQ308 when the first file cannot be opened.
    """

    def __init__(self, paths: Sequence[Path], size: int | None = None) -> None:
        self.paths = paths
        self._size = size
        self._index: dict[Path, int] | None = None
        with open_image(paths[0]) as first:
            self._mode = "L" if first.mode in GREY else "RGB"
            self.native = (first.height, first.width)
        height, width = (size, size) if size is not None else self.native
        self.shape = (height, width, 1 if self._mode == "L" else 3)

    def at(self, indices: Integers) -> Images:
        """The images at `indices`, uint8 [n, H, W, C].

        Raises:
            DataError: one diagnostic for each file that is missing, no image, or of another shape; at most 50.
        """
        images = np.empty((len(indices), *self.shape), dtype=np.uint8)
        faults: list[Diagnostic] = []
        for row, index in enumerate(indices):
            try:
                images[row] = self._read(self.paths[index])
            except DataError as error:
                faults.extend(error.diagnostics)
        if faults:
            raise DataError(*faults[:FAULTS_SHOWN])
        return images

    def broken(self) -> Iterator[Diagnostic]:
        """One diagnostic for each file that cannot be used; each is decoded once."""
        for path in self.paths:
            try:
                self._read(path)
            except DataError as error:
                yield from error.diagnostics

    def index_of(self, path: Path) -> int:
        """The index of a file.

        Raises:
            KeyError: when it is none of these.
        """
        if self._index is None:
            self._index = {known.resolve(): index for index, known in enumerate(self.paths)}
        return self._index[path.resolve()]

    def _read(self, path: Path) -> Images:
        """One image, uint8 [H, W, C]."""
        with open_image(path) as image:
            if self._size is None and (image.height, image.width) != self.native:
                raise DataError(
                    diagnostic(
                        WRONG_SHAPE,
                        f"{path.name} has another size than {self.paths[0].name}",
                        path,
                        expected=f"{self.native[0]} x {self.native[1]}",
                        got=f"{image.height} x {image.width}",
                        hint="set data.image.size to resize all images",
                    )
                )
            if self._mode == "L" and image.mode not in GREY:
                message = f"{path.name} has colours, but {self.paths[0].name} is grey"
                raise DataError(diagnostic(WRONG_SHAPE, message, path, got=image.mode))
            pixels = _decoded(image, path, self._mode)
        return pixels if self._size is None else resize(pixels[None], self._size)[0]


def open_image(path: Path) -> Image.Image:
    """A file whose header has been read and found reasonable; its pixels are not decoded yet.

    Raises:
        DataError: CVQ301 when it is missing, CVQ308 when it is no image or not of 8 bits a channel, CVQ309 when it
            would unpack to over 2^26 pixels.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(path)
        except FileNotFoundError:
            raise DataError(diagnostic(MISSING, f"{path.name} does not exist", path)) from None
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise _bomb(path, "far more pixels") from None
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise _no_image(path, error) from error
    if image.width * image.height > MOST_PIXELS:
        image.close()
        raise _bomb(path, f"{image.height} x {image.width}")
    if image.mode not in (*GREY, *COLOUR):
        image.close()
        message = f"{path.name} has a kind of pixels that is not supported"
        raise DataError(diagnostic(NOT_AN_IMAGE, message, path, expected="8 bits a channel", got=image.mode))
    return image


def _decoded(image: Image.Image, path: Path, mode: str) -> Images:
    """The pixels of an open file, uint8 [H, W, 1 or 3]; alpha is laid over white."""
    clear = mode == "RGB" and (image.mode in ("RGBA", "LA") or "transparency" in image.info)
    try:
        pixels = np.asarray(image.convert("RGBA" if clear else mode))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise _no_image(path, error) from error
    flat: Images = opaque(pixels.reshape(1, image.height, image.width, -1))[0]
    return flat


def _bomb(path: Path, got: str) -> DataError:
    return DataError(
        diagnostic(
            TOO_LARGE,
            f"{path.name} would unpack to too many pixels",
            path,
            expected=f"at most {MOST_PIXELS:,}",
            got=got,
        )
    )


def _no_image(path: Path, error: Exception) -> DataError:
    return DataError(diagnostic(NOT_AN_IMAGE, f"{path.name} is damaged or not an image", path, got=str(error)[:200]))
