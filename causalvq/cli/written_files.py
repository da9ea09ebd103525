"""Files that commands write: whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

from causalvq.atomic_files import write_together
from causalvq.dsl.language_diagnostics import NOT_WRITTEN
from causalvq.errors import Diagnostic, Place, SpecError
from causalvq.regular_files import require_kind
from causalvq.system_faults import refused


def write_file(path: Path, content: str | bytes, *, replace: bool) -> None:
    """Write a file, or say why not.

    Args:
        path: where to.
        content: text, which is written in UTF-8, or bytes.
        replace: whether an existing file may be replaced.

    Raises:
        SpecError: the file exists already or cannot be written (CVQ126).
    """
    require_place(path, replace=replace)
    write_all({path: content})


def write_all(contents: Mapping[Path, str | bytes]) -> None:
    """Write files that belong together, over what is there: on a full disk none of them.

    Raises:
        SpecError: one cannot be written (CVQ126).
    """
    try:
        write_together(contents)
    except OSError as error:
        raise SpecError(refused(NOT_WRITTEN, "the file cannot be written", error)) from None


def require_place(path: Path, *, replace: bool) -> None:
    """Refuse a place where no file can be written, before the work for it is done.

    Raises:
        SpecError: the file exists already and may not be replaced, or its folder is not there (CVQ126).
    """
    try:
        there, folder = stands_there(path), path.parent.is_dir()
    except OSError as error:
        raise SpecError(refused(NOT_WRITTEN, "the file cannot be written", error, path)) from None
    if there and not replace:
        hint = "choose another name, or say --force"
        raise SpecError(Diagnostic(NOT_WRITTEN, "the file exists already", Place(str(path)), hint=hint))
    if not folder:
        raise SpecError(Diagnostic(NOT_WRITTEN, "the folder is not there", Place(str(path.parent))))


def stands_there(path: Path) -> bool:
    """Whether there is a file, or a link that leads nowhere.

    Raises:
        OSError: when it is no file, leads round in a circle, or has a name that no file can have.
    """
    try:
        path.lstat()
        require_kind(path.stat().st_mode, path)
    except FileNotFoundError:
        return path.is_symlink()
    except ValueError as error:
        raise OSError(errno.EINVAL, "no file can have this name", str(path)) from error
    return True
