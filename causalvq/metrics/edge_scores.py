"""A graph against a true one, edge by edge.

The structural Hamming distance counts the edges that must be added, removed or turned round; one that is turned round
counts once (`shd`; Tsamardinos, Brown, Aliferis, 2006, count alike on directed graphs), or twice, as entries of
adjacency matrices that differ do (`shd_reversed_twice`): name the convention with the number. Distances are 0 for a
perfect graph and at most nodes (nodes - 1), or half of that where a reversed edge counts once and neither graph has
edges both ways. Precision, recall and F1 are in [0, 1], 1 for a perfect graph; a random one of density p has precision
near the density of the truth, recall near p.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Flags
from causalvq.metrics.array_checks import as_array, as_flags
from causalvq.metrics.metric_faults import BAD_ARRAY, UNLIKE, fault

CONVENTION: Final = "edges to add, remove or turn round; a reversed edge counts once"

Pair = tuple[str, str]
Verdict = Literal["right", "reversed", "extra", "missing"]


@dataclass(frozen=True, slots=True)
class GraphScore:
    """How a graph does against the true one.

    Args:
        shd: structural Hamming distance: missing + extra + reversed.
        shd_reversed_twice: missing + extra + 2 reversed, the entries of the adjacency matrices that differ.
        missing: true edges between nodes that the graph does not link.
        extra: edges of the graph between nodes that are not linked in truth.
        reversed: true edges that the graph has the other way round only.
        right: true edges that it has.
        precision: share of its edges that are true; None when it has none.
        recall: share of the true edges that it has; None when there are none.
        f1: 2 right / (edges + true edges), the harmonic mean of the two; None when neither graph has an edge.
        convention: what `shd` counts.
    """

    shd: int
    shd_reversed_twice: int
    missing: int
    extra: int
    reversed: int
    right: int
    precision: float | None
    recall: float | None
    f1: float | None
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
        shd_reversed_twice=count["missing"] + count["extra"] + 2 * count["reversed"],
        missing=count["missing"],
        extra=count["extra"],
        reversed=count["reversed"],
        right=count["right"],
        precision=count["right"] / len(have) if have else None,
        recall=count["right"] / len(wanted) if wanted else None,
        f1=2 * count["right"] / (len(have) + len(wanted)) if have or wanted else None,
    )
    return scored, MappingProxyType(verdicts)


def score_matrices(graph: npt.ArrayLike, true_graph: npt.ArrayLike) -> GraphScore:
    """Hold an adjacency matrix against the true one.

    Args:
        graph: bool or 0 and 1 [nodes, nodes], whether the row is a cause of the column; the diagonal is empty.
        true_graph: of the same shape.

    Raises:
        MetricError: CVQ601 for what is no such matrix, CVQ603 for matrices of different sizes.
    """
    first, second = _adjacency(graph, "graph"), _adjacency(true_graph, "true_graph")
    if first.shape != second.shape:
        got = f"{len(first)} and {len(second)} nodes"
        raise fault(UNLIKE, "arrays 'graph' and 'true_graph' have different sizes", "the same nodes", got)
    edges = [[(str(cause), str(effect)) for cause, effect in np.argwhere(one)] for one in (first, second)]
    return score(*edges)[0]


def _adjacency(matrix: npt.ArrayLike, name: str) -> Flags:
    edges = as_array(matrix, name)
    if edges.ndim != 2 or edges.shape[0] != edges.shape[1] or not edges.size:
        raise fault(BAD_ARRAY, f"array {name!r} is no square matrix", "[nodes, nodes]", f"shape {edges.shape}")
    flags = as_flags(edges, name, "cut probabilities where an edge is taken to be there")
    if np.diagonal(flags).any():
        node = int(np.diagonal(flags).argmax())
        raise fault(BAD_ARRAY, f"array {name!r} has an edge from a node to itself", got=f"node {node}")
    return flags
