"""One process trains a run; the system lets go of the lock when that process ends, however it ends."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from causalvq.atomic_files import open_own
from causalvq.errors import Diagnostic, Place, RunError
from causalvq.file_locks import try_lock
from causalvq.runtime.run_diagnostics import BUSY, UNWRITABLE
from causalvq.runtime.runs.run import LOCK, Run
from causalvq.system_faults import refused


@contextmanager
def only_trainer(run: Run) -> Iterator[Run]:
    """While inside, no other process can train the run; where there are no locks, that is the user's to avoid.

    Yields:
        the run, which knows from now on when another folder takes the place of its own.

    Raises:
        RunError: CVQ420 when another process is training it, CVQ413 when there can be no lock.
    """
    path, token = run.path / LOCK, secrets.token_hex(16)
    try:
        handle = open_own(path, os.O_RDWR | os.O_APPEND)
    except OSError as error:
        raise RunError(refused(UNWRITABLE, "the run cannot be locked", error, path)) from error
    with os.fdopen(handle, "a+", encoding="utf-8", errors="replace") as file:
        if try_lock(file.fileno()) is False:
            file.seek(0)
            raise RunError(
                Diagnostic(
                    BUSY,
                    f"the run is being trained by another process (pid {file.readline(20).strip() or 'unknown'})",
                    Place(str(run.path)),
                    hint="wait for it or stop it; causalvq train --new trains another run",
                )
            )
        try:
            file.truncate(0)
            file.write(f"{os.getpid()}\n{token}\n")
            file.flush()
        except OSError:  # a full disk: who holds the lock is told to people only
            token = ""
        yield replace(run, token=token)
