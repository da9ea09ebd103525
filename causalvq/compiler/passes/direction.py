"""Which factors have values in an order that steps follow, so that training may use the direction of a step."""

from __future__ import annotations

from collections.abc import Sequence

from causalvq.compiler.draft import Draft
from causalvq.compiler.plan import ActionPlan, DataPlan, GridPlan

LONGEST = 20
"""Values of a factor up to which any order is learned easily, whether it means something or not."""


def direction(draft: Draft) -> Draft:
    """Set `directed`: the factors that have a coordinate along which their steps go.

    With full labels states are told their values, and need no direction to find them.
    """
    data, actions, spec = draft.data, draft.actions, draft.inputs.spec
    assert data is not None
    assert actions is not None
    wanted = spec.losses.direction > 0 and spec.interventions.labels != "full"
    found = ordered(data, actions, draft.grid) if wanted else ()
    names = ", ".join(data.factors[position].name for position in found) or "none"
    origins = ("losses.direction", "interventions.actions", "interventions.labels", "data.cyclic", "variables")
    return draft.put(directed=found).because("directed", names, *origins)


def ordered(data: DataPlan, actions: Sequence[ActionPlan], grid: GridPlan | None) -> tuple[int, ...]:
    """The factors whose values steps go up and down: not those whose last value is next to the first one.

    A value that is set has no direction, and a grid has no variables that stand for one factor each. Dozens of values
    may be persons or things, in an order that means nothing; held to it, vectors are learned worse than without.
    """
    if grid is not None or not any(action.kind == "step" for action in actions):
        return ()
    return tuple(
        position for position, factor in enumerate(data.factors) if not factor.cyclic and factor.size <= LONGEST
    )
