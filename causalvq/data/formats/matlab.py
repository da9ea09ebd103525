"""One array of bytes in a MATLAB file of version 5 (`-v6` or `-v7`), read without SciPy.

SciPy's reader is written for whole files: some damaged ones end the process. What is read here is the little that a
published set needs: an array of uint8, by name, whose shape is known. After MathWorks, "MAT-File Format", 2019.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import DAMAGED, WRONG_SHAPE, fault, unreadable
from causalvq.regular_files import read_bytes

HEADER: Final = 128  # bytes, the last two of which say the order of bytes
TAG: Final = 8  # bytes before each element: its type and its size
MOST_BYTES: Final = 2**28
INT8, UINT8, INT32, UINT32, MATRIX, COMPRESSED = 1, 2, 5, 6, 14, 15  # types of elements
UINT8_CLASS: Final = 9
COMPLEX: Final = 0x0800
SLACK: Final = 2**12  # bytes of a matrix beside its values: flags, sizes, name
MOST_AXES: Final = 32


def read_uint8(path: Path, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """An array of a MATLAB file.

    Args:
        path: the file.
        name: of the array.
        shape: that it must have.

    Raises:
        DataError: CVQ301 when the file cannot be read, CVQ302 when it is damaged or no such file, CVQ303 when it has no
            such array.
    """
    try:
        content = read_bytes(path, MOST_BYTES)
    except OSError as error:
        raise unreadable(path, error) from error
    told = []
    try:
        order = _order(content)
        for matrix in _matrices(content[HEADER:], order, prod(shape) + SLACK):
            found, kind, sizes, values = _parts(matrix, order)
            if found == name and (kind, sizes) == (UINT8_CLASS, shape):
                if len(values) != prod(shape):
                    raise ValueError("the values end early")
                return np.frombuffer(values, dtype=np.uint8).reshape(shape, order="F")
            if found == name:
                told.append(f"{'uint8' if kind == UINT8_CLASS else f'class {kind}'} of shape {sizes}")
    except (ValueError, struct.error, zlib.error) as error:
        hint = "save it by -v7, or copy or download it again"
        raise fault(DAMAGED, f"{path.name} is truncated or not a MATLAB file: {error}", path, hint=hint) from error
    raise fault(
        WRONG_SHAPE,
        f"key {name!r} is absent or has the wrong shape or type",
        path,
        expected=f"uint8 of shape {shape}",
        got=", ".join(told) or "none",
    )


def _order(content: bytes) -> str:
    """The order of bytes, as `struct` says it."""
    sign = content[HEADER - 2 : HEADER]
    if sign not in (b"IM", b"MI"):
        raise ValueError("it has no header of version 5")
    return "<" if sign == b"IM" else ">"


def _matrices(content: bytes, order: str, most: int) -> Iterator[bytes]:
    """What each matrix of the file holds, unpacked up to so many bytes, and no further."""
    for kind, data in _elements(content, order):
        inner = [(kind, data)]
        if kind == COMPRESSED:
            inner = list(_elements(zlib.decompressobj().decompress(data, most), order, cut=True))
        yield from (matrix for own, matrix in inner if own == MATRIX)


def _elements(content: bytes, order: str, *, cut: bool = False) -> Iterator[tuple[int, bytes]]:
    """Type and data of each element; the last one may be cut where no more was unpacked."""
    place = 0
    while place + TAG <= len(content):
        first, size = struct.unpack_from(f"{order}II", content, place)
        small = first >> 16
        kind, start = (first & 0xFFFF, place + TAG // 2) if small else (first, place + TAG)
        size = small or size
        if size > len(content) - start and not cut:
            raise ValueError("an element is larger than the file")
        if small > TAG // 2:
            raise ValueError("a small element is not small")
        yield kind, content[start : start + size]
        place = place + TAG if small else start + (size if kind == COMPRESSED else size + -size % TAG)


def _parts(matrix: bytes, order: str) -> tuple[str, int, tuple[int, ...], bytes]:
    """Name, class, sizes and values of a matrix."""
    parts = _elements(matrix, order, cut=True)
    (flags_kind, flags), (sizes_kind, sizes), (_, name) = (next(parts, (0, b"")) for _ in range(3))
    if flags_kind != UINT32 or len(flags) != TAG or sizes_kind != INT32 or len(sizes) > 4 * MOST_AXES:
        raise ValueError("a matrix does not say what it is")
    (first, _) = struct.unpack(f"{order}II", flags)
    kind = 0 if first & COMPLEX else first & 0xFF
    values_kind, values = next(parts, (0, b""))
    shape = struct.unpack(f"{order}{len(sizes) // 4}i", sizes[: len(sizes) // 4 * 4])
    return name.decode("latin-1"), kind, shape, values if values_kind in (UINT8, INT8) else b""
