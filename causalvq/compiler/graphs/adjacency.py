"""Graphs between variables as matrices, and as a plan writes them.

Axes: V variables; [i, j] speaks of the edge from cause i to effect j.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from causalvq.compiler.plan import GraphPlan

Mask = NDArray[np.bool_]


def pack(mask: Mask) -> tuple[str, ...]:
    """Rows of bits as hexadecimal digits, the first effect in the highest bit.

    Args:
        mask: [V, V].

    Returns:
        V texts of ceil(V / 8) * 2 digits.
    """
    return tuple(row.tobytes().hex() for row in np.packbits(mask, axis=1))


def unpack(rows: Sequence[str]) -> Mask:
    """The [V, V] mask of V texts.

    Raises:
        ValueError: when a row is not as `pack` writes it.
    """
    count = len(rows)
    if not count:
        return np.zeros((0, 0), dtype=np.bool_)
    bits = [np.frombuffer(bytes.fromhex(row), dtype=np.uint8) for row in rows]
    if any(len(row) != (count + 7) // 8 for row in bits):
        raise ValueError("a row has the wrong length")
    mask = np.unpackbits(np.stack(bits), axis=1)
    if mask[:, count:].any():
        raise ValueError("bits beyond the last variable")
    return mask[:, :count].astype(np.bool_)


def closure(mask: Mask) -> Mask:
    """Which variables reach which along an acyclic graph, [V, V]; none reaches itself."""
    import networkx as nx

    graph: Any = nx.DiGraph([(cause, effect) for cause, effect in np.argwhere(mask).tolist()])
    reached = np.zeros((len(mask), (len(mask) + 7) // 8), dtype=np.uint8)
    direct = np.packbits(mask, axis=1)
    for node in reversed(list(nx.topological_sort(graph))):
        children = np.flatnonzero(mask[node])
        reached[node] = np.bitwise_or.reduce(reached[children], axis=0, initial=0) | direct[node]
    return np.unpackbits(reached, axis=1, count=len(mask)).astype(np.bool_)


def reach(mask: Mask, starts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Variables that are in `starts` or can be reached from there, [V]."""
    reached = starts.copy()
    front = starts
    while front.any():
        front = mask[front].any(axis=0) & ~reached
        reached |= front
    return reached


def allowed_mask(graph: GraphPlan) -> Mask:
    """Edges that may be there, [V, V]; the required ones are among them."""
    return unpack(graph.allowed)


def required_mask(graph: GraphPlan) -> Mask:
    """Edges that must be there, [V, V]."""
    mask = np.zeros((len(graph.allowed),) * 2, dtype=np.bool_)
    if graph.required:
        causes, effects = np.array(graph.required).T
        mask[causes, effects] = True
    return mask


def prior_log_odds(graph: GraphPlan) -> NDArray[np.float64]:
    """Prior log-odds of every edge in nats, [V, V]; only those of allowed edges that are not required count."""
    odds: NDArray[Any] = np.full((len(graph.allowed),) * 2, graph.log_odds)
    if graph.log_odds_from:
        odds[:] = np.array(graph.log_odds_from)[:, None]
    for cause, effect, value in graph.log_odds_of:
        odds[cause, effect] = value
    return odds
