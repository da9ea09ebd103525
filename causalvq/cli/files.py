"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from causalvq.errors import Diagnostic, Place, SpecError


def write_text(path: Path, text: str, *, replace: bool) -> None:
    """Write a file through a temporary one in the same folder.

    Args:
        path: where to.
        text: what, in UTF-8.
        replace: whether an existing file may be replaced.

    Raises:
        SpecError: the file exists already or cannot be written (CVQ126).
    """
    if path.exists() and not replace:
        hint = "choose another name, or say --force"
        raise SpecError(Diagnostic("CVQ126", "the file exists already", Place(str(path)), hint=hint))
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~mask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = f"the file cannot be written: {error.strerror}"
        raise SpecError(Diagnostic("CVQ126", reason, Place(str(path)))) from None


def mask() -> int:
    """The permissions that new files do without."""
    value = os.umask(0o022)
    os.umask(value)
    return value
