"""TIFF files of which Pillow would lose something: several pages or samples as channels, 16 bits, floats.

Pages of one size are channels in their order, and so are the samples of a single page, interleaved or planar. What is a
picture to Pillow too (one page; grey, a palette, or colours of 8 bits a channel) is left to it.
"""

from __future__ import annotations

import logging
from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image, ImageSequence
from tifffile import EXTRASAMPLE, PHOTOMETRIC, TiffFile, TiffPage

from causalvq.atomic_files import write_atomically
from causalvq.data.budget import MOST_PIXELS, MOST_VALUES
from causalvq.data.data_faults import NOT_AN_IMAGE, fault, require_file
from causalvq.data.formats.opened import LYING, TURNS, Look, bomb, no_image, turned
from causalvq.data.formats.picture import quiet
from causalvq.data.pixels import MOST_CHANNELS, REMEDY, TYPES, not_finite, pixel_type, pixels_of
from causalvq.data.types import Images
from causalvq.errors import DataError

STARTS: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
PACKED: Final = 2  # times as many bytes as the pixels take: what compression may add to noise
SLACK: Final = 2**16  # bytes that a small file may have beside that
ORIENTATION: Final = 274
ALPHA: Final = (EXTRASAMPLE.ASSOCALPHA, EXTRASAMPLE.UNASSALPHA)
SHADES: Final = (PHOTOMETRIC.MINISWHITE, PHOTOMETRIC.MINISBLACK)
ONE_A_PAGE: Final = "save one page a channel: tifffile.imwrite(path, array), of shape [C, H, W]"

# Without a handler, what tifffile remarks on damaged files would be printed; it still reaches handlers of the root.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


class TiffStack:
    """An open TIFF whose pages or samples are channels.

    Args:
        path: the file.
        file: the same, open.

    Raises:
        DataError: CVQ308 for pages of several sizes or kinds, over 32 channels or a type whose values would be lost;
            CVQ309 when it would unpack to too much.
    """

    def __init__(self, path: Path, file: TiffFile) -> None:
        self._path, self._file = path, file
        series = file.series
        page = _first(file)
        if len(series) != 1 or page.photometric == PHOTOMETRIC.PALETTE or set("YX") - set(series[0].axes):
            raise refused(path, "pages that are not alike", "pages of one size and type, without palettes")
        sizes = dict(zip(series[0].axes, series[0].shape, strict=True))
        height, width, samples = sizes["Y"], sizes["X"], sizes.get("S", 1)
        pages = series[0].size // max(1, height * width * samples)
        dtype = page.dtype
        kind = pixel_type(dtype) if dtype is not None else None
        if pages > 1 and samples > 1:
            raise refused(path, "pages of several channels each", "one channel a page", f"{pages} pages of {samples}")
        if dtype is None or kind is None:
            raise refused(path, "a kind of pixels that is not supported", TYPES, str(dtype), REMEDY)
        if not 1 <= pages * samples <= MOST_CHANNELS:
            raise refused(path, "too many channels", f"1 to {MOST_CHANNELS}", f"{pages * samples:,}")
        if height * width > MOST_PIXELS or height * width * pages * samples > MOST_VALUES:
            raise bomb(path, f"{height} x {width} x {pages * samples}")
        packed = sum(sum(one.databytecounts) for one in file.pages)
        whole = sum(len(one.databytecounts) * prod(one.chunks) for one in file.pages)  # tiles reach over the edge
        if packed > PACKED * max(whole, series[0].size) * dtype.itemsize + SLACK or whole > MOST_VALUES:
            raise bomb(path, f"{packed:,} bytes of compressed pixels for {height} x {width} x {pages * samples}")
        tag = page.tags.get(ORIENTATION)
        self._turn = None if tag is None else TURNS.get(int(tag.value))
        self._series, self._white = series[0], page.photometric == PHOTOMETRIC.MINISWHITE
        self.size = (width, height) if self._turn in LYING else (height, width)
        self.look = Look(kind, pages * samples)

    def read(self, wanted: Look) -> Images:
        """The pixels, [H, W, C].

        Raises:
            DataError: CVQ308 when they are damaged or compressed in a way that needs imagecodecs, CVQ330 when they are
                not finite.
        """
        assert wanted == self.look
        try:
            array = self._decoded()
        except DataError:
            raise
        except Exception as error:
            raise no_image(self._path, error) from error
        pixels = pixels_of(array)
        if self._white and pixels.dtype.kind == "u":
            pixels = np.iinfo(pixels.dtype).max - pixels
        if not np.isfinite(pixels).all():
            raise not_finite(self._path, self._path.name)
        return np.ascontiguousarray(pixels)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _decoded(self) -> npt.NDArray[Any]:
        """The pixels as they are stored, [H, W, C], upright."""
        try:
            array = self._series.asarray(maxworkers=1)
        except Exception as error:
            if "imagecodecs" not in str(error):
                raise
            return self._decoded_by_pillow(str(error))
        axes = self._series.axes
        pixels = np.moveaxis(array, (axes.index("Y"), axes.index("X")), (0, 1))
        return turned(pixels.reshape(*pixels.shape[:2], -1), self._turn)

    def _decoded_by_pillow(self, reason: str) -> npt.NDArray[Any]:
        """The same by Pillow, which knows compressions that tifffile needs a further package for."""
        try:
            with quiet(), Image.open(self._path) as image:
                pages = [np.array(page) for page in ImageSequence.Iterator(image)]
            pixels = np.stack(pages, axis=2).reshape(*pages[0].shape[:2], -1)
            alike = (*pixels.shape, pixel_type(pixels.dtype)) == (*self.size, self.look.channels, self.look.dtype)
            alike = alike and not self._white  # which Pillow may have turned to black already
        except Exception:  # Pillow raises as many
            alike = False
        if not alike:
            raise fault(
                NOT_AN_IMAGE,
                f"{self._path.name} is damaged, or compressed in a way that needs the package imagecodecs",
                self._path,
                got=reason[:200],
                hint="pip install imagecodecs, or save it without compression",
            )
        return pixels


