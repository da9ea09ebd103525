"""Commands of causalvq in processes of their own, one after another, which end when the bench does."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from causalvq.atomic_files import open_own
from causalvq.bench.machine_facts import THREADS
from causalvq.compiler.artifacts import workspace
from causalvq.errors import CompileError
from causalvq.file_locks import try_lock
from causalvq.regular_files import read_bytes

INTERRUPTED: Final = 130
FAULT: Final = re.compile(r"^(?:.*: )?CVQ\d+ (?!warning: |note: ).*", re.MULTILINE)
MOST_LOG: Final = 2**24
MOST_TOLD: Final = 1_000
"""Signs of what a command said that are kept with a cell which failed."""

DEATH_SIGNAL: Final = 1
"""Linux: PR_SET_PDEATHSIG of prctl."""


class Child:
    """Commands that run one after another in one folder, until one of them fails.

    They begin when no process works in the folder any more that a killed bench has left: each inherits a lock on it.

    Args:
        commands: the arguments of causalvq.
        folder: where they run; what they print goes to `log.txt` there.
        threads: of each process.
        digest: of the plan that is to be trained; what another plan has left in the folder is removed.
    """

    def __init__(self, commands: Sequence[tuple[str, ...]], folder: Path, threads: int, digest: str) -> None:
        self.folder, self.threads, self.digest = folder, threads, digest
        self.log = folder / "log.txt"
        self._waiting, self._stopped = list(commands), False
        self._process: subprocess.Popen[bytes] | None = None
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._lock = open_own(folder.with_name(f"{folder.name}.lock"), os.O_RDWR)
        self.status()

    def status(self) -> int | None:
        """The exit status of all of them; None while one runs. Below 0 it is the signal that ended a process."""
        if self._process is None:
            if not self._stopped and try_lock(self._lock) is not False:
                prepare(self.folder, self.digest)
                self._process = self._start()
            return INTERRUPTED if self._stopped else None
        status = self._process.poll()
        if status == 0 and self._waiting and not self._stopped:
            self._process = self._start()
            return None
        if status is not None:
            self._release()
        return status

    def stop(self) -> None:
        """Ask the process to pause, which training does after its step."""
        self._stopped = True
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End the process at once."""
        self._stopped = True
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._release()

    def last_line(self) -> str:
        """What was said last."""
        if self._process is None:
            return "waits for a process that an earlier bench has left"
        lines = self._text().rstrip().splitlines()
        return lines[-1] if lines else ""

    def fault(self) -> str:
        """Why it failed: the diagnostics that were printed, or else the last line that was."""
        told = "; ".join(dict.fromkeys(FAULT.findall(self._text())))
        if told:
            return told[:MOST_TOLD]
        status = 0 if self._process is None else self._process.returncode
        ended = f"ended by signal {-status}" if status < 0 else f"exit status {status}"
        lines = self._text().strip()[-MOST_TOLD:].splitlines()
        return ": ".join((ended, *lines[-1:]))

    def _release(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _text(self) -> str:
        with suppress(OSError):
            return read_bytes(self.log, MOST_LOG).decode(errors="replace")
        return ""

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "causalvq", *self._waiting.pop(0)],
                cwd=self.folder,
                env=environment(self.threads),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(self._lock,) if os.name != "nt" else (),
                start_new_session=os.name != "nt",  # Ctrl-C is the bench's, which passes it on
                preexec_fn=end_with(os.getpid()) if sys.platform == "linux" else None,
            )


def prepare(folder: Path, digest: str) -> None:
    """Make the folder, empty unless a plan of this digest was compiled in it last."""
    with suppress(CompileError):
        before = workspace.current(folder)
        if before is not None and before.digest == digest:
            (folder / "log.txt").unlink(missing_ok=True)
            return
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def environment(threads: int) -> dict[str, str]:
    """Of a command: the same program, and so many threads."""
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    return os.environ | dict.fromkeys(THREADS, str(threads)) | {"PYTHONPATH": path}


def end_with(parent: int) -> Callable[[], None]:
    """What a new process does first, so that it pauses when its parent is killed."""
    library = ctypes.CDLL(None)  # before the fork, after which little may be done

    def prepare() -> None:
        library.prctl(DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed already
            os.kill(os.getpid(), signal.SIGTERM)

    return prepare
