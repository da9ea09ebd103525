"""Images decoded once: a memory-mapped file, named by what it holds, shared by processes.

    <directory>/<key>/images.npy     uint8, uint16 or float32 [N, H, W, C]
    <directory>/<key>/entry.json     what it was made from, and checksums

The key is a hash of the source's fingerprint, the size and this layout's version, so that an entry is never stale. An
entry is written beside its place and renamed when it is whole: it is there or it is not.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import stat
import sys
import tempfile
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import platformdirs
from numpy.lib import format as npy

from causalvq.atomic_files import open_own, write_atomically
from causalvq.data.data_faults import CACHE_FAILED, fault
from causalvq.data.pixels import PIXEL_BYTES, PixelType
from causalvq.data.source import Source
from causalvq.data.types import Images
from causalvq.errors import DataError, Notice
from causalvq.file_locks import try_lock, wait_lock
from causalvq.regular_files import read_json, require_regular
from causalvq.system_faults import words_of

REMEDY: Final = "free some space, or set CAUSALVQ_CACHE to a folder on another disk"
DENIED: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOENT, errno.EISDIR, errno.ELOOP}
)
"""What the system says of a folder that cannot be made or written, and that another one need not suffer from."""
VERSION: Final = 2
CHUNK: Final = 32 * 2**20  # bytes decoded at a time
BLOCK: Final = 2**16  # bytes checked at each sampled place when an entry is opened
PLACES: Final = 32
MOST_FACTS: Final = 2**20  # bytes of entry.json
KEY: Final = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What `entry.json` says of the images beside it.

    Args:
        fingerprint: of the source.
        shape: N, H, W, C.
        dtype: type of the pixels.
        whole: CRC-32 of all pixels.
        sampled: CRC-32 of pixels at evenly spaced places.
    """

    fingerprint: str
    shape: tuple[int, int, int, int]
    dtype: PixelType
    whole: int
    sampled: int


def default_directory() -> Path:
    """Where caches are kept: $CAUSALVQ_CACHE, or `causalvq` in the user's cache folder."""
    if chosen := os.environ.get("CAUSALVQ_CACHE"):
        return Path(chosen)
    return platformdirs.user_cache_path("causalvq", appauthor=False)


def cache_key(source: Source) -> str:
    """The name of a source's entry: 32 hexadecimal digits."""
    facts = source.facts
    text = f"{VERSION} {facts.fingerprint} {_shape(source)} {facts.dtype}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def images_cached_somewhere(source: Source, directory: Path) -> Images:
    """The same as `cached_images`, in a folder for temporary files where the directory may not be written.

    A `Notice` says so.

    Raises:
        DataError: CVQ311 when neither can be written.
    """
    try:
        return cached_images(source, directory)
    except DataError as error:
        denied = isinstance(error.__cause__, OSError) and error.__cause__.errno in DENIED
        other = fallback_directory() if denied else None
        if other is None or other == directory:
            raise
        why = words_of(error.__cause__) if isinstance(error.__cause__, OSError) else ""
    told = f"the cache folder {directory} cannot be written ({why}): {other} is used instead"
    warnings.warn(f"{told}; CAUSALVQ_CACHE names another one", Notice, stacklevel=2)
    return cached_images(source, other)


def fallback_directory() -> Path | None:
    """A folder for temporary files that is the user's own; None where there is none."""
    user = os.getuid() if sys.platform != "win32" else os.getlogin()
    path = Path(tempfile.gettempdir()) / f"causalvq-{user}"
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        status = path.lstat()
    except OSError:
        return None
    own = stat.S_ISDIR(status.st_mode) and (sys.platform == "win32" or status.st_uid == user)
    return path if own else None


def cached_images(source: Source, directory: Path) -> Images:
    """All images of a source, mapped from its cache, which is built first where it is missing or damaged.

    Args:
        source: the source, in the size wanted.
        directory: where entries are kept.

    Returns:
        [N, H, W, C] of the type that the source has, mapped read-only.

    Raises:
        DataError: CVQ311 when the entry cannot be written, for example because the disk is full; what the directory
            held before is untouched.
    """
    place = directory / cache_key(source)
    try:
        if damage(place, source) is not None:
            directory.mkdir(parents=True, exist_ok=True)
            with _locked(directory / f"{place.name}.lock"):
                if damage(place, source) is not None:  # another process may have built it meanwhile
                    _build(place, source)
        return _mapped(place)
    except (OSError, ValueError) as error:
        reason = words_of(error) if isinstance(error, OSError) else str(error)
        raise fault(CACHE_FAILED, f"the cache cannot be written: {reason}", place, hint=REMEDY) from error


