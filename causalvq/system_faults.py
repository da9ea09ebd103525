"""What the system says of files and memory, as diagnostics: in which words, and what to do about it."""

from __future__ import annotations

import errno
from pathlib import Path

from causalvq.errors import Code, Diagnostic, Place

REMEDIES: dict[int, str] = {
    errno.EACCES: "change its permissions, or name a place that is yours",
    errno.EPERM: "change its permissions, or name a place that is yours",
    errno.EROFS: "name a place on a disk that can be written",
    errno.ENOSPC: "free some space on that disk, or name a place on another one",
    errno.EDQUOT: "free some space, or ask for a larger quota",
    errno.EFBIG: "raise the limit on the size of files (ulimit -f), or name a smaller file",
    errno.EISDIR: "move the folder away, or name another file",
    errno.ENOTDIR: "a part of the path is a file: name another place",
    errno.ENAMETOOLONG: "shorten the name",
    errno.ELOOP: "remove the link",
    errno.EMFILE: "let the process open more files (ulimit -n)",
    errno.ENFILE: "close other programs: the system has too many open files",
    errno.EIO: "the disk may be damaged: copy the file elsewhere",
    errno.ENOENT: "look whether the name and its folder are right",
    errno.EEXIST: "a file stands where a folder should be: move it away",
}


def words_of(error: OSError) -> str:
    """Why the system refused, as it says."""
    return error.strerror or str(error) or type(error).__name__


def remedy_of(error: OSError) -> str | None:
    """What to do about it; None where that is not known."""
    return REMEDIES.get(error.errno or 0)


def refused(code: Code, what: str, error: OSError, place: Path | str | None = None) -> Diagnostic:
    """A diagnostic: `what` (for example "the file cannot be written"), why, where, and what to do.

    Args:
        code: of the stage that asked.
        what: what did not come about.
        error: what the system said.
        place: the file; None takes the one that the error names.
    """
    named = place if place is not None else error.filename
    where = None if named is None or isinstance(named, int) else Place(str(named))
    return Diagnostic(code, f"{what}: {words_of(error)}", where, hint=remedy_of(error))
