"""Files that are there as a whole or not at all, and files that only grow; every stage may use this.

Everything is written through here. Nothing follows a symbolic link that stands where the file should be: a link is
replaced, or refused. Every `OSError` names the file.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from causalvq.file_locks import HAS_LOCKS, try_lock, wait_lock
from causalvq.regular_files import NO_WAIT, require_kind

ENDING = ".causalvq-part"
"""Of the temporary names under which files are written."""

LONGEST = 100
"""Signs of a file's name that its temporary name repeats: names may be as long as the file system allows."""

MOST_COPIED = 2**28
"""Bytes of a log that is found to be a hard link."""


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write to a temporary name beside `path`, sync, and rename over it; folders are made.

    A file that is replaced keeps its permissions; a new one gets those that the user's umask leaves. What a process
    that was killed left half written in the folder is removed.

    Args:
        path: where to.
        content: text (written as UTF-8, line breaks as they are) or bytes.

    Raises:
        OSError: when it cannot be written; what was there before is then still there.
    """
    write_together({path: content})


def write_together(contents: Mapping[Path, str | bytes]) -> None:
    """Write files that belong together: all that takes room on the disk is done before the first is renamed.

    Args:
        contents: by path, in the order in which they are renamed; as `write_atomically` takes them.

    Raises:
        OSError: when one cannot be written; on a full disk what was there before is then still there, all of it.
    """
    parts: list[tuple[Path, int, Path]] = []
    try:
        for path, content in contents.items():
            with _named(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                remove_parts(path.parent)
                parts.append((path, *_part(path)))
                _fill(*parts[-1], _encoded(content))
        for path, _, temporary in parts:
            with _named(path):
                os.replace(temporary, path)  # noqa: PTH105  (one name by which tests fill the disk)
    except BaseException:
        for _, _, temporary in parts:
            temporary.unlink(missing_ok=True)
        raise
    finally:
        for _, handle, _ in parts:
            with suppress(OSError):  # closed already where a file must be, to be renamed
                os.close(handle)


def append_line(path: Path, text: str) -> None:
    """Add a line to a file, or nothing: of a line that did not fit on the disk no half is left.

    Raises:
        OSError: when it cannot be written, or is a link.
    """
    handle = open_own(path, os.O_WRONLY | os.O_APPEND)
    try:
        line, size = (text + "\n").encode(errors="backslashreplace"), os.fstat(handle).st_size
        try:
            written = os.write(handle, line)
            if written < len(line):
                os.write(handle, line[written:])
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(handle, size)
            raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        os.close(handle)


def open_own(path: Path, flags: int) -> int:
    """The descriptor of a file of this program's own, such as a lock or a log, made when it is not there.

    Where it is a hard link to another file, as copies that share their files have, it becomes a file of its own first.

    Raises:
        OSError: when it cannot be opened, is a symbolic link (whose target might be anybody's) or no regular file.
    """
    try:
        handle = os.open(path, flags | os.O_CREAT | NO_WAIT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        words = "it is a symbolic link, which is not followed" if error.errno == errno.ELOOP else error.strerror
        raise OSError(error.errno, words, str(path)) from error
    try:
        found = os.fstat(handle)
        require_kind(found.st_mode, path)
        shared = found.st_nlink > 1 and try_lock(handle) is not False  # who holds a lock on it goes on with it
        if shared:
            _detach(path, found.st_size)
    except OSError:
        os.close(handle)
        raise
    if not shared:
        return handle
    os.close(handle)
    return open_own(path, flags)


def remove_parts(folder: Path) -> None:
    """Remove what killed processes left half written in a folder; a process that still writes holds a lock on it.

    Where there are no locks it stays there.
    """
    if not HAS_LOCKS:
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for name in [entry.name for entry in entries if entry.name.endswith(ENDING)]:
            part = folder / name
            with suppress(OSError):
                handle = os.open(part, os.O_RDWR | NO_WAIT | os.O_NOFOLLOW)
                try:
                    if try_lock(handle):
                        part.unlink()
                finally:
                    os.close(handle)


def process_lives(number: str) -> bool:
    """Whether a process of this number, as files are named by it, is there; where that cannot be told, it is."""
    if os.name == "nt" or not number.isdecimal() or not 0 < int(number) < 2**31:
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """What goes wrong inside names the file."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    except ValueError as error:  # a NUL in the path
        raise OSError(errno.EINVAL, str(error), str(path)) from error


def _fill(path: Path, handle: int, temporary: Path, content: bytes) -> None:
    with os.fdopen(handle, "wb", closefd=False) as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    temporary.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
    if os.name == "nt":  # where an open file cannot be renamed
        os.close(handle)


def _part(path: Path) -> tuple[int, Path]:
    """A new temporary file beside a path, locked for as long as it is open."""
    while True:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:LONGEST]}.", suffix=ENDING)
        wait_lock(handle)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)  # taken for a leftover before the lock was ours


def _detach(path: Path, size: int) -> None:
    """Let a name have a file of its own where it was a hard link to another one, which may be anybody's."""
    if size > MOST_COPIED:
        raise OSError(errno.EMLINK, "it is a hard link to another file, and too large to be copied", str(path))
    write_atomically(path, path.read_bytes())


def _encoded(content: str | bytes) -> bytes:
    try:
        return content.encode() if isinstance(content, str) else content
    except UnicodeEncodeError as error:
        words = "its text has half of a surrogate pair, which UTF-8 cannot hold"
        raise OSError(errno.EILSEQ, words) from error


def _umask() -> int:
    """The permissions that new files do without; reading them means setting them."""
    value = os.umask(0o022)
    os.umask(value)
    return value
