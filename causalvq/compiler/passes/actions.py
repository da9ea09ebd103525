"""Number the actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from causalvq.compiler.draft import WithActions, WithData
from causalvq.compiler.placement.action_kinds import facts_of, kinds_of, told
from causalvq.compiler.plan import ActionPlan, FactorPlan
from causalvq.compiler.plan_faults import UNNAMEABLE, fault, refuse
from causalvq.data.facts import Kind
from causalvq.errors import Diagnostic


def actions(draft: WithData) -> WithActions:
    """Set `actions`: all ups, then all downs (the paper's order), then values factor by factor.

    Without pairs there is nothing to learn actions from, so there are none.

    Raises:
        CompileError: when two actions would have one name.
    """
    data, document = draft.data, draft.inputs.spec
    kinds = kinds_of(document, data.factors)
    numbered = () if data.pairs == "none" else numbered_by(data.factors, kinds)
    refuse(same_names(draft, numbered))
    origins = ("interventions.actions", "data.factors", "data.pairs")
    spec = document.interventions
    made = WithActions(**draft.parts, actions=numbered)
    made = made.because("actions", told(numbered, open_words=data.open_words), *origins)
    for index, factor in enumerate(data.factors):
        if len(set(kinds)) > 1 and numbered:
            made = made.because(
                f"data.factors[{index}].order", f"{factor.name}: {reason(factor, kinds[index])}", *origins
            )
    return (
        made.because("noise", made.noise, "interventions.noise")
        .because("labels", made.labels, "interventions.labels")
        .because("known_share", f"{spec.known_share:g}", "interventions.known_share")
    )


def same_names(draft: WithData, actions: Sequence[ActionPlan]) -> Iterator[Diagnostic]:
    """Actions that have the name of another one, by which nobody could ask for them."""
    first: dict[str, int] = {}
    for action in actions:
        other = first.setdefault(action.name, action.factor)
        if other != action.factor:
            names = [draft.data.factors[factor].name for factor in (other, action.factor)]
            message = f"{' and '.join(names)} both have an action {action.name}"
            yield fault(draft.inputs.document, UNNAMEABLE, message, "data.source", hint="rename a factor or a value")


def reason(factor: FactorPlan, kind: Kind) -> str:
    """The kind of the actions on a factor, and the order of its values that it follows from."""
    return f"{kind}, since its order is {facts_of(factor).order}" if not factor.words else f"{kind}, as its words say"


def numbered_by(factors: Sequence[FactorPlan], kinds: Sequence[Kind]) -> tuple[ActionPlan, ...]:
    """The actions on factors of some kinds, in their order."""
    chosen = list(zip(range(len(factors)), factors, kinds, strict=True))
    stepped = [(index, factor) for index, factor, kind in chosen if kind == "step"]
    return (*steps(stepped), *sets([(index, factor) for index, factor, kind in chosen if kind == "set"]))


def steps(factors: Sequence[tuple[int, FactorPlan]]) -> Iterator[ActionPlan]:
    """One value up for each factor, then one down for each: `mouth+1`, ..., `mouth-1`, or what words call them.

    Words that have no opposite have no step down, and one that undoes itself has no second one.
    """
    for place, direction in enumerate((1, -1)):
        for index, factor in factors:
            if len(dict.fromkeys(factor.words)) > place or not factor.words:
                name = factor.words[place] if factor.words else f"{factor.name}{direction:+d}"
                yield ActionPlan(name=name, kind="step", factor=index, direction=direction, value=None)


def sets(factors: Sequence[tuple[int, FactorPlan]]) -> Iterator[ActionPlan]:
    """Every value of every factor: `mouth=smile`, or what words call it."""
    for index, factor in factors:
        for position, value in enumerate(factor.values):
            name = factor.words[position] if factor.words else f"{factor.name}={value}"
            yield ActionPlan(name=name, kind="set", factor=index, direction=0, value=position)
