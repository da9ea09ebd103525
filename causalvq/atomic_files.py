"""Files that are there as a whole or not at all; every stage may use this."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write to a temporary name beside `path`, sync, and rename over it; folders are made.

    A file that is replaced keeps its permissions; a new one gets those that the user's umask leaves.

    Args:
        path: where to.
        content: text (written as UTF-8, line breaks as they are) or bytes.

    Raises:
        OSError: when it cannot be written; what was there before is then still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The permissions that new files do without; reading them means setting them."""
    value = os.umask(0o022)
    os.umask(value)
    return value
