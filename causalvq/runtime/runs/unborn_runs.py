"""Folders of runs that are being made: held while they are, and removed where a kill left one without a run in it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from causalvq.atomic_files import ENDING
from causalvq.file_locks import HAS_LOCKS, try_lock

NAME: Final = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}(-\d+)?")
FIRST_FILES: Final = frozenset({"spec.yaml", "plan.json"})
"""What is written into a run before run.json, which makes it one."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """While inside, `remove_unborn` of other processes lets a folder be; where there are no locks it always does."""
    handle = None
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY) if HAS_LOCKS else None
    try:
        if handle is not None:
            try_lock(handle)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def remove_unborn(parent: Path) -> None:
    """Remove the folders of runs that were killed before they were runs; nothing that holds anything else."""
    with suppress(OSError):
        for folder in [path for path in parent.iterdir() if NAME.fullmatch(path.name) and not path.is_symlink()]:
            if HAS_LOCKS and folder.is_dir() and is_unborn(folder):
                _remove_unheld(folder)


def is_unborn(folder: Path) -> bool:
    """Whether there is nothing in a folder but the beginning of a run."""
    return all(path.name in FIRST_FILES or path.name.endswith(ENDING) for path in folder.iterdir())


def _remove_unheld(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            if try_lock(handle) and is_unborn(folder):  # it may have become a run before the lock was ours
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)
