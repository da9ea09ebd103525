"""The true graph of a file, between the factors or variables of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from causalvq.compiler.graphs.graph_drawing import Level, label
from causalvq.compiler.graphs.graph_files import FileEdge, FileKnowledge, read_knowledge
from causalvq.compiler.plan import Plan
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Diagnostic, Place, QueryError
from causalvq.metrics.edge_scores import Pair
from causalvq.runtime.queries.learned_edges import Edge
from causalvq.runtime.run_diagnostics import NO_NODE, NOT_COMPARED

LIKELY: Final = 0.5
"""The probability from which a soft edge of a file is taken for one that is there."""
MOST_NAMES: Final = 20


def pairs_of(edges: Sequence[Edge]) -> tuple[Pair, ...]:
    """Cause and effect of each edge."""
    return tuple((edge.cause, edge.effect) for edge in edges)


def read_truth(path: Path) -> FileKnowledge:
    """A true graph from a file, in the formats of `graph.file`: GraphML, GML, or a table of causes and effects.

    Raises:
        CompileError: CVQ213 when it cannot be read or is none.
    """
    return read_knowledge(path.name, path.parent, Place(str(path)))


def true_edges(known: FileKnowledge, plan: Plan, level: Level) -> tuple[Pair, ...]:
    """The true edges between the nodes of a level; an edge between factors is one between all their variables.

    Raises:
        QueryError: CVQ506 when the file names what the run does not have; CVQ507 when it speaks of factors that own
            no variable, as those of a grid may.
    """
    edges = [edge for edge in known.edges if edge.kind == "required" or (edge.probability or 0.0) > LIKELY]
    nodes = nodes_by_name(plan, level)
    unknown = [diagnostic for edge in edges for diagnostic in unknown_names(edge, nodes, known)]
    if unknown:
        raise QueryError(*dict.fromkeys(unknown))
    unowned = sorted({end for edge in edges for end in (edge.cause, edge.effect) if not nodes[end]})
    if unowned:
        message = f"the graph names factors that own no variable: {', '.join(unowned[:MOST_NAMES])}"
        hint = "write it between variables, or train with variables.ownership: books"
        raise QueryError(Diagnostic(NOT_COMPARED, message, Place(known.path), hint=hint))
    found = [(cause, effect) for edge in edges for cause in nodes[edge.cause] for effect in nodes[edge.effect]]
    return tuple(dict.fromkeys((cause, effect) for cause, effect in found if cause != effect))


def nodes_by_name(plan: Plan, level: Level) -> dict[str, tuple[str, ...]]:
    """For each name of a factor or a variable the nodes of a level that it stands for."""
    nodes: dict[str, tuple[str, ...]] = {}
    for position, factor in enumerate(plan.data.factors):
        owned = [index for index, variable in enumerate(plan.variables) if variable.factor == position]
        nodes[factor.name] = tuple(dict.fromkeys(label(plan, index, level) for index in owned))
    for index, variable in enumerate(plan.variables):
        nodes.setdefault(variable.name, (label(plan, index, level),))
    return nodes


def unknown_names(edge: FileEdge, nodes: Mapping[str, tuple[str, ...]], known: FileKnowledge) -> list[Diagnostic]:
    """CVQ506 for each end of an edge that no factor and no variable is called."""
    names = list(nodes)
    expected = ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")
    return [
        Diagnostic(
            NO_NODE,
            f"the run has no factor or variable {end!r}",
            known.place(edge.line),
            expected=expected,
            hint=did_you_mean(end, names),
        )
        for end in (edge.cause, edge.effect)
        if end not in nodes
    ]
