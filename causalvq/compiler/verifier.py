"""What holds of every draft and of every plan, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from causalvq.compiler.draft import Draft
from causalvq.compiler.plan import Plan


def require(draft: Draft) -> None:
    """Stop at a draft that breaks a rule: a fault of ours, not of the spec's."""
    if draft.plan is not None:
        broken = list(violations(draft.plan))
        assert not broken, f"after {draft.step}: {broken}"


def violations(plan: Plan) -> Iterator[str]:
    """The rules that a plan breaks, in words."""
    if sum(phase.steps for phase in plan.train.phases) != plan.train.steps:
        yield "the phases do not add up to train.steps"
    if sum(layer.parameters for layer in plan.network.layers) != plan.cost.parameters:
        yield "cost.parameters is not the sum over the layers"
