"""How much data may be: said in one place, and asked before anything is allocated for what a file declares.

A file of a few bytes can declare terabytes. What a reader holds in memory at a time is bounded here, whatever a header
says; more than that is refused, with CVQ309, or read in pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import TOO_LARGE, fault
from causalvq.data.types import Integers

MOST_IMAGES: Final = 5_000_000
MOST_PIXELS: Final = 2**26  # of one image; more is taken for a decompression bomb
MOST_VALUES: Final = 2**29  # pixels times channels of one image
AT_A_TIME: Final = 2**28  # bytes of images that are read in one go
LABEL_BYTES: Final = 2**28  # of an array of labels, or of words
MOST_COLUMNS: Final = 10_000
MOST_UNPACKED: Final = 2**29  # bytes of a table
MOST_CELLS: Final = 20_000_000  # rows times columns of a table


def require_images(count: int, sides: Sequence[int], what: str, path: Path) -> None:
    """Refuse an array of more images, or larger ones, than any set has.

    Args:
        count: how many images it declares.
        sides: height, width and channels in any order.
        what: the array in words.
        path: its file.

    Raises:
        DataError: CVQ309.
    """
    pixels = prod(sorted(sides)[1:])
    if count > MOST_IMAGES or pixels > MOST_PIXELS or prod(sides) > MOST_VALUES:
        expected = f"at most {MOST_IMAGES:,} images of at most {MOST_PIXELS:,} pixels"
        got = f"{count:,} images of {' x '.join(map(str, sides))}"
        raise fault(TOO_LARGE, f"{what} declares more than any set of images has", path, expected=expected, got=got)


def rows_at_a_time(wanted: int, row_bytes: int) -> int:
    """How many rows of an array are read in one go: as many as wanted, or as few as the budget holds, at least one."""
    return max(1, min(wanted, AT_A_TIME // max(1, row_bytes)))


def require_labels(shape: Sequence[int], itemsize: int, what: str, path: Path) -> None:
    """Refuse an array that would take more memory than labels do, before it is read.

    Raises:
        DataError: CVQ309.
    """
    places = prod(shape)
    if max(places, places * itemsize) > LABEL_BYTES:
        raise fault(
            TOO_LARGE,
            f"{what} is too large for labels",
            path,
            expected=f"at most {LABEL_BYTES >> 20} MiB",
            got=f"{places * itemsize:,} bytes, shape {tuple(shape)}",
            hint="save a row for each image and a column for each factor, as integers or short text",
        )


def text_array(cells: Iterable[str], what: str, path: Path) -> npt.NDArray[np.str_]:
    """Cells as an array, in which each takes as many bytes as the longest.

    Raises:
        DataError: CVQ309 when that is too much.
    """
    listed = list(cells)
    require_labels((len(listed),), 4 * max(map(len, listed), default=0), what, path)
    return np.array(listed, dtype=np.str_)


def require_columns(count: int, path: Path) -> None:
    """Refuse a table of more columns than anything is done with.

    Raises:
        DataError: CVQ309.
    """
    if count > MOST_COLUMNS:
        hint = "a table has a row for each image; is it lying on its side, or are pixels written as columns?"
        expected, got = f"at most {MOST_COLUMNS:,}", f"{count:,}"
        raise fault(TOO_LARGE, f"{path.name} has too many columns", path, expected=expected, got=got, hint=hint)


def require_cells(rows: int, columns: int, path: Path) -> None:
    """Refuse a table of more cells than fit in memory.

    Raises:
        DataError: CVQ309.
    """
    if rows * columns > MOST_CELLS:
        hint = "leave out columns that are not needed"
        expected, got = f"at most {MOST_CELLS:,}", f"over {rows:,} rows of {columns:,} columns"
        raise fault(TOO_LARGE, f"{path.name} has too many cells", path, expected=expected, got=got, hint=hint)


def require_unpacked(size: int, path: Path) -> None:
    """Refuse a packed table that unpacks to more than a table that is not packed may have.

    Raises:
        DataError: CVQ309.
    """
    if size > MOST_UNPACKED:
        expected = f"at most {MOST_UNPACKED >> 20} MiB"
        raise fault(TOO_LARGE, f"{path.name} would unpack to too much", path, expected=expected, got=f"{size:,} bytes")


def pieces(indices: Integers, row_bytes: int) -> Iterable[Integers]:
    """Indices in pieces that the budget holds."""
    size = rows_at_a_time(len(indices), row_bytes)
    return (indices[start : start + size] for start in range(0, len(indices), size))
