"""Graph knowledge: statements about factors and variables become masks and prior log-odds."""

from __future__ import annotations

from math import log

import numpy as np

from causalvq.compiler.adjacency import Mask, pack
from causalvq.compiler.draft import Draft
from causalvq.compiler.plan import GraphPlan
from causalvq.dsl.spec import EdgeProbabilities, ErdosRenyi, Graph, ScaleFree

MOST_ODDS = 13.8
"""Log-odds of a probability of 0.999999: a prior that is certain would be a statement."""


def graph(draft: Draft) -> Draft:
    """Set `graph`."""
    variables, data = draft.variables, draft.data
    assert variables is not None
    assert data is not None
    spec = draft.inputs.spec.graph
    names: dict[str, tuple[int, ...]] = {v.name: (i,) for i, v in enumerate(variables)}
    for position, factor in enumerate(data.factors):
        names[factor.name] = tuple(i for i, v in enumerate(variables) if v.factor == position)
    count = len(variables)
    required, forbidden = edges(spec.required, names, count), edges(spec.forbidden, names, count)
    allowed = ~np.eye(count, dtype=np.bool_) & ~forbidden
    if spec.prior.kind == "fixed":
        allowed = required
    grid = draft.inputs.spec.variables.layout == "grid"
    scope = spec.scope if spec.scope != "auto" else "sample" if grid and spec.prior.kind != "fixed" else "global"
    made = GraphPlan(
        kind=spec.prior.kind,
        scope=scope,
        acyclic=spec.acyclic,
        required=tuple((int(i), int(j)) for i, j in np.argwhere(required)),
        allowed=pack(allowed),
        log_odds=log_odds(probability(spec, allowed, required)),
        log_odds_of=(),
    )
    return draft.put(graph=made).because("graph.kind", spec.prior.kind, "graph.prior")


def edges(pairs: tuple[tuple[str, str], ...], names: dict[str, tuple[int, ...]], count: int) -> Mask:
    """Statements as a mask."""
    mask = np.zeros((count, count), dtype=np.bool_)
    for cause, effect in pairs:
        mask[np.ix_(names[cause], names[effect])] = True
    return mask & ~np.eye(count, dtype=np.bool_)


def probability(spec: Graph, allowed: Mask, required: Mask) -> float:
    """Of an edge that is neither required nor forbidden."""
    undecided = int((allowed & ~required).sum())
    match spec.prior:
        case ErdosRenyi(edge_probability=float(given)):
            return given
        case ErdosRenyi(expected_edges=float(wanted)) | ScaleFree(expected_edges=wanted):
            return max(0.0, wanted - int(required.sum())) / max(1, undecided)
        case EdgeProbabilities(otherwise=given):
            return given
        case _:
            return 0.5


def log_odds(chance: float) -> float:
    """Of a probability in [0, 1], kept finite."""
    if not 0.0 < chance < 1.0:
        return -MOST_ODDS if chance <= 0.0 else MOST_ODDS
    return float(f"{min(MOST_ODDS, max(-MOST_ODDS, log(chance / (1 - chance)))):.12g}")
