"""What a long command makes of Ctrl-C and SIGTERM: it is asked to pause, and not ended at once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruptions(most: int | None = None) -> Iterator[Callable[[], int]]:
    """While inside, Ctrl-C and SIGTERM are counted instead of ending this process.

    Args:
        most: how many are counted; one more is a KeyboardInterrupt. None for all.

    Yields:
        a function that says how many came.
    """
    seen: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if len(seen) == most:
            raise KeyboardInterrupt
        seen.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: len(seen)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
