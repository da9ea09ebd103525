"""Which factors have values in an order that steps follow, so that training may use the direction of a step."""

from __future__ import annotations

from collections.abc import Sequence

from causalvq.compiler.draft import WithDirection, WithVariables
from causalvq.compiler.placement.action_kinds import facts_of, kinds_in
from causalvq.compiler.plan import ActionPlan, DataPlan, FactorPlan, GridPlan
from causalvq.data.facts import LONGEST


def direction(draft: WithVariables) -> WithDirection:
    """Set `directed` and `spaced`: the factors that have a coordinate along which their steps go.

    With full labels states are told their values, and need no direction to find them.
    """
    data, actions, spec = draft.data, draft.actions, draft.inputs.spec
    wanted = draft.causal and spec.losses.direction > 0 and spec.interventions.labels != "full"
    found = ordered(data, actions, draft.grid) if wanted else ()
    names = ", ".join(data.factors[position].name for position in found) or "none"
    origins = ("losses.direction", "interventions.actions", "interventions.labels", "data.cyclic", "variables")
    gaps = draft.inputs.counts.spaced if draft.inputs.counts is not None else ()
    spaced = tuple(position for position in found if data.factors[position].name in gaps)
    made = WithDirection(**draft.parts, directed=found, spaced=spaced).because("directed", names, *origins)
    if spaced:
        over = ", ".join(data.factors[position].name for position in spaced)
        made = made.because("spaced", f"{over}: some steps pass over values", "data.source", "data.pairs.neighbours")
    return made


def ordered(data: DataPlan, actions: Sequence[ActionPlan], grid: GridPlan | None) -> tuple[int, ...]:
    """The factors whose values steps go up and down: not those whose last value is next to the first one.

    A value that is set has no direction, and a grid has no variables that stand for one factor each. Dozens of values
    may be persons or things, in an order that means nothing; held to it, vectors are learned worse than without. So
    they have a line where the spec says that they are ordered.
    """
    kinds = kinds_in(actions, len(data.factors))
    if grid is not None or not actions:
        return ()
    return tuple(
        position for position, factor in enumerate(data.factors) if kinds[position] == "step" and goes_along(factor)
    )


def goes_along(factor: FactorPlan) -> bool:
    """Whether the steps of a factor go along a line; those of a word that undoes itself go to and fro."""
    if factor.words:
        return len(set(factor.words)) == len(factor.words)
    order = facts_of(factor).order
    return order == "ordered" and (factor.size <= LONGEST or factor.order == "ordered")
