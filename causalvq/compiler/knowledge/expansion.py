"""Statements about factors -> statements about variables.

Axes: V variables; [i, j] speaks of the edge from cause i to effect j.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from causalvq.compiler.graphs.adjacency import Mask
from causalvq.compiler.knowledge.statements import InTier, Kind, Statement, Statements

Sources = NDArray[np.int32]
"""[V, V]: the number of the first statement about an edge, -1 where there is none."""

Groups = Mapping[str, tuple[int, ...]]
"""The variables that a name stands for."""


@dataclass(frozen=True, slots=True, eq=False)
class Expanded:
    """What is stated about each edge.

    Args:
        required: which statement requires it.
        forbidden: which statement forbids it.
        soft: which statement gives its probability.
        tiers: [V], which statement puts a variable in a tier, -1 for none.
        against_tiers: [V, V], edges from a later tier to an earlier one.
    """

    required: Sources
    forbidden: Sources
    soft: Sources
    tiers: NDArray[np.int32]
    against_tiers: Mask


def expand(known: Statements, groups: Groups, count: int) -> Expanded:
    """Statements as matrices over `count` variables; every name of them is in `groups`."""
    tiers = tier_entries(known.tiers, groups, count)
    return Expanded(
        required=sources(known.edges, "required", groups, count),
        forbidden=sources(known.edges, "forbidden", groups, count),
        soft=sources(known.edges, "soft", groups, count),
        tiers=tiers,
        against_tiers=against(tiers, known.tiers),
    )


def sources(edges: tuple[Statement, ...], kind: Kind, groups: Groups, count: int) -> Sources:
    """The first statement of a kind about each edge; a variable is no cause of itself."""
    matrix = np.full((count, count), -1, dtype=np.int32)
    for index in range(len(edges) - 1, -1, -1):  # backwards, so that the first statement stays
        statement = edges[index]
        if statement.kind == kind:
            causes, effects = groups[statement.cause], groups[statement.effect]
            if len(causes) == len(effects) == 1:
                matrix[causes[0], effects[0]] = index
            else:
                matrix[np.ix_(causes, effects)] = index
    np.fill_diagonal(matrix, -1)
    return matrix


def tier_entries(tiers: tuple[InTier, ...], groups: Groups, count: int) -> NDArray[np.int32]:
    """The first statement that puts each variable in a tier."""
    entries = np.full(count, -1, dtype=np.int32)
    for index in range(len(tiers) - 1, -1, -1):
        entries[list(groups[tiers[index].name])] = index
    return entries


def against(entries: NDArray[np.int32], tiers: tuple[InTier, ...]) -> Mask:
    """Edges from a later tier to an earlier one; a variable without a tier may cause and be caused by all."""
    count = len(entries)
    if not tiers:
        return np.zeros((count, count), dtype=np.bool_)
    tier = np.where(entries >= 0, np.array([entry.tier for entry in tiers])[entries], -1)
    placed: Mask = (tier[:, None] >= 0) & (tier[None, :] >= 0) & (tier[:, None] > tier[None, :])
    return placed
