"""Files are read through here: regular ones only, opened without waiting, and never more of one than was asked for.

A pipe that nobody writes to would wait for ever, a device has no end, and a folder may bear the name of an image. All
of these are an `OSError` whose `strerror` says what is there instead, as is a path that no system could have: every
stage turns it into a diagnostic of its own.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

KINDS: tuple[tuple[Callable[[int], bool], int, str], ...] = (
    (stat.S_ISDIR, errno.EISDIR, "it is a folder, not a file"),
    (stat.S_ISFIFO, errno.EINVAL, "it is a pipe, not a file"),
    (stat.S_ISSOCK, errno.EINVAL, "it is a socket, not a file"),
    (stat.S_ISCHR, errno.EINVAL, "it is a device, not a file"),
    (stat.S_ISBLK, errno.EINVAL, "it is a device, not a file"),
)
INHERITED = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Pipes that the shell has opened for this process: `causalvq validate <(sed ... spec.yaml)`."""

NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


def require_regular(path: Path, most: int | None = None) -> int:
    """The size of a file that a library opens by its path.

    Raises:
        OSError: when it is not there, is no regular file, may not be read, or has over `most` bytes.
    """
    with open_regular(path, most) as file:
        return os.fstat(file.fileno()).st_size


def open_regular(path: Path, most: int | None = None, *, inherited: bool = False) -> BinaryIO:
    """A file, open for reading.

    Args:
        path: the file; links to regular files are followed.
        most: bytes that it may have.
        inherited: whether it may also be a pipe that this process was given.

    Raises:
        OSError: as for `require_regular`.
    """
    try:
        handle = os.open(path, os.O_RDONLY | NO_WAIT)
    except ValueError as error:  # a NUL, or half of a surrogate pair
        raise OSError(errno.EINVAL, "no file can have this name", str(path)) from error
    except OSError as error:
        if error.errno == errno.ENXIO:  # what cannot be opened at all, as a socket
            require_kind(path.stat().st_mode, path)
        raise
    try:
        found = os.fstat(handle)
        if stat.S_ISFIFO(found.st_mode) and inherited and str(path).startswith(INHERITED):
            os.set_blocking(handle, True)
        else:
            require_kind(found.st_mode, path)
        if most is not None and found.st_size > most:
            raise too_large(path, most)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def require_kind(mode: int, path: Path) -> None:
    """Refuse what is no regular file, by its mode.

    Raises:
        OSError: saying what it is.
    """
    for is_kind, number, words in KINDS:
        if is_kind(mode):
            raise OSError(number, words, str(path))


def too_large(path: Path, most: int) -> OSError:
    """The error for a file of over `most` bytes."""
    size = f"{most >> 20:,} MiB" if most >= 2**20 else f"{most:,} bytes"
    return OSError(errno.EFBIG, f"it is larger than {size}", str(path))


def real_path(path: Path) -> Path:
    """An absolute path without links; one that leads round in a circle stays as far as it can be followed."""
    return Path(os.path.realpath(path))


def read_bytes(path: Path, most: int) -> bytes:
    """A file as a whole; one that grows while it is read counts too.

    Raises:
        OSError: as for `require_regular`.
    """
    with open_regular(path, most) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise too_large(path, most)
    return content


def read_text(path: Path, most: int) -> str:
    """A file of UTF-8 text.

    Raises:
        OSError: as for `require_regular`.
        ValueError: when it is no such text.
    """
    return read_bytes(path, most).decode("utf-8-sig")


def read_json(path: Path, most: int) -> Any:
    """What a JSON file holds, as this program writes it: finite numbers, whole signs, no nesting without end.

    Raises:
        OSError: as for `require_regular`.
        ValueError: when it is damaged or no such JSON.
    """
    return parse_json(read_text(path, most))


def parse_json(text: str) -> Any:
    """The same for a text.

    >>> parse_json('{"step": 1e2}')
    {'step': 100.0}
    >>> parse_json('{"step": 1e999}')
    Traceback (most recent call last):
    ValueError: 1e999 is no finite number
    """
    try:
        found = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if HALF_PAIR.search(text) and not _is_whole(found):
        raise ValueError("it has half of a surrogate pair")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no finite number")


def _finite(digits: str) -> float:
    value = float(digits)
    return value if value - value == 0 else _no_number(digits)


def _is_whole(found: Any) -> bool:
    """Whether all texts are signs that UTF-8 can hold, or stand for the bytes of a file's name that is not UTF-8."""
    try:
        json.dumps(found, ensure_ascii=False).encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return False
    return True
