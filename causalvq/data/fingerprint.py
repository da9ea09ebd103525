"""Identity of content: equal for equal bytes, wherever and whenever the file was written."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from causalvq.data.data_faults import unreadable
from causalvq.regular_files import open_regular

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

WHOLE = 64 * 2**20  # bytes up to which a file is hashed from end to end
BLOCK = 2**16  # bytes read at each sampled place of a larger file
ANY_NAME = "surrogatepass"  # names of files need not be UTF-8
PLACES = 256  # sampled places of a larger file, first and last block among them


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """A hexadecimal sha256 over file contents and the settings with which they are read.

    A file over 64 MiB is read at 256 evenly spaced places only, so that opening a data set takes no longer than
    opening its headers; its size counts too.

    Args:
        paths: the files, in an order that does not depend on the machine.
        extra: settings that change what the files mean.

    Returns:
        64 hexadecimal digits.

    Raises:
        DataError: CVQ301 when a file has gone or may not be read.
    """
    digest = hashlib.sha256()
    for text in extra:
        digest.update(text.encode(errors=ANY_NAME) + b"\0")
    for path in paths:
        try:
            with open_regular(path) as file:
                _add(file, digest)
        except OSError as error:
            raise unreadable(path, error) from error
    return digest.hexdigest()


def _add(file: BinaryIO, digest: Hash) -> None:
    """Let a file count, with its size."""
    size = os.fstat(file.fileno()).st_size
    digest.update(f"{size}\0".encode())
    if size <= WHOLE:
        while block := file.read(2**20):
            digest.update(block)
    else:
        for place in range(PLACES):
            file.seek(place * (size - BLOCK) // (PLACES - 1))
            digest.update(file.read(BLOCK))


def fingerprint_files(folder: Path, paths: Sequence[Path], tables: Sequence[Path], *extra: str) -> str:
    """The identity of a folder of images.

    Names and sizes of all images count, the content of tables, and the content of the images: of all of them up to
    64 MiB, of 256 evenly spaced ones above, so that opening a large folder reads little of it.

    Args:
        folder: where names start, so that a moved folder keeps its identity.
        paths: the images, in their order.
        tables: the files that labels come from.
        extra: settings that change what the files mean.

    Returns:
        64 hexadecimal digits.
    """
    sizes = [_size(path) for path in paths]
    names, top = hashlib.sha256(), os.path.join(folder, "")  # noqa: PTH118
    for path, size in zip(paths, sizes, strict=True):
        name = os.fspath(path).removeprefix(top).replace(os.sep, "/")
        names.update(f"{name}\0{size}\0".encode(errors=ANY_NAME))
    chosen = (
        paths if sum(sizes) <= WHOLE else [paths[place * (len(paths) - 1) // (PLACES - 1)] for place in range(PLACES)]
    )
    return fingerprint([*tables, *(path for path in chosen if _size(path) >= 0)], names.hexdigest(), *extra)


def _size(path: Path) -> int:
    """Bytes of a file; -1 where there is none, but perhaps a pipe."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return -1
    return found.st_size if stat.S_ISREG(found.st_mode) else -1
