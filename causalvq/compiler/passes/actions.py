"""Number the actions."""

from __future__ import annotations

from causalvq.compiler.draft import Draft
from causalvq.compiler.plan import ActionPlan, FactorPlan


def actions(draft: Draft) -> Draft:
    """Set `actions`: all ups then all downs for `step` (the paper's order), factor by factor for `set`.

    Without pairs there is nothing to learn actions from, so there are none.
    """
    data = draft.data
    assert data is not None
    kind = draft.inputs.spec.interventions.actions
    numbered = () if data.pairs == "none" else steps(data.factors) if kind == "step" else sets(data.factors)
    origins = ("interventions.actions", "data.factors", "data.pairs")
    spec = draft.inputs.spec.interventions
    return (
        draft.put(actions=numbered)
        .because("actions", f"{len(numbered)} of kind {kind}", *origins)
        .because("noise", spec.noise, "interventions.noise")
        .because("labels", spec.labels, "interventions.labels")
        .because("known_share", f"{spec.known_share:g}", "interventions.known_share")
    )


def steps(factors: tuple[FactorPlan, ...]) -> tuple[ActionPlan, ...]:
    """One value up for each factor, then one down for each: `mouth+1`, ..., `mouth-1`."""
    return tuple(
        ActionPlan(name=f"{factor.name}{direction:+d}", kind="step", factor=index, direction=direction, value=None)
        for direction in (1, -1)
        for index, factor in enumerate(factors)
    )


def sets(factors: tuple[FactorPlan, ...]) -> tuple[ActionPlan, ...]:
    """Every value of every factor: `mouth=smile`."""
    return tuple(
        ActionPlan(name=f"{factor.name}={value}", kind="set", factor=index, direction=0, value=position)
        for index, factor in enumerate(factors)
        for position, value in enumerate(factor.values)
    )
