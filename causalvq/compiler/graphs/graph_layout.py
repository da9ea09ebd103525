"""Where the nodes of a drawn graph stand: causes on the left, in columns, so that few arrows cross.

After Sugiyama, Tagawa, Toda (1981): columns by the longest way to a node, orders in a column by where its neighbours
stand, and an arrow over several columns passes between the nodes of those that it skips.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

SWEEPS = 8
"""Times that the order of every column is improved, from left to right and back."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in columns and rows, which may be half of one.

    Args:
        places: (column, row) of each node.
        ways: of each edge, the (column, row) that it comes through, its two ends among them.
    """

    places: Mapping[str, tuple[int, float]]
    ways: Mapping[Pair, tuple[tuple[int, float], ...]]


def laid_out(nodes: Sequence[str], edges: Sequence[Pair]) -> Layout:
    """Places for nodes and ways for the edges between them.

    Args:
        nodes: in the order in which they are drawn where nothing else decides.
        edges: cause and effect of each; there may be cycles.
    """
    columns = columns_of(nodes, edges)
    chains = {edge: chain(edge, columns) for edge in edges}
    passed = [stop for way in chains.values() for stop in way]
    stops = dict.fromkeys([*((node, columns[node]) for node in nodes), *passed])
    rows = ordered(list(stops), [link for way in chains.values() for link in pairwise(way)])
    at = {stop: (stop[1], rows[stop]) for stop in stops}
    places = {node: at[node, columns[node]] for node in nodes}
    return Layout(places, {edge: tuple(at[stop] for stop in way) for edge, way in chains.items()})


def columns_of(nodes: Sequence[str], edges: Sequence[Pair]) -> dict[str, int]:
    """The column of each node: the length of the longest way to it, along the edges that do not close a cycle."""
    import networkx as nx

    graph: Any = nx.DiGraph()
    graph.add_nodes_from(nodes)
    for cause, effect in edges:
        if not nx.has_path(graph, effect, cause):
            graph.add_edge(cause, effect)
    column = dict[str, int]()
    for node in nx.topological_sort(graph):
        column[node] = max((column[before] + 1 for before in graph.predecessors(node)), default=0)
    return column


Stop = tuple[Any, int]
"""A node, or an edge where it passes a column, and the column."""


def chain(edge: Pair, columns: Mapping[str, int]) -> tuple[Stop, ...]:
    """The stops of an edge: its two nodes, and itself in every column between; one that closes a cycle goes back."""
    cause, effect = edge
    first, last = columns[cause], columns[effect]
    between = range(first + 1, last) if first < last else range(first - 1, last, -1)
    return ((cause, first), *((edge, column) for column in between), (effect, last))


def ordered(stops: Sequence[Stop], links: Sequence[tuple[Stop, Stop]]) -> dict[Stop, float]:
    """The row of each stop: near the mean of its neighbours', every column centred on the same line."""
    by_column: dict[int, list[Stop]] = {}
    for stop in stops:
        by_column.setdefault(stop[1], []).append(stop)
    neighbours: dict[Stop, list[Stop]] = {stop: [] for stop in stops}
    for one, other in links:
        neighbours[one].append(other)
        neighbours[other].append(one)
    rows = {stop: float(row) for column in by_column.values() for row, stop in enumerate(column)}
    for sweep in range(SWEEPS):
        for column in sorted(by_column, reverse=sweep % 2 == 1):
            side = 1 if sweep % 2 else -1  # the column that was ordered just before
            by_column[column].sort(key=lambda stop: middle(stop, neighbours, rows, side))
            rows.update({stop: float(row) for row, stop in enumerate(by_column[column])})
    tallest = max(map(len, by_column.values()), default=1)
    return {stop: row + (tallest - len(column)) / 2 for column in by_column.values() for row, stop in enumerate(column)}


def middle(stop: Stop, neighbours: Mapping[Stop, Sequence[Stop]], rows: Mapping[Stop, float], side: int) -> float:
    """The mean row of a stop's neighbours on one side; its own where it has none there."""
    near = [rows[other] for other in neighbours[stop] if other[1] == stop[1] + side]
    return sum(near) / len(near) if near else rows[stop]
