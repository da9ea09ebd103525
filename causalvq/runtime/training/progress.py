"""What training tells while it runs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from causalvq.compiler.plan import Plan
from causalvq.errors import Diagnostic
from causalvq.runtime.estimation.usage import UsageWatch
from causalvq.runtime.objectives.objective import Terms
from causalvq.runtime.run_diagnostics import UNSCORED
from causalvq.runtime.training.train_state import TrainState
from causalvq.runtime.training.validation import Validated


@dataclass(frozen=True, slots=True)
class Progress:
    """Where training stands.

    Args:
        step: position in the schedule: steps done, and those that were skipped.
        steps: steps in all.
        skipped: steps of the schedule that were left out because of a plateau.
        phase: name of the phase of the last step.
        seconds: time spent training in this process.
        images_per_second: images that went through the encoder, over the same time.
        seconds_left: estimate for the rest of the schedule.
        at_most: whether a plateau of held-out scores may still end training sooner.
        losses: moving average of each term, unweighted.
        validated: the last validation of this process, None before the first.
        perplexity: states in use of each variable, by name; empty as long as no code was chosen.
        warnings: what has gone wrong since the last report.
    """

    step: int
    steps: int
    skipped: int
    phase: str
    seconds: float
    images_per_second: float
    seconds_left: float
    losses: Mapping[str, float]
    validated: Validated | None
    perplexity: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[Diagnostic, ...] = ()
    at_most: bool = False

    def to_json(self) -> dict[str, Any]:
        """The fields of a line of the run's events, which have the validations apart."""
        return {
            "step": self.step,
            "phase": self.phase,
            "seconds": round(self.seconds, 3),
            "losses": dict(self.losses),
            "perplexity": dict(self.perplexity),
            "warnings": [str(warning) for warning in self.warnings],
        }


class Meter:
    """Makes reports; its clock starts with it.

    Args:
        plan: what is trained.
        usage: of its codebooks.
    """

    def __init__(self, plan: Plan, usage: UsageWatch) -> None:
        self._plan, self._usage = plan, usage
        self._started = time.perf_counter()
        self._taken = 0
        self._average: dict[str, float] = {}
        self.validated: Validated | None = None
        self._unscored = False

    def count(self) -> None:
        """Note that a step was taken."""
        self._taken += 1

    def report(self, now: TrainState, phase: str, terms: Terms) -> Progress:
        """Report where training stands, and take the terms of the last step into their averages."""
        self._average = {name: _smooth(self._average.get(name), term.item()) for name, term in terms.items()}
        seconds, train = time.perf_counter() - self._started, self._plan.train
        rate, perplexity = self._taken / seconds, self._usage.perplexity()
        return Progress(
            step=now.step,
            steps=train.steps,
            skipped=now.skipped,
            phase=phase,
            seconds=seconds,
            images_per_second=2 * train.batch_size * rate,
            seconds_left=(train.steps - now.step) / rate,
            losses=self._average,
            validated=self.validated,
            perplexity=perplexity,
            warnings=(*self._usage.collapsed(now.step, perplexity), *self._without_scores()),
            at_most=train.floor is not None and now.step < train.steps - train.phases[-1].steps,
        )

    def _without_scores(self) -> Iterator[Diagnostic]:
        """CVQ453, the first time that a validation has no scores because computing them failed."""
        reason = self.validated.unscored if self.validated is not None else ""
        if reason and not self._unscored:
            self._unscored = True
            message, hint = "the held-out scores could not be computed", "training goes on: it goes by losses alone"
            yield Diagnostic(UNSCORED, message, got=reason.partition("\n")[0], hint=hint, severity="warning")


def _smooth(before: float | None, now: float) -> float:
    return now if before is None else 0.7 * before + 0.3 * now
