"""Compiling beside the typing: the newest text of each file, once nobody has typed for a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from causalvq.dsl.documents.document import Document
from causalvq.lsp.analysis.spec_analysis import SpecAnalysis

if TYPE_CHECKING:  # loaded by the thread, so that the first diagnostics do not wait for it
    from causalvq.compiler.capability.step_time import Estimate
    from causalvq.compiler.plan import Plan
    from causalvq.lsp.analysis.data_watch import OpenData
    from causalvq.lsp.analysis.plan_analysis import PlanAnalysis

QUIET: Final = 0.15
"""Seconds without a change after which a text is compiled."""

Tell = Callable[[str, SpecAnalysis, "Found"], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What data and compiler say of a text.

    Args:
        compiled: facts, plan and faults.
        estimate: time and memory here; None where there is no plan, or this machine was not measured yet.
    """

    compiled: PlanAnalysis
    estimate: Estimate | None = None


class Background:
    """A thread that compiles.

    Args:
        tell: is told what was found, from the thread.
        fail: is told of a fault of ours, from the thread.
        quiet: seconds without a change after which a text is compiled.
    """

    def __init__(self, tell: Tell, fail: Callable[[BaseException], None], quiet: float = QUIET) -> None:
        self._tell, self._fail, self._quiet = tell, fail, quiet
        self._wanted: dict[str, tuple[float, SpecAnalysis]] = {}
        self._changed = threading.Condition()
        self._data: OpenData | None = None
        self._look_again = False
        self._thread: threading.Thread | None = None

    def want(self, uri: str, read: SpecAnalysis) -> None:
        """Compile a text, unless a newer one comes before."""
        if not read.is_spec:
            return
        with self._changed:
            self._wanted[uri] = time.monotonic() + self._quiet, read
            self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="compiler", daemon=True)
            self._thread.start()

    def drop(self, uri: str) -> None:
        """A text is not wanted any more."""
        with self._changed:
            self._wanted.pop(uri, None)

    def look_again(self) -> None:
        """Something on disk has changed."""
        self._look_again = True

    def _work(self) -> None:
        while True:
            uri, read = self._next()
            try:
                found = self._find(read)
                self._tell(uri, read, found)
                if found.compiled.plan is not None and found.estimate is None:
                    self._tell(uri, read, replace(found, estimate=estimated(found.compiled.plan, measure=True)))
            except Exception as error:
                self._fail(error)

    def _next(self) -> tuple[str, SpecAnalysis]:
        """The next text that is due."""
        with self._changed:
            while True:
                now = time.monotonic()
                due = [(when, uri) for uri, (when, _) in self._wanted.items() if when <= now]
                if due:
                    uri = min(due)[1]
                    return uri, self._wanted.pop(uri)[1]
                waits = [when - now for when, _ in self._wanted.values()]
                self._changed.wait(min(waits, default=None))

    def _find(self, read: SpecAnalysis) -> Found:
        """What data and compiler say."""
        from causalvq.lsp.analysis.data_watch import OpenData
        from causalvq.lsp.analysis.plan_analysis import PlanAnalysis, compile_open, factors_alone

        self._data = self._data or OpenData()
        if self._look_again:
            self._look_again = False
            self._data.forget_stamps()
        if read.document is not None:
            compiled = compile_open(read.document, self._data)
            return Found(compiled, None if compiled.plan is None else estimated(compiled.plan, measure=False))
        if read.spec is None or any(path[:2] in (("data",), ("data", "source")) for path in read.lost):
            return Found(PlanAnalysis())
        return Found(factors_alone(Document(read.open.path, read.spec, read.merged), self._data))


def estimated(plan: Plan, *, measure: bool) -> Estimate | None:
    """Time and memory of a plan on this machine.

    Args:
        plan: the plan.
        measure: whether to measure a machine that is not known yet, which takes two seconds; else None.
    """
    from causalvq.compiler.capability import step_time
    from causalvq.data.cache import default_directory

    folder = default_directory()
    machine = step_time.measured(folder, tell=lambda _: None) if measure else step_time.known(folder)
    return None if machine is None else step_time.estimate(plan, machine)
