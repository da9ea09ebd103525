"""Where a run stands: all that a checkpoint keeps beside tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from math import isfinite
from typing import Any

from causalvq.compiler.plan import Plan
from causalvq.runtime.feeding.schedule import phase_end

PROGRESS = 0.01
"""Share by which a validation must be better than the last one that was, to be no part of a plateau."""

PLATEAU = 2
"""Validations in a row that are no better, after which training ends where the plan leaves its end open."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best validation of a phase. Phases are not compared: what is decoded in them differs.

    Args:
        phase: its name; empty before the first validation.
        step: after which the best validation was.
        loss: the criterion of it; lower is better.
        mark: the criterion of the last validation that was better than the mark before it by a share of `PROGRESS`.
        waited: validations since then.
        score: the highest share of actions that was found in held-out pairs; 0 before there was one.
        still: validations in a row of which neither score nor criterion was better, or all of whose actions were found.
    """

    phase: str = ""
    step: int = 0
    loss: float = 0.0
    mark: float = 0.0
    waited: int = 0
    score: float = 0.0
    still: int = 0

    def after(self, phase: str, step: int, loss: float, score: float = 0.0) -> Best:
        """The best once another validation is known."""
        if phase != self.phase:
            return Best(phase, step, loss, loss, score=score, still=int(score == 1))
        best = self if loss >= self.loss else replace(self, step=step, loss=loss)
        # Against the mark, not the best: many gains too small to count one by one are progress once they add up to it.
        lower = loss < (1 - PROGRESS) * self.mark
        # When every action is found there is no more to wait for, however the loss still falls.
        better = score < 1 and (lower or score > self.score)
        best = replace(best, score=max(score, self.score), still=0 if better else self.still + 1)
        return replace(best, mark=loss, waited=0) if lower else replace(best, waited=self.waited + 1)


@dataclass(frozen=True, slots=True)
class TrainState:
    """Where a run stands.

    Args:
        step: position in the schedule: steps done, and those that were skipped.
        skipped: steps of the schedule that were left out because of a plateau.
        best: the best validation of the current phase.
    """

    step: int = 0
    skipped: int = 0
    best: Best = field(default_factory=Best)

    def advanced(self) -> TrainState:
        """The state one step later."""
        return replace(self, step=self.step + 1)

    def lengthened(self) -> TrainState:
        """The state when the schedule has become longer: no validation counts for a plateau any more."""
        return replace(self, best=replace(self.best, waited=0, still=0))

    def past_plateau(self, plan: Plan, phase: str) -> TrainState:
        """Skip to the end of the phase just trained when its validations have not become better for too long.

        A plateau ends its phase, not the training: codebooks are settled in the last phase, and a model without it
        would flicker. The first phase is never cut short: what it prepares shows in no validation of its own. Where the
        plan leaves the end open the last one is not either: in it the learning rate falls.
        """
        train = plan.train
        if phase == train.phases[0].name:
            return self
        if train.floor is None:
            ends = train.early_stop is not None and self.best.waited >= train.early_stop
        else:
            ends = phase != train.phases[-1].name and self._stands_still(train.floor - train.phases[-1].steps)
        if not ends:
            return self
        end = phase_end(plan, phase)
        return replace(self, step=end, skipped=self.skipped + end - self.step)

    def _stands_still(self, least: int) -> bool:
        """Whether so many steps are done, and nothing has become better lately."""
        return self.step >= least and self.best.still >= PLATEAU

    def to_json(self) -> dict[str, Any]:
        """The state as plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> TrainState:
        """Read the state from what `to_json` gave.

        Raises:
            TypeError, KeyError, ValueError: when it is something else.
        """
        best = Best(**values["best"])
        counts = (values["step"], values["skipped"], best.step, best.waited, best.still)
        figures = (best.loss, best.mark, best.score)
        if not all(type(count) is int and count >= 0 for count in counts):
            raise ValueError("steps are counted from 0")
        if not all(type(figure) in (int, float) and isfinite(figure) for figure in figures):
            raise ValueError("losses and scores are numbers")
        if not isinstance(best.phase, str) or max(values["skipped"], best.step) > values["step"]:
            raise ValueError("it says more steps than were done")
        return cls(values["step"], values["skipped"], best)