def open_stack(path: Path) -> TiffStack | None:
    """A TIFF whose pages or samples are channels; None for files that Pillow reads whole, or can say the fault of.

    Raises:
        DataError: CVQ301 when it is no file; CVQ308 or CVQ309 for a TIFF that holds no image of 1 to 32 channels.
    """
    require_file(path)
    try:
        with path.open("rb") as start:
            if start.read(4) not in STARTS:
                return None
        file = TiffFile(path, is_ome=False)  # whose description may name further files
    except Exception:  # tifffile raises many types, Python's own among them, for a damaged file
        return None
    stack = None
    try:
        if _has_page(file, MOST_CHANNELS):
            raise refused(path, "too many pages, each of which would be a channel", f"at most {MOST_CHANNELS}")
        stack = None if _is_picture(file) else TiffStack(path, file)
    except DataError:
        raise
    except Exception as error:
        raise no_image(path, error) from error
    finally:
        if stack is None:
            file.close()
    return stack


def write_stack(path: Path, image: Images) -> None:
    """Write an image [H, W, C] as a TIFF with a page for each channel, which reads back as it is.

    Raises:
        OSError: when it cannot be written; nothing is left of it then.
    """
    pages = np.ascontiguousarray(image.transpose(2, 0, 1))
    content = BytesIO()
    tifffile.imwrite(content, pages if len(pages) > 1 else pages[0], photometric="minisblack")
    write_atomically(path, content.getvalue())


def refused(path: Path, what: str, expected: str, got: str | None = None, hint: str = ONE_A_PAGE) -> DataError:
    """CVQ308: a TIFF that is whole, but no image of 1 to 32 channels."""
    return fault(NOT_AN_IMAGE, f"{path.name} has {what}", path, expected=expected, got=got, hint=hint)


def _first(file: TiffFile) -> TiffPage:
    page = file.pages.first
    assert isinstance(page, TiffPage)
    return page


def _is_picture(file: TiffFile) -> bool:
    """Whether Pillow reads the file without a loss: one page; grey, a palette, or colours of 8 bits a channel."""
    if _has_page(file, 1):
        return False
    page = _first(file)
    if page.dtype not in (np.uint8, np.bool_):
        return page.photometric == PHOTOMETRIC.PALETTE
    further = tuple(page.extrasamples)
    clear = len(further) == 1 and further[0] in ALPHA
    if page.photometric in SHADES:
        return page.samplesperpixel in (1, 1 + clear)
    return page.photometric != PHOTOMETRIC.RGB or page.samplesperpixel in (1, 3 + clear)


def _has_page(file: TiffFile, index: int) -> bool:
    try:
        file.pages[index]
    except IndexError:
        return False
    return True
