"""The graph of a trained run as edges by name, between variables and between factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from causalvq.compiler.graphs.graph_drawing import Arrow, Drawing, Level, label
from causalvq.compiler.plan import Plan
from causalvq.runtime.model import CausalVQ


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge of a learned graph.

    Args:
        cause: name of the cause.
        effect: name of the effect.
        probability: that the edge is there, in [0, 1], given the prior and the codes.
        given: whether the spec requires it.
    """

    cause: str
    effect: str
    probability: float
    given: bool


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """The edges between variables, and between the factors that own them."""

    edges: tuple[Edge, ...]
    factor_edges: tuple[Edge, ...]

    def to_json(self) -> dict[str, Any]:
        """The edges as plain dictionaries and lists."""
        return asdict(self)


def named_graph(plan: Plan, model: CausalVQ) -> NamedGraph:
    """The edges that a trained model has."""
    return NamedGraph(_edges(plan, model, "variables"), _edges(plan, model, "factors"))


def _edges(plan: Plan, model: CausalVQ, level: Level) -> tuple[Edge, ...]:
    """One edge for each pair of nodes; between factors the most probable one of their variables stands for all."""
    required = set(plan.graph.required)
    found: dict[tuple[str, str], Edge] = {}
    for cause, effect in model.transition.adjacency.nonzero().tolist():
        ends = label(plan, cause, level), label(plan, effect, level)
        probability = round(float(model.transition.edge_probability[cause, effect]), 6)
        before = found.get(ends)
        if ends[0] != ends[1] and (before is None or probability > before.probability):
            found[ends] = Edge(*ends, probability, (cause, effect) in required)
    return tuple(found.values())


def drawn(plan: Plan, edges: Sequence[Edge], level: Level) -> Drawing:
    """The edges as a drawing, for DOT, Mermaid or text."""
    nodes = dict.fromkeys(label(plan, index, level) for index in range(len(plan.variables)))
    arrows = tuple(Arrow(edge.cause, edge.effect, "required" if edge.given else "learned") for edge in edges)
    return Drawing(plan.name, tuple(nodes), arrows)
