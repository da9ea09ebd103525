"""Strict reading of one npy file: the header first, and never a pickle."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from causalvq.data.data_faults import DAMAGED, OBJECT_ARRAY, fault, require_file


def read_npy(path: Path) -> npt.NDArray[Any]:
    """The array of an npy file, mapped read-only.

    Raises:
        DataError: CVQ301 when it is missing, CVQ302 when it is truncated or no npy file, CVQ304 when it could only
            be read by unpickling.
    """
    require_file(path)
    try:
        with path.open("rb") as file:
            shape, _, dtype = read_header(file)
            start = file.tell()
    except ValueError as error:
        raise fault(DAMAGED, f"{path.name} is truncated or not an npy file: {error}", path) from error
    if dtype.hasobject:
        raise fault(OBJECT_ARRAY, f"{path.name} holds Python objects, which could run code when read", path)
    if path.stat().st_size != start + prod(shape) * dtype.itemsize:
        raise fault(
            DAMAGED,
            f"{path.name} does not have the size that its header declares",
            path,
            expected=f"{start + prod(shape) * dtype.itemsize:,} bytes",
            got=f"{path.stat().st_size:,}",
        )
    array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


def read_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether the order is column-major, and type of an array, up to where its data begin.

    Raises:
        ValueError: when it is not the header of an npy file.
    """
    try:
        version = npy.read_magic(file)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, fortran, dtype = read(file)
    except Exception as error:  # a header is a Python literal: its parser raises whatever Python's own does
        raise ValueError(str(error) or type(error).__name__) from error
    if any(size < 0 for size in shape):
        raise ValueError("a negative size")
    return shape, fortran, dtype
