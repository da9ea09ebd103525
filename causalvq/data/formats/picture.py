"""One file that Pillow reads: a grey picture of 8 or 16 bits, or one in colours of 8 bits a channel, as PNG of 16."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image
from PIL.Image import Transpose

from causalvq.atomic_files import write_atomically
from causalvq.data.budget import MOST_PIXELS
from causalvq.data.data_faults import NOT_AN_IMAGE, fault, require_file
from causalvq.data.formats.deep_png import deep_colours, is_deep_colour
from causalvq.data.formats.opened import GREY, LYING, TURNS, Look, bomb, no_image, turned
from causalvq.data.pixels import Alpha, opaque
from causalvq.data.types import Images

FLAT: Final = ("1", "L")
COLOUR: Final = ("P", "RGB", "RGBA", "LA", "CMYK", "YCbCr")
DEEP: Final = ("I;16", "I;16B", "I;16L")
CLEAR: Final = ("RGBA", "LA")
ORIENTATION: Final = 0x0112  # the EXIF tag by which a camera says how it was held
WHOLE_NUMBERS: Final = ("PNG", "PPM")  # formats of at most 16 bits, which Pillow may open as 32


class Picture:
    """A picture.

    Args:
        path: the file.
        alpha: whether transparency is laid over white, or is the fourth channel.

    Raises:
        DataError: CVQ301 when it is missing, CVQ308 when it is no image, has pixels of a kind that is not read, or
            several frames, CVQ309 when it would unpack to over 2^26 pixels.
    """

    def __init__(self, path: Path, alpha: Alpha) -> None:
        self._path = path
        self._image = open_image(path)
        self.size = upright_size(self._image)
        clear = alpha == "channel" and _is_clear(self._image)
        self._deep = is_deep_colour(self._image)
        if self._deep:
            self.look = Look("uint16", 4 if clear else 3)
        elif is_deep_grey(self._image):
            self.look = Look("uint16", 1)
        elif self._image.mode in FLAT:
            self.look = GREY
        else:
            self.look = Look("uint8", 4 if clear else 3, coloured=True)

    def read(self, wanted: Look) -> Images:
        """The pixels, [H, W, C]; where no alpha is wanted it is laid over white.

        Raises:
            DataError: CVQ308 when they are damaged.
        """
        image, turn = self._image, _turn(self._image)
        mode = {1: "L", 3: "RGBA" if _is_clear(image) else "RGB", 4: "RGBA"}[wanted.channels]
        try:
            with quiet():
                if self._deep:
                    pixels = turned(deep_colours(self._path, image), turn)
                else:
                    converted = image if self.look.dtype == "uint16" else image.convert(mode)
                    pixels = np.asarray(converted if turn is None else converted.transpose(turn))
        except Exception as error:  # Pillow raises many types, Python's own among them, for a damaged file
            raise no_image(self._path, error) from error
        if pixels.shape[:2] != self.size:
            raise no_image(self._path, ValueError("it has another size than its header says"))
        images = pixels.astype(self.look.dtype, copy=False).reshape(1, *pixels.shape[:2], -1)
        flat: Images = images[0] if wanted.channels == 4 else opaque(images)[0]
        return flat

    def close(self) -> None:
        """Let go of the file."""
        self._image.close()


def open_image(path: Path) -> Image.Image:
    """A file whose header has been read and found reasonable; its pixels are not decoded yet.

    Raises:
        DataError: CVQ301 when it is missing, CVQ308 when it is no image, has pixels of a kind that is not read, or
            several frames, CVQ309 when it would unpack to over 2^26 pixels.
    """
    require_file(path)
    with quiet():
        try:
            image = Image.open(path)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise bomb(path, "far more pixels") from None
        except Exception as error:  # many types, Python's own among them
            raise no_image(path, error) from error
    if image.width * image.height > MOST_PIXELS:
        image.close()
        raise bomb(path, f"{image.height} x {image.width}")
    whole = is_deep_grey(image) or is_deep_colour(image)
    if not whole and (image.mode not in (*FLAT, *COLOUR) or _is_deep(image)):
        image.close()
        got = "colours of 16 bits" if image.mode in COLOUR else image.mode
        raise fault(
            NOT_AN_IMAGE,
            f"{path.name} has a kind of pixels that is not supported",
            path,
            expected="colours of 8 bits a channel, as PNG of 16 too, or grey levels of 8 or 16 bits",
            got=got,
            hint="save it as a TIFF (tifffile.imwrite), of which 16 bits and floats are read, or as 8 bits a channel",
        )
    if _is_animated(image, path):
        image.close()
        hint = "save each frame as a file of its own, or, if frames are channels, as pages of a TIFF"
        raise fault(NOT_AN_IMAGE, f"{path.name} has several frames", path, expected="one", hint=hint)
    return image


def write_picture(path: Path, image: Image.Image) -> None:
    """Write a picture as a PNG, whole or not at all.

    Raises:
        OSError: when it cannot be written.
    """
    content = BytesIO()
    image.save(content, format="PNG")
    write_atomically(path, content.getvalue())


@contextmanager
def quiet() -> Iterator[None]:
    """While inside, Pillow's remarks on damaged metadata are not printed, and a decompression bomb is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Height and width as the image is meant to be seen."""
    return (image.width, image.height) if _turn(image) in LYING else (image.height, image.width)


def is_deep_grey(image: Image.Image) -> bool:
    """Whether the file has one channel of 16 bits."""
    return image.mode in DEEP or (image.mode == "I" and image.format in WHOLE_NUMBERS)


def _turn(image: Image.Image) -> Transpose | None:
    """How the stored pixels have to be turned, from the header alone: a PNG's own `getexif` would decode it."""
    if image.format == "TIFF":  # Pillow turns these itself
        return None
    try:
        with quiet():
            return TURNS.get(Image.Image.getexif(image).get(ORIENTATION, 1))
    except Exception:  # damaged metadata, for which Pillow raises many types: the picture is as it is stored
        return None


def _is_clear(image: Image.Image) -> bool:
    """Whether the file has transparency."""
    return image.mode in CLEAR or "transparency" in image.info


def _is_deep(image: Image.Image) -> bool:
    """Whether the file has 16 bits a channel; for colours, Pillow would drop half of them without a word."""
    return any("16" in str(tile[3]) for tile in getattr(image, "tile", ()))


def _is_animated(image: Image.Image, path: Path) -> bool:
    """Whether the file has several frames.

    Raises:
        DataError: CVQ308 when the file is too damaged to tell.
    """
    try:
        with quiet():
            return bool(getattr(image, "is_animated", False))
    except Exception as error:  # many types, Python's own among them
        raise no_image(path, error) from error
