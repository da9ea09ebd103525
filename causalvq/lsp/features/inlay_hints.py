"""What the compiler makes of values that leave it something to decide, behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from causalvq.dsl.name_rule import cleaned
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import ScalarNode
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.names import factor_uses, items
from causalvq.lsp.texts.positions import Range

if TYPE_CHECKING:
    from causalvq.compiler.plan import Plan


MOST_NAMES: Final = 8


def inlay_hints(known: Knowledge, wanted: Range) -> list[dict[str, Any]]:
    """The hints of a part of a text: states, steps, orders; empty until there is a plan of the text as it is."""
    plan = known.compiled.plan if known.compiled is not None and known.current else None
    if plan is None:
        return []
    found = (hint(known, node, label) for node, label in labels(known, plan))
    return [one for one, place in found if place.meets(wanted)]


def labels(known: Knowledge, plan: Plan) -> Iterator[tuple[ScalarNode, str]]:
    """Values and what is made of them."""
    own = known.read.own
    for path, label in (
        (("codebook", "size"), f"{plan.codebook.size} states"),
        (("train", "steps"), f"{plan.train.steps:,} steps"),
        (("interventions", "actions"), actions(plan)),
        (("graph", "scope"), plan.graph.scope),
        (
            ("variables", "count"),
            ", ".join(one.name for one in plan.variables[:8]) + ", ..." * (len(plan.variables) > 8),
        ),
    ):
        node = nodes.find(own, path)
        if isinstance(node, ScalarNode) and (node.value == "auto" or path[-1] == "count"):
            yield node, f"= {label}"
    yield from of_variables(known, plan)
    yield from of_factors(known)


def names(plan: Plan) -> str:
    """The first few variables."""
    shown = [one.name for one in plan.variables[:MOST_NAMES]]
    return ", ".join([*shown, "..."] if len(plan.variables) > MOST_NAMES else shown)


def actions(plan: Plan) -> str:
    """`14 of kind step`."""
    kinds = sorted({action.kind for action in plan.actions})
    return f"{len(plan.actions)} of kind {' and '.join(kinds)}" if kinds else "none"


def of_variables(known: Knowledge, plan: Plan) -> Iterator[tuple[ScalarNode, str]]:
    """States and factors that declarations leave out."""
    planned = {one.name: one for one in plan.variables}
    for item in items(known.read.own, "variables"):
        name = nodes.child(item, "name")
        variable = planned.get(cleaned(name.text)) if isinstance(name, ScalarNode) else None
        if variable is None or not isinstance(name, ScalarNode):
            continue
        told = [] if nodes.child(item, "states") else [f"{variable.states} states"]
        if variable.factor is not None and nodes.child(item, "factor") is None:
            told.append(f"factor {plan.data.factors[variable.factor].name}")
        if told:
            yield name, ", ".join(told)


def of_factors(known: Knowledge) -> Iterator[tuple[ScalarNode, str]]:
    """Values and order of the factors that are listed."""
    facts = {one.name: one for one in known.compiled.factors} if known.compiled is not None else {}
    for use in factor_uses(known.read.own):
        factor, node = facts.get(use.name), nodes.find(known.read.own, use.path)
        if use.declares and factor is not None and isinstance(node, ScalarNode):
            yield node, f"{factor.size} values, {factor.order}"


def hint(known: Knowledge, node: ScalarNode, label: str) -> tuple[dict[str, Any], Range]:
    """A hint behind a value."""
    place = known.text.of_span(node.span)
    return {"position": place.end._asdict(), "label": label, "paddingLeft": True}, place
