"""Rules about the statements of the graph: they must not contradict each other.

Statements may speak of factors; a factor with declared variables stands for each of them. A name that no declaration
explains stands for itself: whether it exists is for the compiler to say, which knows the data.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, product

from causalvq.dsl.checks.registration import Check, Finding, remove_one
from causalvq.dsl.language_diagnostics import (
    AGAINST_TIERS,
    CYCLE,
    NO_EFFECT,
    REPEATED_STATEMENT,
    REQUIRED_AND_FORBIDDEN,
    SELF_EDGE,
    TWO_TIERS,
)
from causalvq.dsl.spec import EdgeProbabilities, Spec
from causalvq.errors import Hint, Remedy

Pair = tuple[str, str]

MAX_EXPANDED = 200_000
"""A factor with hundreds of variables makes tens of thousands of edges of one statement; the rest is the compiler's."""


def members(spec: Spec) -> dict[str, tuple[str, ...]]:
    """The variables that each factor with declared variables stands for; a variable's own name goes first."""
    found: dict[str, list[str]] = {}
    for variable in spec.variables.declared:
        if variable.factor:
            found.setdefault(variable.factor, []).append(variable.name)
    owned = {factor: tuple(names) for factor, names in found.items()}
    return owned | {variable.name: (variable.name,) for variable in spec.variables.declared}


def expanded(edges: Iterable[Sequence[object]], names: dict[str, tuple[str, ...]]) -> dict[Pair, int]:
    """Edges between variables, each with the index of the first statement that says it."""
    found: dict[Pair, int] = {}
    first: dict[Pair, int] = {}
    for index, edge in enumerate(edges):
        first.setdefault((str(edge[0]), str(edge[1])), index)
    for (cause, effect), index in first.items():
        causes, effects = names.get(cause, (cause,)), names.get(effect, (effect,))
        if len(found) + len(causes) * len(effects) > MAX_EXPANDED:
            break
        for pair in product(causes, effects):
            if pair[0] != pair[1] or cause == effect:
                found.setdefault(pair, index)
    return found


def arrow(edge: Sequence[object]) -> str:
    """`cause -> effect`."""
    return f"{edge[0]} -> {edge[1]}"


def required_and_forbidden(spec: Spec) -> Iterator[Finding]:
    """CVQ136: no edge is required and forbidden."""
    names = members(spec)
    forbidden = expanded(spec.graph.forbidden, names)
    told: set[Pair] = set()
    for edge, index in expanded(spec.graph.required, names).items():
        other = forbidden.get(edge)
        pair = (str(index), str(other))
        if other is None or pair in told:
            continue
        told.add(pair)
        yield Finding(
            f"the edge {arrow(edge)} is required and forbidden",
            f"graph.required[{index}]",
            hint=remove_one(
                "remove one of the two statements", f"graph.required[{index}]", f"graph.forbidden[{other}]"
            ),
            related=(("forbidden here", f"graph.forbidden[{other}]"),),
        )


def tier_of(spec: Spec, names: dict[str, tuple[str, ...]]) -> dict[str, tuple[int, int]]:
    """The tier of each variable, and its position in it."""
    first: dict[str, tuple[int, int]] = {}
    for tier, group in enumerate(spec.graph.tiers):
        for position, name in enumerate(group):
            first.setdefault(name, (tier, position))
    found: dict[str, tuple[int, int]] = {}
    for name, place in first.items():
        for variable in names.get(name, (name,)):
            found.setdefault(variable, place)
    return found


def required_against_tiers(spec: Spec) -> Iterator[Finding]:
    """CVQ137: no required edge runs from a later tier to an earlier one. Within a tier every edge may be."""
    names = members(spec)
    tiers = tier_of(spec, names)
    told: set[int] = set()
    for (cause, effect), index in expanded(spec.graph.required, names).items():
        if cause not in tiers or effect not in tiers or tiers[cause][0] <= tiers[effect][0] or index in told:
            continue
        told.add(index)
        yield Finding(
            f"the required edge {arrow((cause, effect))} runs against the tiers",
            f"graph.required[{index}]",
            expected="an edge from an earlier tier to a later one",
            got=f"an edge from tier {tiers[cause][0] + 1} to tier {tiers[effect][0] + 1}",
            related=tuple(
                (f"{name} is in tier {tiers[name][0] + 1}", f"graph.tiers[{tiers[name][0]}][{tiers[name][1]}]")
                for name in (cause, effect)
            ),
        )


def one_tier_each(spec: Spec) -> Iterator[Finding]:
    """CVQ140: a variable is in one tier."""
    names = members(spec)
    first: dict[str, tuple[str, int]] = {}
    for tier, group in enumerate(spec.graph.tiers):
        for position, name in enumerate(group):
            path = f"graph.tiers[{tier}][{position}]"
            taken = [first[variable] for variable in names.get(name, (name,)) if variable in first]
            if taken:
                yield Finding(
                    f"{name} is in the tiers twice",
                    path,
                    hint=remove_one("keep it in one tier", path, taken[0][0]),
                    related=((f"also in tier {taken[0][1] + 1}", taken[0][0]),),
                )
            for variable in names.get(name, (name,)):
                first.setdefault(variable, (path, tier))


