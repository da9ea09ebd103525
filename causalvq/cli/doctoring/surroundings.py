"""What is around: settings of threads, and the cache folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from causalvq.bench.machine_facts import THREADS
from causalvq.cli.doctoring.doctor_faults import CACHE_UNWRITABLE, PACKAGE_WRONG, THREADS_ODD
from causalvq.errors import Code, Diagnostic
from causalvq.system_faults import refused, remedy_of

OTHER_CACHE = "set CAUSALVQ_CACHE to a folder that is yours"


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """The cache folder as it is.

    Args:
        path: where it is, or would be.
        there: whether it is there already.
        bytes: that its files have.
        free: bytes on its disk; None where that is not known.
        fault: why it cannot be written; None where it can.
    """

    path: str
    there: bool
    bytes: int
    free: int | None
    fault: Diagnostic | None = None


def thread_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that say how many threads libraries take, as far as they are set."""
    return {name: environment[name] for name in THREADS if name in environment}


def odd_threads(settings: Mapping[str, str], cores: int) -> Iterator[Diagnostic]:
    """A warning for each setting that is no number of threads, or is more than there are cores."""
    for name, value in settings.items():
        counts = [int(part) if part.strip().isdecimal() else 0 for part in value.split(",")]
        if min(counts) < 1 or max(counts) > cores:
            what = "is no number of threads" if min(counts) < 1 else f"is more than the {cores} cores of this process"
            hint = f"export {name}={cores}, or unset {name}"
            yield Diagnostic(THREADS_ODD, f"{name}={value} {what}", hint=hint, severity="warning")


def cache_folder() -> CacheFolder:
    """The folder that images are cached in, and whether it can be written; nothing is left in it."""
    try:
        from causalvq.data.cache import default_directory  # with numpy, which may be what is broken

        path = default_directory()
    except Exception as error:
        message = f"the cache folder is not known: {type(error).__name__}: {error}"
        fault = Diagnostic(PACKAGE_WRONG, message, hint="pip install --force-reinstall causalvq")
        return CacheFolder("", False, 0, None, fault)
    nearest = next((one for one in (path, *path.absolute().parents) if os.path.lexists(one)), Path("/"))
    free = None
    with suppress(OSError):
        free = shutil.disk_usage(nearest).free
    return CacheFolder(str(path), path.is_dir(), held_bytes(path), free, unwritable(path, nearest))


def unwritable(path: Path, nearest: Path) -> Diagnostic | None:
    """Why a folder cannot be written, tried in the nearest one that is there; None where it can."""
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        return not_writable(CACHE_UNWRITABLE, "the cache folder cannot be written", error, OTHER_CACHE, path)
    return None


def not_writable(code: Code, what: str, error: OSError, otherwise: str, place: Path | None = None) -> Diagnostic:
    """What the system said of a folder, with what to do about it or `otherwise`."""
    remedy = remedy_of(error)
    return replace(refused(code, what, error, place), hint=f"{remedy}; or {otherwise}" if remedy else otherwise)


def held_bytes(folder: Path) -> int:
    """The sizes of all files below a folder; links are not followed."""
    count = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                count += (Path(place) / name).lstat().st_size
    return count
