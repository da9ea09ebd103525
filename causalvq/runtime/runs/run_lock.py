"""One process trains a run; the system lets go of the lock when that process ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from causalvq.atomic_files import open_own
from causalvq.errors import Diagnostic, Place, RunError
from causalvq.runtime.run_diagnostics import BUSY, UNWRITABLE
from causalvq.runtime.runs.run import Run
from causalvq.system_faults import refused

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, two processes on one run are the user's to avoid
    fcntl = None  # type: ignore[assignment]


@contextmanager
def only_trainer(run: Run) -> Iterator[None]:
    """While inside, no other process can train the run.

    Raises:
        RunError: CVQ420 when another process is training it, CVQ413 when there can be no lock.
    """
    path = run.path / "lock"
    try:
        handle = open_own(path, os.O_RDWR | os.O_APPEND)
    except OSError as error:
        raise RunError(refused(UNWRITABLE, "the run cannot be locked", error, path)) from error
    with os.fdopen(handle, "a+", encoding="utf-8", errors="replace") as file:
        if not _taken(file):
            file.seek(0)
            raise RunError(
                Diagnostic(
                    BUSY,
                    f"the run is being trained by another process (pid {file.read(20).strip() or 'unknown'})",
                    Place(str(run.path)),
                    hint="wait for it or stop it; causalvq train --new trains another run",
                )
            )
        with suppress(OSError):  # a full disk: who holds the lock is told to people only
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        yield


def _taken(file: IO[str]) -> bool:
    """Whether the lock is ours now, or this system or file system has none."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
