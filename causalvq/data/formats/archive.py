"""Strict reading of npz archives: headers first, arrays on demand, nothing ever unpickled."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
import numpy.typing as npt

from causalvq.data.budget import require_labels, rows_at_a_time
from causalvq.data.data_faults import DAMAGED, MISSING, OBJECT_ARRAY, TOO_LARGE, WRONG_SHAPE, fault, require_file
from causalvq.data.formats.npy_file import read_header

# What zipfile raises for damaged archives: RuntimeError for one that claims to be encrypted or compressed in a way that
# does not exist.
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, struct.error, RuntimeError)


@dataclass(frozen=True, slots=True)
class Member:
    """The header of one array of an archive.

    Args:
        name: the array's name, without `.npy`.
        shape: its shape.
        dtype: its type; an object type is listed but never read.
        fortran: whether it is stored in column-major order.
        header: bytes of the npy header before the data.
        offset: byte at which the data start in the archive when they are stored uncompressed.
    """

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool
    header: int
    offset: int | None

    @property
    def nbytes(self) -> int:
        """Bytes of the array in memory."""
        return prod(self.shape) * self.dtype.itemsize


class Archive:
    """An npz file whose headers have been read and checked.

    Args:
        path: the file.

    Raises:
        DataError: CVQ301 when it is missing, CVQ302 when it is truncated or no archive, CVQ309 when an array
            claims another size than it has.
    """

    def __init__(self, path: Path) -> None:
        self.path = require_file(path)
        try:
            with zipfile.ZipFile(path) as archive:
                members = [
                    _member(archive, info, path) for info in archive.infolist() if info.filename.endswith(".npy")
                ]
        except DAMAGE as error:
            raise self._damaged(error) from error
        except OSError as error:
            raise fault(MISSING, f"{path.name} cannot be read: {error.strerror}", path) from error
        self.members: Mapping[str, Member] = {member.name: member for member in members}

    def _damaged(self, error: Exception) -> Exception:
        return fault(DAMAGED, f"{self.path.name} is truncated or not an npz archive: {error}", self.path)

    def require(self, name: str) -> Member:
        """The header of an array that must be there.

        Raises:
            DataError: CVQ303 when it is absent, CVQ304 when it is an object array.
        """
        if name not in self.members:
            found = ", ".join(self.members) or "no arrays"
            raise fault(WRONG_SHAPE, f"{self.path.name} has no array {name!r}", self.path, got=found)
        member = self.members[name]
        if member.dtype.hasobject:
            raise fault(
                OBJECT_ARRAY,
                f"array {name!r} holds Python objects, which could run code when read; it is refused",
                self.path,
                hint="save it again as a plain uint8, integer, float or string array",
            )
        return member

    def read(self, name: str) -> npt.NDArray[Any]:
        """One array of labels or words, whole.

        Raises:
            DataError: CVQ302 when its bytes are damaged, CVQ304 for an object array, CVQ309 when it is too large.
        """
        member = self.require(name)
        require_labels(member.shape, member.dtype.itemsize, f"array {name!r}", self.path)
        return self.unpacked(name)

    def unpacked(self, name: str) -> npt.NDArray[Any]:
        """One array, whole, whose size the caller has looked at; it raises as `read` does."""
        member = self.require(name)
        data = np.empty(member.nbytes, dtype=np.uint8)
        start = 0
        for block in self._blocks(member, 2**22):
            data[start : start + len(block)] = np.frombuffer(block, dtype=np.uint8)
            start += len(block)
        order: Literal["F", "C"] = "F" if member.fortran else "C"
        return data.view(member.dtype).reshape(member.shape, order=order)

    def rows(self, name: str, count: int) -> Iterator[npt.NDArray[Any]]:
        """The rows of a row-major array in order, at most `count` at a time, without holding the rest."""
        member = self.require(name)
        self._require_row_major(member)
        row = max(1, prod(member.shape[1:]) * member.dtype.itemsize)
        for block in self._blocks(member, row * rows_at_a_time(count, row)):
            yield np.frombuffer(block, dtype=member.dtype).reshape(-1, *member.shape[1:])

    def mapped(self, name: str) -> npt.NDArray[Any] | None:
        """The array mapped from the file, or None when it is compressed."""
        member = self.require(name)
        self._require_row_major(member)
        if member.offset is None:
            return None
        return np.memmap(self.path, dtype=member.dtype, mode="r", offset=member.offset, shape=member.shape)

    def _require_row_major(self, member: Member) -> None:
        if member.fortran:
            raise fault(
                WRONG_SHAPE,
                f"array {member.name!r} is stored in column-major order",
                self.path,
                hint="save numpy.ascontiguousarray of it",
            )

    def _blocks(self, member: Member, size: int) -> Iterator[bytes]:
        """The array's bytes in blocks of `size`; zipfile checks their CRC at the end."""
        remaining = member.nbytes
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(f"{member.name}.npy") as file:
                file.read(member.header)
                while remaining:
                    block = _read_exactly(file, min(size, remaining))
                    remaining -= len(block)
                    yield block
                file.read(1)
        except DAMAGE as error:
            raise self._damaged(error) from error


def _read_exactly(file: IO[bytes], size: int) -> bytes:
    buffer = io.BytesIO()
    while buffer.tell() < size:
        if not (block := file.read(size - buffer.tell())):
            raise EOFError("the data end early")
        buffer.write(block)
    return buffer.getvalue()


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Member:
    name = info.filename.removesuffix(".npy")
    with archive.open(info) as file:
        shape, fortran, dtype = read_header(file)
        header = file.tell()
    offset = _data_offset(path, info) + header if info.compress_type == zipfile.ZIP_STORED else None
    member = Member(name, shape, dtype, fortran, header, offset)
    if not dtype.hasobject and header + member.nbytes != info.file_size:
        raise fault(
            TOO_LARGE if header + member.nbytes > info.file_size else DAMAGED,
            f"array {name!r} does not have the size that its header declares",
            path,
            expected=f"{member.nbytes:,} bytes for shape {shape} of {dtype}",
            got=f"{max(0, info.file_size - header):,} bytes",
        )
    return member


def _data_offset(path: Path, info: zipfile.ZipInfo) -> int:
    """Where a member's bytes start: the local header repeats name and extra field with lengths of its own."""
    with path.open("rb") as file:
        file.seek(info.header_offset + 26)
        name, extra = struct.unpack("<HH", file.read(4))
    return info.header_offset + 30 + int(name) + int(extra)