def damage(place: Path, source: Source, *, whole: bool = False) -> str | None:
    """What is wrong with an entry, or None when it holds what it should.

    Args:
        place: the entry's folder.
        source: what it should hold.
        whole: read every pixel, not a sample of them.
    """
    try:
        entry = _read_entry(place)
        images = _mapped(place)
    except FileNotFoundError:
        return "it does not exist"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"it cannot be read: {error}"
    facts = source.facts
    if (entry.fingerprint, entry.shape, entry.dtype) != (facts.fingerprint, _shape(source), facts.dtype):
        return "it holds another source"
    if images.shape != entry.shape or images.dtype != entry.dtype:
        return "its images have the wrong shape or type"
    if _sampled(images) != entry.sampled or (whole and zlib.crc32(images.data) != entry.whole):
        return "its pixels are damaged"
    return None


def entries(directory: Path) -> list[tuple[str, Entry]]:
    """The whole entries of a cache folder, by key."""
    found = []
    for path in sorted(directory.glob("*/entry.json")):
        try:
            found.append((path.parent.name, _read_entry(path.parent)))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a folder that is no entry; `check` and the next opening say what is wrong with it
    return found


def _build(place: Path, source: Source) -> None:
    """Decode a source into a temporary folder and rename it."""
    count, height, width, channels = shape = _shape(source)
    needed = count * height * width * channels * PIXEL_BYTES[source.facts.dtype]
    if shutil.disk_usage(place.parent).free < needed:
        raise fault(
            CACHE_FAILED,
            "there is not enough room for the cache",
            place,
            expected=f"{needed:,} free bytes",
            got=f"{shutil.disk_usage(place.parent).free:,}",
            hint=REMEDY,
        )
    _remove_leftovers(place)
    temporary = Path(tempfile.mkdtemp(prefix=f"{place.name}.", dir=place.parent))
    try:
        whole = _write_images(temporary / "images.npy", source, shape)
        images = _mapped(temporary)
        entry = Entry(source.facts.fingerprint, shape, source.facts.dtype, whole, _sampled(images))
        write_atomically(temporary / "entry.json", json.dumps(asdict(entry), sort_keys=True))
        if place.exists():
            shutil.rmtree(place)
        temporary.rename(place)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _mapped(place: Path) -> Images:
    """The images of an entry, mapped read-only."""
    path = place / "images.npy"
    require_regular(path)
    images: Images = np.load(path, mmap_mode="r", allow_pickle=False)
    return images


def _remove_leftovers(place: Path) -> None:
    """Remove what processes that were killed left half decoded: of this entry, whose lock is ours, and of others."""
    for left in place.parent.glob("*.*/"):
        key = left.name.partition(".")[0]
        if not KEY.fullmatch(key) or left.is_symlink():
            continue
        if key == place.name:
            shutil.rmtree(left, ignore_errors=True)
            continue
        with suppress(OSError):
            handle = open_own(place.parent / f"{key}.lock", os.O_RDWR)
            try:
                if try_lock(handle):
                    shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)


def _write_images(path: Path, source: Source, shape: tuple[int, int, int, int]) -> int:
    """Write all images of a source as an npy file; the CRC-32 of its pixels."""
    checksum, written, kind = 0, 0, source.facts.dtype
    image = shape[1] * shape[2] * shape[3] * PIXEL_BYTES[kind]
    with path.open("wb") as file:
        header = {"descr": npy.dtype_to_descr(np.dtype(kind)), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(file, header)
        for chunk in source.chunks(max(1, CHUNK // image)):
            assert chunk.dtype == kind, "a source hands out pixels of the type that it says"
            pixels = np.ascontiguousarray(chunk)
            checksum = zlib.crc32(pixels.data, checksum)
            file.write(pixels.data)
            written += len(chunk)
        assert written == shape[0], "a source hands out as many images as it says"
        file.flush()
        os.fsync(file.fileno())
    return checksum


def _read_entry(place: Path) -> Entry:
    fields = read_json(place / "entry.json", MOST_FACTS)
    count, height, width, channels = fields["shape"]
    shape = (count, height, width, channels)
    return Entry(fields["fingerprint"], shape, fields["dtype"], fields["whole"], fields["sampled"])


def _shape(source: Source) -> tuple[int, int, int, int]:
    facts = source.facts
    return facts.images, facts.height, facts.width, facts.channels


def _sampled(images: Images) -> int:
    """CRC-32 of pixels at evenly spaced places."""
    flat = images.reshape(-1).view(np.uint8)
    last = max(0, len(flat) - BLOCK)
    checksum = 0
    for place in range(PLACES):
        start = place * last // (PLACES - 1)
        checksum = zlib.crc32(np.ascontiguousarray(flat[start : start + BLOCK]).data, checksum)
    return checksum


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file, so that of several processes one decodes and the others wait for it.

    Where there are no such locks each process decodes for itself; renaming keeps that correct.
    """
    handle = open_own(path, os.O_RDWR)
    try:
        wait_lock(handle)
        yield
    finally:
        os.close(handle)
