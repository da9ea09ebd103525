"""A graph against a true one, edge by edge.

The structural Hamming distance counts the edges that must be added, removed or turned round; one that is turned round
counts once (Tsamardinos, Brown, Aliferis, 2006, count alike on directed graphs); where it counts twice, as in some
code, the distance is `shd + reversed`. A perfect graph has distance 0,
precision and recall 1; a random one of density p has precision and recall near the density of the truth and p.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from causalvq.metrics.metric_faults import BAD_ARRAY, UNLIKE, fault

CONVENTION: Final = "edges to add, remove or turn round; a reversed edge counts once"

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


def score_matrices(found: npt.ArrayLike, true: npt.ArrayLike) -> GraphScore:
    """Hold an adjacency matrix against the true one.

    Args:
        found: bool or 0 and 1 [nodes, nodes], whether the row is a cause of the column; the diagonal is empty.
        true: of the same shape.

    Raises:
        MetricError: CVQ601 for what is no such matrix, CVQ603 for matrices of different sizes.
    """
    first, second = _adjacency(found, "found"), _adjacency(true, "true")
    if first.shape != second.shape:
        got = f"{len(first)} and {len(second)} nodes"
        raise fault(UNLIKE, "arrays 'found' and 'true' have different sizes", "the same nodes", got)
    edges = [[(str(cause), str(effect)) for cause, effect in np.argwhere(one)] for one in (first, second)]
    return score(*edges)[0]


def _adjacency(matrix: npt.ArrayLike, name: str) -> npt.NDArray[Any]:
    edges = np.asarray(matrix)
    if edges.ndim != 2 or edges.shape[0] != edges.shape[1]:
        raise fault(BAD_ARRAY, f"array {name!r} is no square matrix", "[nodes, nodes]", f"shape {edges.shape}")
    if edges.dtype.kind not in "biuf" or not np.isin(edges, (0, 1)).all():
        hint = "cut probabilities where an edge is taken to be there"
        raise fault(BAD_ARRAY, f"array {name!r} has other values than 0 and 1", "0 or 1", hint=hint)
    if np.diagonal(edges).any():
        node = int(np.diagonal(edges).argmax())
        raise fault(BAD_ARRAY, f"array {name!r} has an edge from a node to itself", got=f"node {node}")
    return edges
