"""The graph of a trained run as edges by name, between variables and between factors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from PIL import Image

from causalvq.compiler.graphs.graph_drawing import Arrow, Drawing, Level, Style, label
from causalvq.compiler.graphs.graph_picture import graph_picture
from causalvq.compiler.plan import Plan
from causalvq.errors import CompileError
from causalvq.runtime.answers.answer import Answer, AnswerTable
from causalvq.runtime.model import CausalVQ

Wrong = Mapping[tuple[str, str], str]
"""What is wrong with edges: reversed, or extra."""
NONE: Wrong = MappingProxyType({})


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
class NamedGraph(Answer):
    """The edges between variables, and between the factors that own them.

    Args:
        plan: of the run.
        edges: between variables.
        factor_edges: between factors.
    """

    plan: Plan = field(repr=False)
    edges: tuple[Edge, ...]
    factor_edges: tuple[Edge, ...]

    def of(self, level: Level) -> tuple[Edge, ...]:
        """The edges between the nodes of a level."""
        return self.edges if level == "variables" else self.factor_edges

    def to_dict(self) -> dict[str, Any]:
        """The edges as plain dictionaries and lists."""
        between = {"edges": self.edges, "factor_edges": self.factor_edges}
        return {name: [asdict(edge) for edge in edges] for name, edges in between.items()}

    def title(self) -> str:
        """How many edges there are."""
        count = len(self.factor_edges)
        return f"causal graph of {self.plan.name}: {count or 'no'} edge{'' if count == 1 else 's'} between factors"

    def tables(self) -> tuple[AnswerTable, ...]:
        """The edges between factors; there is no table of none."""
        rows = tuple(
            (edge.cause, edge.effect, f"{edge.probability:.4f}", "given" if edge.given else "learned")
            for edge in self.factor_edges
        )
        return (AnswerTable(("cause", "effect", "probability", "origin"), rows),) if rows else ()

    def picture(self) -> Image.Image | None:
        """The graph between factors, where there is one that is small enough to be drawn."""
        try:
            return graph_picture(drawn(self.plan, self.factor_edges, "factors")) if self.factor_edges else None
        except CompileError:
            return None


def named_graph(plan: Plan, model: CausalVQ) -> NamedGraph:
    """The edges that a trained model has."""
    return NamedGraph(plan, _edges(plan, model, "variables"), _edges(plan, model, "factors"))


def _edges(plan: Plan, model: CausalVQ, level: Level) -> tuple[Edge, ...]:
    """One edge for each pair of nodes; between factors the most probable one of their variables stands for all."""
    return _likeliest(plan, model, level, model.transition.adjacency.nonzero().tolist())


def edges_between(plan: Plan, model: CausalVQ, level: Level, pairs: Sequence[tuple[str, str]]) -> tuple[Edge, ...]:
    """Edges that a graph may or may not have, by the names of their ends, with what is known of them."""
    groups: dict[str, list[int]] = {}
    for index in range(len(plan.variables)):
        groups.setdefault(label(plan, index, level), []).append(index)
    ends = [(one, other) for cause, effect in pairs for one in groups[cause] for other in groups[effect]]
    return _likeliest(plan, model, level, ends)


def _likeliest(plan: Plan, model: CausalVQ, level: Level, ends: Sequence[Sequence[int]]) -> tuple[Edge, ...]:
    """One edge for each pair of nodes that variables stand for: the most probable one; a given one before others."""
    required = set(plan.graph.required)
    found: dict[tuple[str, str], Edge] = {}
    for cause, effect in ends:
        named = label(plan, cause, level), label(plan, effect, level)
        probability = round(float(model.transition.edge_probability[cause, effect]), 6)
        edge = Edge(*named, probability, (cause, effect) in required)
        before = found.get(named)
        if named[0] != named[1] and (before is None or (edge.given, probability) > (before.given, before.probability)):
            found[named] = edge
    return tuple(found.values())


def drawn(
    plan: Plan, edges: Sequence[Edge], level: Level, missing: Sequence[Edge] = (), *, wrong: Wrong = NONE
) -> Drawing:
    """The edges as a drawing, for a picture, DOT, Mermaid or text.

    Args:
        plan: of the run.
        edges: those that the graph has.
        level: what its nodes are.
        missing: true edges that it does not have.
        wrong: of its edges those that are not true, and in which way.
    """
    nodes = dict.fromkeys(label(plan, index, level) for index in range(len(plan.variables)))
    arrows = [arrow(edge, wrong.get((edge.cause, edge.effect), "")) for edge in edges]
    arrows += [Arrow(edge.cause, edge.effect, "missing", "missing") for edge in missing]
    return Drawing(plan.name, tuple(nodes), tuple(arrows))


def arrow(edge: Edge, wrong: str) -> Arrow:
    """An edge as it is drawn: given, or learned with its probability; and whether it is wrong."""
    text = "given" if edge.given else f"{edge.probability:.2f}"
    style: Style = "wrong" if wrong else "required" if edge.given else "learned"
    return Arrow(edge.cause, edge.effect, style, f"{text}, {wrong}" if wrong else text)


def undecided(plan: Plan) -> Iterator[str]:
    """What the graph does not say."""
    if plan.layout == "slots" and plan.graph.kind != "fixed" and any(one.kind == "step" for one in plan.actions):
        yield "edges that were not given were left out: only actions that set values decide them"
    if plan.graph.scope == "sample":
        yield "each image and action has a graph of its own: a probability is a mean over images, an edge is in most"
