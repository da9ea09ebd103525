"""A graph against a true one, edge by edge.

The structural Hamming distance counts the edges that must be added, removed or turned round; one that is turned round
counts once (Tsamardinos, Brown, Aliferis, 2006, count alike on directed graphs). A perfect graph has distance 0,
precision and recall 1; a random one of density p has precision and recall near the density of the truth and p.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

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
