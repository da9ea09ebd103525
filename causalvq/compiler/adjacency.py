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
    bits = [np.frombuffer(bytes.fromhex(row), dtype=np.uint8) for row in rows]
    if any(len(row) != (count + 7) // 8 for row in bits):
        raise ValueError("a row has the wrong length")
    mask = np.unpackbits(np.stack(bits), axis=1)
    if mask[:, count:].any():
        raise ValueError("bits beyond the last variable")
    return mask[:, :count].astype(np.bool_)


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
    for cause, effect, value in graph.log_odds_of:
        odds[cause, effect] = value
    return odds