def no_self_edges(spec: Spec) -> Iterator[Finding]:
    """CVQ139: nothing causes itself; a variable's own state is part of every mechanism anyway."""
    for key, edges in (("required", spec.graph.required), ("forbidden", spec.graph.forbidden)):
        for index, (cause, effect) in enumerate(edges):
            if cause == effect:
                yield Finding(
                    f"an edge from {cause} to itself",
                    f"graph.{key}[{index}]",
                    hint=remove_one(
                        "remove it: a variable's own state is always part of its mechanism", f"graph.{key}[{index}]"
                    ),
                )


def required_edges_close_no_cycle(spec: Spec) -> Iterator[Finding]:
    """CVQ138: when the graph is acyclic, so are its required edges. One shortest cycle is shown for each knot."""
    if not spec.graph.acyclic or not spec.graph.required:
        return
    edges = expanded(spec.graph.required, members(spec))
    if not closes_a_cycle(edges):
        return
    import networkx as nx  # costs more than the rest of `validate`, so only specs with a cycle pay for it

    graph = nx.DiGraph([edge for edge in edges if edge[0] != edge[1]])
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1:
            cycle = shortest_cycle(graph.succ, component)
            steps = list(pairwise(cycle))
            yield Finding(
                f"the required edges close a cycle: {shown(cycle)}",
                f"graph.required[{max(edges[step] for step in steps)}]",
                expected="no cycle, since graph.acyclic is true",
                hint=Hint(
                    "remove one of these edges, or set graph.acyclic to false",
                    *(Remedy("remove", path=f"graph.required[{edges[step]}]") for step in steps[:20]),
                    Remedy("write", "false", "graph.acyclic"),
                ),
                related=tuple((arrow(step), f"graph.required[{edges[step]}]") for step in steps[:20]),
            )


def closes_a_cycle(edges: Iterable[Pair]) -> bool:
    """Whether edges lead from a node back to it, over others; edges from a node to itself do not count."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for cause, effect in edges:
        if cause != effect:
            sorter.add(effect, cause)
    try:
        sorter.prepare()
    except CycleError:
        return True
    return False


def shortest_cycle(effects: Mapping[str, Iterable[str]], component: set[str]) -> list[str]:
    """A shortest cycle through the first node of a strongly connected component, that node repeated at the end.

    Breadth first, and done at the first edge back; networkx would first collect the paths to every node.
    """
    start = min(component)
    came_from: dict[str, str] = {}
    queue = deque([start])
    while True:
        node = queue.popleft()
        for effect in effects[node]:
            if effect == start:
                return [*reversed(way_back(node, came_from)), start]
            if effect in component and effect not in came_from:
                came_from[effect] = node
                queue.append(effect)


def way_back(node: str, came_from: Mapping[str, str]) -> list[str]:
    """The nodes from `node` back to where a search began."""
    way = [node]
    while way[-1] in came_from:
        way.append(came_from[way[-1]])
    return way


def shown(cycle: list[str]) -> str:
    """A cycle as text, the middle left out when it is long."""
    names = cycle if len(cycle) <= 12 else [*cycle[:6], f"({len(cycle) - 11} more)", *cycle[-5:]]
    return " -> ".join(names)


def no_repeated_statements(spec: Spec) -> Iterator[Finding]:
    """CVQ141: the same statement twice says nothing new; the second was probably meant to be another."""
    soft = spec.graph.prior.edges if isinstance(spec.graph.prior, EdgeProbabilities) else ()
    lists: tuple[tuple[str, Sequence[Sequence[object]]], ...] = (
        ("graph.required", spec.graph.required),
        ("graph.forbidden", spec.graph.forbidden),
        ("graph.prior.edges", soft),
    )
    for path, edges in lists:
        first: dict[tuple[object, object], int] = {}
        for index, edge in enumerate(edges):
            seen = first.setdefault((edge[0], edge[1]), index)
            if seen != index:
                yield Finding(
                    f"the edge {arrow(edge)} is listed twice",
                    f"{path}[{index}]",
                    hint=remove_one("remove one of the two", f"{path}[{index}]", f"{path}[{seen}]"),
                    related=(("the other one", f"{path}[{seen}]"),),
                )


def soft_edges_are_undecided(spec: Spec) -> Iterator[Finding]:
    """CVQ143: a probability for an edge that is required or forbidden has no effect."""
    if not isinstance(spec.graph.prior, EdgeProbabilities):
        return
    names = members(spec)
    decided = {
        edge: (word, f"graph.{word}[{index}]")
        for word, edges in (("forbidden", spec.graph.forbidden), ("required", spec.graph.required))
        for edge, index in expanded(edges, names).items()
    }
    told: set[int] = set()
    for edge, index in expanded(spec.graph.prior.edges, names).items():
        if edge in decided and index not in told:
            told.add(index)
            word, path = decided[edge]
            yield Finding(
                f"the probability of {arrow(edge)} has no effect: the edge is {word}",
                f"graph.prior.edges[{index}]",
                hint=remove_one("remove one of the two statements", f"graph.prior.edges[{index}]", path),
                related=((f"{word} here", path),),
            )


CHECKS = (
    Check(REQUIRED_AND_FORBIDDEN, (), required_and_forbidden),
    Check(AGAINST_TIERS, (), required_against_tiers),
    Check(CYCLE, ("graph.acyclic",), required_edges_close_no_cycle),
    Check(SELF_EDGE, (), no_self_edges),
    Check(TWO_TIERS, (), one_tier_each),
    Check(REPEATED_STATEMENT, (), no_repeated_statements, "warning"),
    Check(NO_EFFECT, (), soft_edges_are_undecided, "warning"),
)
