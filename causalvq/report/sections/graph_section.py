"""What causes what: the edges that were given and those that were learned, between factors and between variables."""

from __future__ import annotations

from dataclasses import dataclass

from causalvq.compiler.graphs.graph_drawing import Level
from causalvq.errors import CompileError
from causalvq.report.drawing.graph_shapes import GraphShapes, graph_shapes
from causalvq.report.run_subject import Subject
from causalvq.report.sections.report_section import Made
from causalvq.runtime.queries.learned_edges import Edge, drawn, undecided

MOST_EDGES = 200


@dataclass(frozen=True, slots=True)
class GraphLevel:
    """The graph between the nodes of a level.

    Args:
        level: `factors` or `variables`.
        shapes: the graph drawn; None where there are no edges, or too many to be read.
        edges: the most probable ones.
        given: how many of all the spec requires.
        learned: how many were found.
    """

    level: Level
    shapes: GraphShapes | None
    edges: tuple[Edge, ...]
    given: int
    learned: int


@dataclass(frozen=True, slots=True)
class GraphContent:
    """The graph at both levels, and what it does not say."""

    levels: tuple[GraphLevel, ...]
    notes: tuple[str, ...]


def graph_section(subject: Subject) -> Made:
    """The graph of the model."""
    graph, plan = subject.trained.graph(), subject.plan
    levels: tuple[Level, ...] = ("factors", "variables")
    made = tuple(_level(subject, level, graph.of(level)) for level in levels)
    cut = tuple(
        f"Between {one.level} the {MOST_EDGES} most probable of {one.given + one.learned:,} edges are listed."
        for one in made
        if len(one.edges) < one.given + one.learned
    )
    return Made(GraphContent(made, tuple(undecided(plan))), cut)


def _level(subject: Subject, level: Level, edges: tuple[Edge, ...]) -> GraphLevel:
    given = sum(edge.given for edge in edges)
    shown = sorted(edges, key=lambda edge: (not edge.given, -edge.probability))[:MOST_EDGES]
    try:
        shapes = graph_shapes(drawn(subject.plan, edges, level)) if edges else None
    except CompileError:  # too many to be read: they are listed
        shapes = None
    return GraphLevel(level, shapes, tuple(shown), given, len(edges) - given)
