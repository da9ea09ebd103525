"""How likely each edge is before any image is seen, as log-odds in nats.

Axes: V variables; [i, j] speaks of the edge from cause i to effect j.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from causalvq.compiler.graphs.adjacency import Mask
from causalvq.compiler.knowledge.expansion import Expanded
from causalvq.compiler.knowledge.statements import Statements
from causalvq.dsl.spec import EdgeProbabilities, ErdosRenyi, Graph, ScaleFree

LEAST, MOST = 1e-6, 1.0 - 1e-6
"""Probabilities are kept in between: a prior that is certain would be a statement."""


@dataclass(frozen=True, slots=True)
class LogOdds:
    """A prior.

    Args:
        common: of every edge that the two others do not name.
        of_causes: of the edges out of each variable, V of them, or none.
        of_edges: of single edges: (cause, effect, log-odds), sorted.
    """

    common: float = 0.0
    of_causes: tuple[float, ...] = ()
    of_edges: tuple[tuple[int, int, float], ...] = ()


class EdgeCountError(Exception):
    """The expected number of edges cannot be had; `least` and `most` can."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(least, most)
        self.least, self.most = least, most


def prior(spec: Graph, known: Statements, made: Expanded, allowed: Mask) -> LogOdds:
    """The prior of a spec.

    Args:
        spec: the section of the spec.
        known: the statements.
        made: the statements, edge by edge.
        allowed: [V, V], edges that may be there.

    Raises:
        EdgeCountError: when the statements leave no graph with the expected number of edges.
    """
    required = made.required >= 0
    match spec.prior:
        case ErdosRenyi(edge_probability=float(chance)):
            return LogOdds(log_odds(chance))
        case ErdosRenyi(expected_edges=float(wanted)):
            slots = int(weights(allowed & ~required, acyclic=spec.acyclic).sum())
            return LogOdds(log_odds(wanted_of_open(wanted, required, slots) / max(1, slots)))
        case ScaleFree(expected_edges=wanted, exponent=exponent):
            return scale_free(wanted, exponent, required, allowed, made, known, acyclic=spec.acyclic)
        case EdgeProbabilities(otherwise=chance):
            return LogOdds(log_odds(chance), of_edges=soft_edges(known, made, allowed & ~required))
        case _:
            return LogOdds()


def wanted_of_open(wanted: float, required: Mask, slots: int) -> float:
    """Expected edges beside the required ones."""
    least = int(required.sum())
    if not least <= wanted <= least + slots:
        raise EdgeCountError(least, least + slots)
    return wanted - least


def weights(open_edges: Mask, *, acyclic: bool) -> NDArray[np.float64]:
    """How much of each open edge counts: half where both directions are open but only one can be there."""
    both = open_edges & open_edges.T
    return np.where(both & acyclic, 0.5, 1.0) * open_edges


def scale_free(
    wanted: float,
    exponent: float,
    required: Mask,
    allowed: Mask,
    made: Expanded,
    known: Statements,
    *,
    acyclic: bool,
) -> LogOdds:
    """Numbers of effects that follow a power law over the causes, in the order of tiers, then of variables.

    The k-th cause has k ** (-1 / (exponent - 1)) times as many effects as the first, which is the static form of a
    graph that grows by preferential attachment (Goh, Kahng and Kim, 2001): whoever comes first has most.
    """
    counted = weights(allowed & ~required, acyclic=acyclic)
    out = counted.sum(axis=1)
    wanted = wanted_of_open(wanted, required, int(out.sum()))
    rank = np.empty(len(out))
    rank[np.lexsort((np.arange(len(out)), tiers_of(made, known)))] = np.arange(1, len(out) + 1)
    share = rank ** (-1.0 / (exponent - 1.0))
    chance = np.clip(scale(share, out, wanted) * share, LEAST, MOST)
    return LogOdds(of_causes=tuple(log_odds(float(value)) for value in chance))


def tiers_of(made: Expanded, known: Statements) -> NDArray[np.int64]:
    """The tier of each variable, [V]; those without one come last."""
    last = max((entry.tier for entry in known.tiers), default=0) + 1
    return np.array([known.tiers[entry].tier if entry >= 0 else last for entry in made.tiers], dtype=np.int64)


def scale(share: NDArray[np.float64], out: NDArray[np.float64], wanted: float) -> float:
    """The factor c for which min(1, c * share) edges out of each cause add up to `wanted`, by bisection."""
    low, high = 0.0, 1.0 / float(share.min())
    for _ in range(64):
        middle = (low + high) / 2
        low, high = (middle, high) if float(np.minimum(1.0, middle * share) @ out) < wanted else (low, middle)
    return high


def soft_edges(known: Statements, made: Expanded, open_edges: Mask) -> tuple[tuple[int, int, float], ...]:
    """The log-odds of the edges that soft statements name, where other statements leave them open."""
    causes, effects = np.nonzero(open_edges & (made.soft >= 0))
    odds = [log_odds(statement.probability) if statement.probability is not None else 0.0 for statement in known.edges]
    said = made.soft[causes, effects].tolist()
    return tuple((i, j, odds[index]) for i, j, index in zip(causes.tolist(), effects.tolist(), said, strict=True))


def log_odds(chance: float) -> float:
    """Of a probability; twelve digits, so that machines whose logarithms differ in the last one agree."""
    kept = min(MOST, max(LEAST, chance))
    return float(f"{log(kept / (1.0 - kept)):.12g}")
