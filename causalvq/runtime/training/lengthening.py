"""A finished run is made longer: its last phase has more steps, and training goes on from its last checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from causalvq.compiler.plan import Plan
from causalvq.errors import Diagnostic, Place, RunError
from causalvq.runtime.run_diagnostics import NOT_LENGTHENED
from causalvq.runtime.runs.checkpoint_folders import newest_step
from causalvq.runtime.runs.run import Run, replace_plan


def lengthen(run: Run, steps: int) -> Run:
    """Give a finished run more steps; its files say so, and its model answers as before until there is another one.

    Args:
        run: a finished run, which this process alone trains.
        steps: how many more, at least 1.

    Raises:
        RunError: CVQ418 when it is not finished, or has no checkpoint of its end any more.
    """
    stands = newest_step(run)
    if not run.finished or stands != run.plan.train.steps:
        why = "is not finished" if stands is not None or not run.finished else "has no checkpoint any more"
        hint = (
            "causalvq train --run DIR goes on with it"
            if not run.finished or stands is not None
            else "causalvq train --from DIR starts another run from its weights"
        )
        message = f"the run cannot be made longer: it {why}"
        raise RunError(Diagnostic(NOT_LENGTHENED, message, Place(str(run.path)), hint=hint))
    longer = replace_plan(run, longer_plan(run.plan, steps))
    longer.log({"step": run.plan.train.steps, "phase": "lengthened", "steps": longer.plan.train.steps})
    return longer


def longer_plan(plan: Plan, steps: int) -> Plan:
    """A plan whose last phase has so many more steps; all of them count as trained where its end is open."""
    train = plan.train
    last = train.phases[-1].model_copy(update={"steps": train.phases[-1].steps + steps})
    floor = None if train.floor is None else train.floor + steps
    longer = {"phases": (*train.phases[:-1], last), "steps": train.steps + steps, "floor": floor}
    # Built anew: a copy would keep the digest of the shorter plan, which is computed once.
    return Plan.model_validate(plan.model_dump() | {"train": train.model_copy(update=longer)})


def told_longer(before: Plan, after: Plan) -> Iterator[str]:
    """What more steps mean for a plan."""
    train = after.train
    yield f"lengthened from {before.train.steps:,} to {train.steps:,} steps, all of them in its last phase, "
    yield f"{train.phases[-1].name}, in which the learning rate falls once more"
    if train.floor is not None:
        yield "; no plateau ends them, though train.steps is auto"
    elif train.early_stop is not None:
        yield "; train.early_stop counts validations anew"
