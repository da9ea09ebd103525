"""Rules about the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from causalvq.compiler.graphs.adjacency import Mask, closure, required_mask, unpack
from causalvq.compiler.plan import GraphPlan, VariablePlan

MOST_LOG_ODDS = 14.0
"""Nats; a probability of 0.999999 is 13.8."""


def masks_hold(graph: GraphPlan, variables: tuple[VariablePlan, ...]) -> Iterator[str]:
    """Rows of allowed edges, required ones among them; nothing causes itself; no way back in an acyclic graph."""
    count = len(variables)
    if len(graph.allowed) != count or not in_order(graph.required, count):
        yield "graph.allowed has not a row a variable, or graph.required is not sorted edges between them"
        return
    try:
        allowed = unpack(graph.allowed)
    except ValueError as error:
        yield f"graph.allowed cannot be read: {error}"
        return
    yield from knowledge_holds(graph, allowed, required_mask(graph))


def knowledge_holds(graph: GraphPlan, allowed: Mask, required: Mask) -> Iterator[str]:
    """The masks agree with each other."""
    if allowed.diagonal().any():
        yield "graph.allowed lets a variable cause itself"
    if (required & ~allowed).any():
        yield "a required edge is not allowed"
    if graph.kind == "fixed" and (allowed & ~required).any():
        yield "the graph is fixed, but other edges than the required ones are allowed"
    if graph.acyclic and required.any():
        yield from no_way_back(allowed, required)


def no_way_back(allowed: Mask, required: Mask) -> Iterator[str]:
    """The required edges close no cycle, and no allowed edge closes one with them."""
    import networkx as nx

    if not nx.is_directed_acyclic_graph(nx.DiGraph([(i, j) for i, j in np.argwhere(required).tolist()])):
        yield "the required edges close a cycle"
    elif (allowed & closure(required).T).any():
        yield "an allowed edge would close a cycle with the required ones"


def in_order(edges: Sequence[tuple[Any, ...]], count: int) -> bool:
    """Whether edges are sorted, without repetition, and between variables."""
    ends = [edge[:2] for edge in edges]
    if len(ends) > count * count or any(max(end) >= count for end in ends):
        return False
    return all(one < other for one, other in pairwise(ends))


def log_odds_hold(graph: GraphPlan, variables: tuple[VariablePlan, ...]) -> Iterator[str]:
    """Prior log-odds are bounded and belong to variables and open edges."""
    count = len(variables)
    values = [graph.log_odds, *graph.log_odds_from, *(value for _, _, value in graph.log_odds_of)]
    if any(abs(value) > MOST_LOG_ODDS for value in values):
        yield f"log-odds beyond {MOST_LOG_ODDS} nats"
    if len(graph.log_odds_from) not in (0, count):
        yield "graph.log_odds_from has not a value a variable"
    if not in_order(graph.log_odds_of, count):
        yield "graph.log_odds_of is not sorted edges between variables"
    if (graph.kind == "scale_free") != bool(graph.log_odds_from):
        yield "graph.log_odds_from does not fit the kind of the prior"
    if graph.kind != "edge_probabilities" and graph.log_odds_of:
        yield "graph.log_odds_of does not fit the kind of the prior"


RULES = (masks_hold, log_odds_hold)
