"""Graph knowledge: statements about factors and variables become masks and prior log-odds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from causalvq.compiler.draft import Inputs, WithDirection, WithGraph, WithVariables
from causalvq.compiler.graphs.adjacency import Mask, closure, pack, reach
from causalvq.compiler.knowledge.contradictions import (
    contradictions,
    names_without_meaning,
    never_reached,
    two_tiers,
    without_effect,
)
from causalvq.compiler.knowledge.expansion import Expanded, Groups, expand
from causalvq.compiler.knowledge.priors import EdgeCountError, LogOdds, prior
from causalvq.compiler.knowledge.statements import Statements, stated
from causalvq.compiler.plan import DataPlan, GraphPlan, GridPlan, VariablePlan
from causalvq.compiler.plan_faults import EDGE_COUNT, SOFT_WITHOUT_PRIOR, fault, refuse
from causalvq.dsl.spec import EdgeProbabilities, Fixed
from causalvq.errors import CompileError, Diagnostic

TRACED = 50
"""Statements that a trace tells of."""


def graph(draft: WithDirection) -> WithGraph:
    """Set `graph`.

    Raises:
        CompileError: when statements contradict each other or speak of what is not there.
    """
    variables, inputs = draft.variables, draft.inputs
    if draft.baseline is not None:
        return without_edges(draft)
    spec = inputs.spec.graph
    groups, known = groups_of(draft.data, variables, draft.grid), stated(inputs)
    refuse(names_without_meaning(known, groups))
    refuse(soft_without_prior(inputs, known))
    refuse(two_tiers(known, groups))
    made = expand(known, groups, len(variables))
    refuse(contradictions(known, made, [variable.name for variable in variables], acyclic=spec.acyclic))
    required = made.required >= 0
    allowed = allowed_edges(made, acyclic=spec.acyclic, fixed=isinstance(spec.prior, Fixed))
    warnings = (*without_effect(known, made, allowed), *unreached(draft, known, made, allowed))
    plan = GraphPlan(
        kind=spec.prior.kind,
        scope=draft.scope,
        acyclic=spec.acyclic,
        required=tuple((cause, effect) for cause, effect in np.argwhere(required).tolist()),
        allowed=pack(allowed),
        **log_odds_of(prior_of(inputs, known, made, allowed)),
    )
    return noted(WithGraph(**draft.parts, graph=plan).warn(warnings), known, made, allowed)


def without_edges(draft: WithDirection) -> WithGraph:
    """A baseline knows no graph: what the spec says of one has no effect."""
    none = np.zeros((len(draft.variables),) * 2, dtype=np.bool_)
    plan = GraphPlan(
        kind="fixed", scope="global", acyclic=True, required=(), allowed=pack(none), log_odds=0.0, log_odds_of=()
    )
    return WithGraph(**draft.parts, graph=plan).because("graph", "none", "model.kind")


def groups_of(data: DataPlan, variables: Sequence[VariablePlan], grid: GridPlan | None) -> Groups:
    """What names stand for: a factor for its variables, a book of a grid for all of its own, a variable for itself."""
    groups: dict[str, tuple[int, ...]] = {}
    for position, factor in enumerate(data.factors):
        groups[factor.name] = tuple(i for i, variable in enumerate(variables) if variable.factor == position)
    if grid is not None:
        size = grid.cells
        groups |= {f"b{book + 1}": tuple(range(book * size, (book + 1) * size)) for book in range(grid.books)}
    return groups | {variable.name: (index,) for index, variable in enumerate(variables)}


def soft_without_prior(inputs: Inputs, known: Statements) -> list[Diagnostic]:
    """Probabilities in a file mean nothing to a prior that has none of its own."""
    if isinstance(inputs.spec.graph.prior, EdgeProbabilities):
        return []
    soft = next((statement for statement in known.edges if statement.kind == "soft"), None)
    if soft is None:
        return []
    found = fault(
        inputs.document,
        SOFT_WITHOUT_PRIOR,
        f"the graph file gives edges a probability, but the prior is {inputs.spec.graph.prior.kind}",
        "graph.prior",
        expected="prior: {kind: edge_probabilities, edges: []}",
        got=str(soft.place),
    )
    return [found]


def allowed_edges(made: Expanded, *, acyclic: bool, fixed: bool) -> Mask:
    """Edges that may be there. In an acyclic graph no edge may turn back along required ones."""
    required = made.required >= 0
    if fixed:
        return required
    allowed = (made.forbidden < 0) & ~made.against_tiers
    if acyclic and required.any():
        allowed &= ~closure(required).T
    np.fill_diagonal(allowed, False)
    return allowed


def unreached(draft: WithVariables, known: Statements, made: Expanded, allowed: Mask) -> Sequence[Diagnostic]:
    """Required edges that no action can show; nothing to say where there are no actions."""
    if not draft.targets:
        return ()
    starts = np.zeros(len(allowed), dtype=np.bool_)
    starts[sorted({target for row in draft.targets for target in row})] = True
    return tuple(never_reached(known, made, reach(allowed, starts)))


def prior_of(inputs: Inputs, known: Statements, made: Expanded, allowed: Mask) -> LogOdds:
    """The prior.

    Raises:
        CompileError: when the statements leave no graph with the expected number of edges.
    """
    try:
        return prior(inputs.spec.graph, known, made, allowed)
    except EdgeCountError as error:
        raise CompileError(
            fault(
                inputs.document,
                EDGE_COUNT,
                "the statements leave no graph with the expected number of edges",
                "graph.prior.expected_edges",
                expected=f"from {error.least} (the required edges) to {error.most}",
                got=f"{getattr(inputs.spec.graph.prior, 'expected_edges', 0):g}",
            )
        ) from None


def log_odds_of(made: LogOdds) -> dict[str, Any]:
    """A prior as a plan writes it."""
    return {"log_odds": made.common, "log_odds_from": made.of_causes, "log_odds_of": made.of_edges}


def noted(draft: WithGraph, known: Statements, made: Expanded, allowed: Mask) -> WithGraph:
    """The decisions of this pass; every required edge knows the line that asks for it."""
    required = np.argwhere(made.required >= 0).tolist()
    origins = {
        f"graph.required[{index}]": known.edges[made.required[cause, effect]].origin
        for index, (cause, effect) in enumerate(required)
    }
    draft = replace(draft, origins={**draft.origins, **origins})
    for statement in known.edges[:TRACED]:
        draft = draft.told(f"{statement.kind}: {statement}", statement.origin)
    for entry in known.tiers[:TRACED]:
        draft = draft.told(f"tier {entry.tier + 1}: {entry.name}", entry.origin)
    graph = draft.graph
    return (
        draft.because("graph.kind", graph.kind, "graph.prior.kind")
        .follow(("graph.log_odds_from", "graph.log_odds_of"), "graph.prior", "graph.tiers", "graph.file")
        .because("graph.log_odds", f"{graph.log_odds:g} nats", "graph.prior")
        .because("graph.scope", graph.scope, "graph.scope", "variables")
        .because("graph.acyclic", str(graph.acyclic).lower(), "graph.acyclic")
        .because("graph.required", f"{len(required)} edges", "graph.required", "graph.file")
        .because(
            "graph.allowed",
            f"{int(allowed.sum()):,} of {len(allowed) * (len(allowed) - 1):,} edges",
            "graph.forbidden",
            "graph.tiers",
            "graph.required",
            "graph.acyclic",
            "graph.file",
        )
    )
