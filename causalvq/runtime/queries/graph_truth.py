"""A learned graph against a true one, edge by edge.

The structural Hamming distance counts the edges that must be added, removed or turned round; one that is turned round
counts once (Tsamardinos, Brown, Aliferis, 2006, count alike on directed graphs).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from causalvq.compiler.graphs.graph_drawing import Level, label
from causalvq.compiler.graphs.graph_files import FileEdge, FileKnowledge, read_knowledge
from causalvq.compiler.plan import Plan
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Diagnostic, Place, QueryError
from causalvq.runtime.queries.learned_edges import Edge
from causalvq.runtime.run_diagnostics import NO_NODE, NOT_COMPARED

CONVENTION: Final = "edges to add, remove or turn round; a reversed edge counts once"
LIKELY: Final = 0.5
"""The probability from which a soft edge of a file is taken for one that is there."""
MOST_NAMES: Final = 20

Pair = tuple[str, str]
Verdict = Literal["right", "reversed", "extra", "missing"]


@dataclass(frozen=True, slots=True)
class GraphScore:
    """How a graph does against the true one.

    Args:
        shd: structural Hamming distance: missing + extra + reversed.
        missing: true edges between nodes that the graph does not link.
        extra: edges of the graph between nodes that are not linked in truth.
        reversed: true edges that the graph has the other way round only.
        right: true edges that it has.
        precision: share of its edges that are true; None when it has none.
        recall: share of the true edges that it has; None when there are none.
        convention: what the distance counts.
    """

    shd: int
    missing: int
    extra: int
    reversed: int
    right: int
    precision: float | None
    recall: float | None
    convention: str = CONVENTION

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def score(found: Sequence[Pair], true: Sequence[Pair]) -> tuple[GraphScore, Mapping[Pair, Verdict]]:
    """Hold edges against the true ones.

    Args:
        found: cause and effect of each edge of the graph.
        true: of each true edge.

    Returns:
        the score, and what is to be said of each edge that one of the two has; a reversed one stands under the
        direction that was found.

    >>> score([("a", "b"), ("c", "b")], [("b", "a"), ("a", "c")])[0].shd
    3
    """
    have, wanted = dict.fromkeys(found), dict.fromkeys(true)
    verdicts: dict[Pair, Verdict] = {}
    for edge in have:
        turned = edge[::-1] in wanted and edge[::-1] not in have
        verdicts[edge] = "right" if edge in wanted else "reversed" if turned else "extra"
    for edge in wanted:
        if edge not in have and verdicts.get(edge[::-1]) != "reversed":
            verdicts[edge] = "missing"
    count = Counter(verdicts.values())
    scored = GraphScore(
        shd=count["missing"] + count["extra"] + count["reversed"],
        missing=count["missing"],
        extra=count["extra"],
        reversed=count["reversed"],
        right=count["right"],
        precision=count["right"] / len(have) if have else None,
        recall=count["right"] / len(wanted) if wanted else None,
    )
    return scored, MappingProxyType(verdicts)


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
