"""Jobs that run side by side, at most so many at once, until all are done or somebody interrupts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

PAUSE: Final = 0.1
"""Seconds between two looks at what runs."""

PATIENCE: Final = 60.0
"""Seconds that a process has to pause in, before it is ended."""

Job = TypeVar("Job")


class Running(Protocol):
    """What runs for a job."""

    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        ...

    def stop(self) -> None:
        """Ask it to end as soon as it can go on later."""
        ...

    def kill(self) -> None:
        """End it now."""
        ...


Run = TypeVar("Run", bound=Running)


class Handling(NamedTuple, Generic[Job, Run]):
    """What is done with jobs.

    Args:
        start: begins one.
        ended: is given a job that ended by itself, and its exit status.
        look: is given what runs, again and again.
    """

    start: Callable[[Job], Run]
    ended: Callable[[Job, Run, int], None]
    look: Callable[[Sequence[tuple[Job, Run]]], None]


def run_side_by_side(
    jobs: Sequence[Job],
    most: int,
    handling: Handling[Job, Run],
    *,
    stopped: Callable[[], int],
    pause: float = PAUSE,
    patience: float = PATIENCE,
) -> bool:
    """Run jobs in their order, at most so many at once; a job that fails stops no other.

    Args:
        jobs: what to run.
        most: jobs at once.
        handling: what is done with them.
        stopped: how often somebody has asked to stop: once, and what runs is asked to pause; twice, and it is ended.
        pause: seconds between two looks.
        patience: seconds after which what does not pause is ended.

    Returns:
        whether all of them ended by themselves.
    """
    waiting, running = list(jobs), list[tuple[Job, Run]]()
    try:
        while (waiting or running) and not stopped():
            while waiting and len(running) < most:
                job = waiting.pop(0)
                running.append((job, handling.start(job)))
            for job, run in tuple(running):
                status = run.status()
                if status is not None:
                    running.remove((job, run))
                    handling.ended(job, run, status)
            handling.look(running)
            if running:
                time.sleep(pause)
        return not stopped() or not (waiting or running)
    finally:
        end([run for _, run in running], stopped, pause, patience)


def end(running: Sequence[Running], stopped: Callable[[], int], pause: float, patience: float) -> None:
    """Let what runs pause; end what does not in time, or when it is asked for again."""
    for run in running:
        run.stop()
    deadline = time.monotonic() + patience
    while any(run.status() is None for run in running):
        if stopped() > 1 or time.monotonic() > deadline:
            for run in running:
                run.kill()
            return
        time.sleep(pause)
