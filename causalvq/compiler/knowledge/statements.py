"""Statements about the graph, wherever they were written, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from causalvq.compiler.draft import Inputs
from causalvq.dsl.spec import EdgeProbabilities
from causalvq.errors import Place

Kind = Literal["required", "forbidden", "soft"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One edge between factors or variables.

    Args:
        kind: soft statements carry a probability.
        cause: name of a variable, a factor or a book of a grid.
        effect: the same.
        place: where it was written.
        origin: the place as provenance says it.
        probability: of the edge, in [0, 1]; of soft statements only.
    """

    kind: Kind
    cause: str
    effect: str
    place: Place
    origin: str
    probability: float | None = None

    def __str__(self) -> str:
        return f"{self.cause} -> {self.effect}"


@dataclass(frozen=True, slots=True)
class InTier:
    """A name in a tier; tiers count from 0, earlier ones may cause later ones only."""

    name: str
    tier: int
    place: Place
    origin: str


@dataclass(frozen=True, slots=True)
class Statements:
    """All that was stated."""

    edges: tuple[Statement, ...]
    tiers: tuple[InTier, ...]


def stated(inputs: Inputs) -> Statements:
    """The statements of the spec, then those of its graph file."""
    edges, tiers = [*spec_edges(inputs)], [*spec_tiers(inputs)]
    known = inputs.knowledge
    if known is not None:
        for edge in known.edges:
            origin = f"{known.name}:{edge.line}" if edge.line else known.name
            place = known.place(edge.line)
            edges.append(Statement(edge.kind, edge.cause, edge.effect, place, origin, edge.probability))
        tiers += [InTier(node.name, node.tier, known.place(node.line), known.name) for node in known.tiers]
    return Statements(tuple(edges), tuple(tiers))


def spec_edges(inputs: Inputs) -> Iterator[Statement]:
    """`graph.required`, `graph.forbidden` and the edges of the prior."""
    graph, place = inputs.spec.graph, inputs.document.place
    for index, (cause, effect) in enumerate(graph.required):
        path = f"graph.required[{index}]"
        yield Statement("required", cause, effect, place(path), inputs.origin(path))
    for index, (cause, effect) in enumerate(graph.forbidden):
        path = f"graph.forbidden[{index}]"
        yield Statement("forbidden", cause, effect, place(path), inputs.origin(path))
    if isinstance(graph.prior, EdgeProbabilities):
        for index, (cause, effect, probability) in enumerate(graph.prior.edges):
            path = f"graph.prior.edges[{index}]"
            yield Statement("soft", cause, effect, place(path), inputs.origin(path), probability)


def spec_tiers(inputs: Inputs) -> Iterator[InTier]:
    """`graph.tiers`."""
    for tier, group in enumerate(inputs.spec.graph.tiers):
        for position, name in enumerate(group):
            path = f"graph.tiers[{tier}][{position}]"
            yield InTier(name, tier, inputs.document.place(path), inputs.origin(path))
