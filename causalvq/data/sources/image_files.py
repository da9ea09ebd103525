"""Many image files as one array: opened one by one, every broken one named."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from PIL import Image, UnidentifiedImageError
from PIL.Image import Transpose

from causalvq.data.arrays import Images, Integers
from causalvq.data.faults import MISSING, NOT_AN_IMAGE, TOO_LARGE, WRONG_SHAPE, diagnostic
from causalvq.data.pixels import opaque
from causalvq.data.resize import resize
from causalvq.errors import DataError, Diagnostic

MOST_PIXELS: Final = 2**26  # in one file; more is taken for a decompression bomb
GREY: Final = ("1", "L")
COLOUR: Final = ("P", "RGB", "RGBA", "LA", "CMYK", "YCbCr")
FAULTS_SHOWN: Final = 50
ORIENTATION: Final = 0x0112  # the EXIF tag by which a camera says how it was held
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
LYING: Final = (Transpose.TRANSPOSE, Transpose.ROTATE_270, Transpose.TRANSVERSE, Transpose.ROTATE_90)


class ImageFiles:
    """Image files of one height, width and kind; of any height and width when they are resized as they are read.

    The first file that can be opened decides; what is wrong with others is told when they are read.

    Args:
        paths: the files, at least one.
        size: side in pixels to which each is cropped and resized; None hands them out as they are.

    Raises:
        DataError: when no file can be opened, one diagnostic for each; at most 50.
    """

    def __init__(self, paths: Sequence[Path], size: int | None = None) -> None:
        self.paths = paths
        self._size = size
        self._index: dict[Path, int] | None = None
        self._model, first = _first(paths)
        with first:
            self._mode = "L" if first.mode in GREY else "RGB"
            self.native = upright_size(first)
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
            if self._size is None and upright_size(image) != self.native:
                raise DataError(
                    diagnostic(
                        WRONG_SHAPE,
                        f"{path.name} has another size than {self._model.name}",
                        path,
                        expected=f"{self.native[0]} x {self.native[1]}",
                        got="{} x {}".format(*upright_size(image)),
                        hint="set data.image.size to resize all images",
                    )
                )
            if self._mode == "L" and image.mode not in GREY:
                message = f"{path.name} has colours, but {self._model.name} is grey"
                hint = f"save all of them as grey, or {self._model.name} as RGB"
                raise DataError(diagnostic(WRONG_SHAPE, message, path, got=image.mode, hint=hint))
            pixels = _decoded(image, path, self._mode)
        return pixels if self._size is None else resize(pixels[None], self._size)[0]


def open_image(path: Path) -> Image.Image:
    """A file whose header has been read and found reasonable; its pixels are not decoded yet.

    Raises:
        DataError: CVQ301 when it is missing, CVQ308 when it is no image, not of 8 bits a channel or of several frames,
            CVQ309 when it would unpack to over 2^26 pixels.
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
    if image.mode not in (*GREY, *COLOUR) or _is_deep(image):
        image.close()
        message = f"{path.name} has a kind of pixels that is not supported"
        got = "16 bits" if image.mode in COLOUR else image.mode
        raise DataError(diagnostic(NOT_AN_IMAGE, message, path, expected="8 bits a channel", got=got))
    if _is_animated(image, path):
        image.close()
        hint = "save each frame as a file of its own"
        raise DataError(diagnostic(NOT_AN_IMAGE, f"{path.name} has several frames", path, expected="one", hint=hint))
    return image


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Height and width as the image is meant to be seen."""
    return (image.width, image.height) if _turn(image) in LYING else (image.height, image.width)


def _turn(image: Image.Image) -> Transpose | None:
    """How the stored pixels have to be turned, from the header alone: a PNG's own `getexif` would decode it."""
    if image.format == "TIFF":  # Pillow turns these itself
        return None
    return TURNS.get(Image.Image.getexif(image).get(ORIENTATION, 1))


def _first(paths: Sequence[Path]) -> tuple[Path, Image.Image]:
    """The first file that can be opened, open."""
    faults: list[Diagnostic] = []
    for path in paths:
        try:
            return path, open_image(path)
        except DataError as error:
            faults.extend(error.diagnostics)
        if len(faults) >= FAULTS_SHOWN:
            break
    raise DataError(*faults)


def _is_deep(image: Image.Image) -> bool:
    """Whether the file has 16 bits a channel; for colours, Pillow would drop half of them without a word."""
    return any("16" in str(tile[3]) for tile in getattr(image, "tile", ()))


def _is_animated(image: Image.Image, path: Path) -> bool:
    """Whether the file has several frames.

    Raises:
        DataError: CVQ308 when the file is too damaged to tell.
    """
    try:
        return bool(getattr(image, "is_animated", False))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise _no_image(path, error) from error


def _decoded(image: Image.Image, path: Path, mode: str) -> Images:
    """The pixels of an open file, uint8 [H, W, 1 or 3]; alpha is laid over white."""
    clear = mode == "RGB" and (image.mode in ("RGBA", "LA") or "transparency" in image.info)
    turn = _turn(image)
    try:
        converted = image.convert("RGBA" if clear else mode)
        pixels = np.asarray(converted if turn is None else converted.transpose(turn))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise _no_image(path, error) from error
    flat: Images = opaque(pixels.reshape(1, *pixels.shape[:2], -1))[0]
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
