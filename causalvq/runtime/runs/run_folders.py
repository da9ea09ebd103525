"""The folders of runs: new ones, the link to the latest, and ways from one folder to another."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from causalvq.atomic_files import process_lives
from causalvq.errors import Diagnostic, Place, RunError
from causalvq.regular_files import real_path
from causalvq.runtime.run_diagnostics import NO_NAME_LEFT, TAKEN, UNWRITABLE
from causalvq.system_faults import refused


def leave_latest(path: Path) -> bool:
    """Where `latest` leads to a run that was removed, let it lead to the newest one that is left beside it.

    Returns:
        whether there was none, so that the link was removed.
    """
    latest = path.parent / "latest"
    with suppress(OSError, RunError):  # a folder of the user's may have this name
        if not latest.is_symlink() or latest.readlink() != Path(path.name):
            return False
        others = sorted(file.parent for file in path.parent.glob("*/run.json") if not file.parent.is_symlink())
        if others:
            point_latest(others[-1])
        else:
            latest.unlink(missing_ok=True)
            return True
    return False


def new_folder(parent: Path, name: str) -> Path:
    """Make a new folder; two that are asked for under the same name, for example in the same second, differ.

    Args:
        parent: made when it is not there.
        name: signs that have a meaning in paths are replaced.

    Raises:
        RunError: CVQ403 when there is no free name, CVQ413 when no folder can be made there.
    """
    name = shortened(re.sub(r"[^\w.+-]+", "_", name))
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, 1000):
            path = parent / (name if attempt == 1 else f"{name}-{attempt}")
            if not path.exists():
                with suppress(FileExistsError):  # another process may just have made it
                    path.mkdir()
                    return path
    except OSError as error:
        raise RunError(refused(UNWRITABLE, "no folder can be made here", error, parent)) from error
    raise RunError(Diagnostic(NO_NAME_LEFT, f"no free name under {parent}", hint="remove old ones"))


def shortened(name: str, most: int = 120) -> str:
    """A name that file systems hold, which count bytes."""
    return name.encode()[:most].decode(errors="ignore")


def empty_folder(path: Path) -> Path:
    """A folder of this name with nothing in it, made when it is not there.

    Raises:
        RunError: CVQ422 when there is something in it, or it is no folder; CVQ413 when it cannot be made.
    """
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            hint = f"name a new one, or go on with the run there: causalvq train --run {path}"
            raise RunError(Diagnostic(TAKEN, "there is something here already", Place(str(path)), hint=hint))
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(refused(UNWRITABLE, "no folder can be made here", error, path)) from error
    return path


def point_latest(path: Path) -> None:
    """Let runs/<name>/latest be a link to this run, replaced in one step.

    Raises:
        RunError: CVQ413 when it cannot, for example because a folder has its name.
    """
    latest = path.parent / "latest"
    try:
        for left in path.parent.glob(".latest.*"):  # by a process that was killed
            if not process_lives(left.name.removeprefix(".latest.")):
                left.unlink(missing_ok=True)
        temporary = path.parent / f".latest.{os.getpid()}"
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(path.name, target_is_directory=True)
        temporary.replace(latest)
    except OSError as error:
        raise RunError(refused(UNWRITABLE, "the link to the last run cannot be made", error, latest)) from error


def path_from(folder: Path, target: Path) -> str:
    """The way from a folder to a path; the path itself where there is none, as between drives."""
    try:
        return Path(os.path.relpath(real_path(target), real_path(folder))).as_posix()
    except ValueError:
        return str(real_path(target))


def path_at(folder: Path, way: str) -> Path:
    """Where a way from a folder leads."""
    if "\0" in way:
        raise ValueError("a path has no NUL")
    return Path(os.path.normpath(real_path(folder) / way))
