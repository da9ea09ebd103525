"""Locks on open files, which the system lets go of when their process ends, however it ends.

Not the library filelock, which knows a lock by its path alone: temporary files are locked by the descriptor that made
them (docs/adr/0033-libraries-judged.md).
"""

from __future__ import annotations

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]

HAS_LOCKS = fcntl is not None
"""Whether the system has such locks; a file system of a system that has them may still have none."""


def try_lock(handle: int) -> bool | None:
    """Take the lock of an open file, unless somebody else has it.

    Returns:
        whether it is ours now; None where there are no such locks.
    """
    if not HAS_LOCKS:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return None
    return True


def wait_lock(handle: int) -> bool | None:
    """Take the lock of an open file as soon as nobody else has it.

    Returns:
        True; None where there are no such locks.
    """
    if not HAS_LOCKS:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:  # a file system without locks
        return None
    return True
