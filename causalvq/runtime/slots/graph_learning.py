"""Which variable causes which, decided on codes once the autoencoder has settled.

Deciding edges through a pixel loss fails both ways (a small pixel error makes any edge look free or worthless), so
edges are weighed in nats: what knowing a parent after the action adds to the likelihood of the child's code, against
the prior log-odds of the edge. Pairs are interventions, so direction is never in doubt: only what was set can cause.

Axes: P pairs, V variables; [i, j] speaks of the edge from cause i to effect j.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from causalvq.compiler.graphs.adjacency import allowed_mask, prior_log_odds, required_mask
from causalvq.compiler.plan import Plan
from causalvq.data.types import Flags, Floats, Integers

MIN_EFFECT: Final = 0.05  # share of pairs in which an effect must change, above what it flickers by itself
SLACK: Final = 0.02  # nats a pair that an edge must earn beyond its prior
NOISE_SHARE: Final = 0.15  # and share of the effect's surprise: the cause of a noisy parent sees a little through it
MAX_CANDIDATES: Final = 5  # causes weighed together; more contexts than that have too few pairs each
SMOOTHING: Final = 0.1  # added to every count


@dataclass(frozen=True, slots=True, eq=False)
class LearnedGraph:
    """The causal graph of a run.

    Args:
        adjacency: bool [V, V].
        probability: posterior probability of each edge in [0, 1]; what the plan requires has 1, what it rules out 0.
        effect: share of pairs in which j changes when i is set and j is not, above j's own flicker.
    """

    adjacency: Flags
    probability: Floats
    effect: Floats


def learn_graph(plan: Plan, x: Integers, y: Integers, targets: Flags) -> LearnedGraph:
    """Decide the edges that the plan leaves open.

    A step changes one factor and nothing else, by definition and by the swap loss: such pairs say nothing of effects,
    and what else changes with them is the encoder's flicker. So only `set` actions decide open edges.

    Args:
        plan: its statements are obeyed exactly, and its prior is the log-odds an edge starts from.
        x: int64 [P, V], codes before.
        y: int64 [P, V], codes after.
        targets: bool [P, V], the variables that each pair's action set.

    Returns:
        a graph that has every required edge, no edge that is ruled out, and no cycle where the plan wants none.
    """
    count = len(plan.variables)
    allowed, required = allowed_mask(plan.graph), required_mask(plan.graph)
    shares = effect_shares(x, y, targets)
    log_odds = np.full((count, count), -np.inf)
    steps = any(action.kind == "step" for action in plan.actions)
    if plan.graph.kind != "fixed" and not steps:
        prior = plan.losses["prior"] * prior_log_odds(plan.graph)
        for effect in range(count):
            candidates = _candidates(shares[:, effect], allowed[:, effect], required[:, effect])
            for cause in candidates:
                others = [other for other in candidates if other != cause]
                log_odds[cause, effect] = prior[cause, effect] + edge_gain(x, y, targets, cause, effect, others)
    adjacency = assemble(required, log_odds, acyclic=plan.graph.acyclic)
    probability = np.where(required, 1.0, 1 / (1 + np.exp(-np.clip(log_odds, -700, 700))))
    return LearnedGraph(adjacency, probability, shares)


def effect_shares(x: Integers, y: Integers, targets: Flags) -> Floats:
    """How often each variable changes when another one is set, above its least share: float64 [V, V]."""
    changed, shares = x != y, np.zeros((x.shape[1], x.shape[1]))
    for cause in range(x.shape[1]):
        for effect in range(x.shape[1]):
            pairs = targets[:, cause] & ~targets[:, effect]
            shares[cause, effect] = changed[pairs, effect].mean() if pairs.any() else np.nan
    np.fill_diagonal(shares, np.nan)
    # What an effect does under the cause that moves it least is the encoder's own flicker, which is no effect.
    flicker = np.nan_to_num(np.nanmin(shares, axis=0, initial=1.0), nan=0.0)
    above: Floats = np.nan_to_num(np.maximum(shares - flicker, 0.0), nan=0.0)
    return above


def _candidates(shares: Floats, allowed: Flags, required: Flags) -> list[int]:
    """The causes worth weighing for one effect: required ones, then those with the largest effect."""
    ranked = sorted(np.flatnonzero(allowed & (shares > MIN_EFFECT)).tolist(), key=lambda cause: -shares[cause])
    kept = [int(cause) for cause in np.flatnonzero(required)]
    return (kept + [cause for cause in ranked if cause not in kept])[: max(MAX_CANDIDATES, len(kept))]


def edge_gain(x: Integers, y: Integers, targets: Flags, cause: int, effect: int, others: Sequence[int]) -> float:
    """What knowing the cause adds to the log-likelihood of the effect, given the other candidate causes.

    Both mechanisms are tables of counts, fitted on one half of the pairs and scored on the other, so that a table
    with more cells gains nothing by having them. An indirect cause adds nothing once what lies between is known.

    Returns:
        nats over the pairs that set the cause, less what imperfect codes would give an edge that is not there; 0 where
        every pair sets the effect, so that none says how it follows.
    """
    usable = ~targets[:, effect]
    if not usable.any():
        return 0.0
    x, y, set_here = x[usable], y[usable], targets[usable, cause]
    known = np.column_stack([x[:, effect], y[:, list(others)]])
    more = np.column_stack([known, y[:, cause]])
    states = int(max(x[:, effect].max(), y[:, effect].max())) + 1
    gain = _held_out(more, y[:, effect], states) - _held_out(known, y[:, effect], states)
    # How uncertain the effect is at all: a share of it is what an ancestor shows
    # through a noisy parent, without an edge of its own.
    surprise = -_held_out(known[:, :1], y[:, effect], states)
    return float((gain - NOISE_SHARE * surprise - SLACK)[set_here].sum())


def _held_out(contexts: Integers, outcomes: Integers, states: int) -> Floats:
    """Log-probability of each outcome given its context, under counts of the other half of the pairs: [P]."""
    cell = np.unique(contexts, axis=0, return_inverse=True)[1].reshape(-1)
    # Scored on the other half: counts that are scored on the pairs they come from always gain by another parent.
    half = np.arange(len(outcomes)) % 2
    scores = np.empty(len(outcomes))
    for part in (0, 1):
        counts = np.zeros((int(cell.max()) + 1, states))
        np.add.at(counts, (cell[half != part], outcomes[half != part]), 1)
        counts += SMOOTHING
        logs = np.log(counts / counts.sum(1, keepdims=True))
        scores[half == part] = logs[cell[half == part], outcomes[half == part]]
    return scores


def assemble(required: Flags, log_odds: Floats, *, acyclic: bool) -> Flags:
    """Required edges, then open ones from the most to the least probable as long as they are more likely than not.

    Args:
        required: bool [V, V]; without a cycle where `acyclic`, as the compiler has made sure.
        log_odds: float64 [V, V], -inf where an edge is ruled out or was not weighed.
        acyclic: whether an edge that closes a cycle is left out.
    """
    adjacency = required.copy()
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(required)))
    graph.add_edges_from((int(cause), int(effect)) for cause, effect in np.argwhere(required))
    # Greedy, the surest edge first: of a cycle the edge that the data say least of is left out.
    for flat in np.argsort(-log_odds, axis=None, kind="stable"):
        cause, effect = divmod(int(flat), len(required))
        if log_odds[cause, effect] <= 0:
            break
        if adjacency[cause, effect] or (acyclic and nx.has_path(graph, effect, cause)):
            continue
        adjacency[cause, effect] = True
        graph.add_edge(cause, effect)
    return adjacency


def topological_order(adjacency: NDArray[np.bool_]) -> tuple[int, ...]:
    """Causes before effects; where there are cycles, the variables of a cycle stand together in index order."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(adjacency)))
    graph.add_edges_from((int(cause), int(effect)) for cause, effect in np.argwhere(adjacency))
    condensed = nx.condensation(graph)
    order: list[int] = []
    for component in nx.topological_sort(condensed):
        order += sorted(condensed.nodes[component]["members"])
    return tuple(order)
