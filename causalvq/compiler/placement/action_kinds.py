"""Of which kind the actions on each factor are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from causalvq.compiler.plan import ActionPlan, FactorPlan
from causalvq.data.facts import FactorFacts, Kind
from causalvq.data.pairs.meaning import Actions
from causalvq.dsl.spec import Spec


def asked(spec: Spec) -> Actions:
    """What a spec asks of the actions."""
    return Actions(spec.interventions.asked, spec.interventions.by_factor)


def facts_of(factor: FactorPlan) -> FactorFacts:
    """What the source and the spec say of a factor of a plan."""
    return FactorFacts(factor.name, factor.size, factor.values, factor.cyclic, factor.order, factor.words)


def kinds_of(spec: Spec, factors: Iterable[FactorPlan]) -> tuple[Kind, ...]:
    """The kind of the actions on each factor of a plan that is made of a spec."""
    wanted = asked(spec)
    return tuple(wanted.kind(facts_of(factor)) for factor in factors)


def told(actions: Sequence[ActionPlan], *, open_words: bool) -> str:
    """How many actions there are of which kind: `2 of kind step and 48 of kind set`."""
    if open_words:
        return f"{len(actions)} in words of your own; which of them undo each other is found when training starts"
    counts = Counter(action.kind for action in actions)
    return " and ".join(f"{count} of kind {kind}" for kind, count in counts.items()) or "none"


def kinds_in(actions: Iterable[ActionPlan], factors: int) -> tuple[Kind, ...]:
    """The kind of the actions on each factor, as actions say it; one without an action has steps."""
    found: dict[int, Kind] = {action.factor: action.kind for action in actions}
    return tuple(found.get(position, "step") for position in range(factors))
