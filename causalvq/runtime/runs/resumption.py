"""What `causalvq train` would do with a run if another plan were compiled, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from causalvq.compiler.artifacts.plan_difference import differences
from causalvq.compiler.capability.trainability import unsupported
from causalvq.compiler.plan import Plan
from causalvq.errors import RunError
from causalvq.runtime.runs.checkpoint_folders import newest_step
from causalvq.runtime.runs.run import Run

UNSAID = ("cost.", "train.phases", "network.")
"""Parts of a plan that follow from others, whose difference says nothing more."""
MOST_TOLD = 3
STEPS = {"train.steps", "train.floor"}


@dataclass(frozen=True, slots=True)
class Resumption:
    """What training would do.

    Args:
        run: path of the run.
        outcome: `continues` the run, has `nothing` to do, starts `anew` and leaves the run as it is, or `refuses`.
        why: the reason, for people.
        instead: a command that does otherwise; None without one.
    """

    run: str
    outcome: Literal["continues", "nothing", "anew", "refuses"]
    why: str
    instead: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"run": self.run, "outcome": self.outcome, "why": self.why, "instead": self.instead}


def resumption(run: Run, plan: Plan) -> Resumption:
    """What `causalvq train` does with a run once a plan was compiled where the run is."""
    path = run.path.as_posix()
    missing = unsupported(plan)
    if missing:
        return Resumption(path, "refuses", missing[0].message, None)
    if run.alone:
        why = "a model folder by itself is no run that can go on"
        return Resumption(path, "refuses", why, f"causalvq train --from {path}")
    try:
        step = newest_step(run)
    except RunError as error:
        return Resumption(path, "refuses", error.diagnostics[0].message)
    if plan.digest == run.compiled:
        return of_its_own_plan(run, step)
    return Resumption(path, "anew", f"the plans differ in {changed(run.plan, plan)}", instead(run, plan, step))


def of_its_own_plan(run: Run, step: int | None) -> Resumption:
    """What training does with a run of the same plan."""
    path = run.path.as_posix()
    if run.finished and run.scored:
        why = f"the run is trained to its end, {run.plan.train.steps:,} steps at most"
        return Resumption(path, "nothing", why, "causalvq train --new, or --more N")
    if run.finished:
        return Resumption(path, "continues", "the run is trained, and only its scores are missing")
    why = f"after step {step:,}" if step else "from its first step, as it has no checkpoint"
    return Resumption(path, "continues", why)


def instead(run: Run, plan: Plan, step: int | None) -> str | None:
    """The command that goes on with a run although the plan is another one."""
    more = plan.train.steps - run.plan.train.steps
    if not run.finished:
        return f"causalvq train --run {run.path.as_posix()}" if step else None
    if more > 0 and set(parts(run.plan, plan)) <= STEPS:
        return f"causalvq train --run {run.path.as_posix()} --more {more}"
    return f"causalvq train --from {run.path.as_posix()}"


def changed(before: Plan, after: Plan) -> str:
    """The first few parts of a plan that differ."""
    paths = list(dict.fromkeys(parts(before, after)))
    return ", ".join(paths[:MOST_TOLD]) + (", ..." if len(paths) > MOST_TOLD else "")


def parts(before: Plan, after: Plan) -> Iterator[str]:
    """The parts of a plan that differ and do not follow from others."""
    return (entry.path for entry in differences(before, after) if not entry.path.startswith(UNSAID))
