"""Statements that cannot hold together, or that speak of nothing; each with the lines that say so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

import numpy as np

from causalvq.compiler.graphs.adjacency import Mask
from causalvq.compiler.knowledge.expansion import Expanded, Groups
from causalvq.compiler.knowledge.statements import InTier, Statement, Statements
from causalvq.compiler.plan_faults import (
    AGAINST_TIERS,
    CYCLE,
    NO_EFFECT,
    NOT_REACHED,
    REQUIRED_AND_FORBIDDEN,
    SELF_EDGE,
    TWO_TIERS,
    UNKNOWN_NAME,
    UNREACHABLE,
)
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Diagnostic, Related

MOST = 100
"""Diagnostics of one rule: more of the same kind teach nothing."""
MOST_HINTS = 500
"""Names for which the one that was meant is looked for."""


def names_without_meaning(known: Statements, groups: Groups) -> Iterator[Diagnostic]:
    """Names that stand for no variable: unknown ones, and factors that own none."""
    hints: dict[str, str | None] = {}
    for statement in known.edges:
        for name in dict.fromkeys((statement.cause, statement.effect)):
            yield from meaning(name, statement, groups, hints)
        ends = [groups.get(name, ()) for name in (statement.cause, statement.effect)]
        if ends[0] == ends[1] and len(ends[0]) == 1:
            yield Diagnostic(
                SELF_EDGE,
                f"an edge from {statement.cause} to itself",
                statement.place,
                hint="remove it: a variable's own state is always part of its mechanism",
            )
    for entry in known.tiers:
        yield from meaning(entry.name, entry, groups, hints)


def meaning(name: str, said: Statement | InTier, groups: Groups, hints: dict[str, str | None]) -> Iterator[Diagnostic]:
    """What is wrong with one name.

    Args:
        name: the name.
        said: what speaks of it.
        groups: the variables of each name that means something.
        hints: of names that were met before, up to a few hundred: looking for what was meant takes time.
    """
    if name not in groups:
        if name not in hints and len(hints) < MOST_HINTS:
            hints[name] = did_you_mean(name, groups)
        yield Diagnostic(
            UNKNOWN_NAME,
            f"no variable or factor is named {name}",
            said.place,
            expected=listed(groups),
            hint=hints.get(name),
        )
    elif not groups[name]:
        yield Diagnostic(
            UNREACHABLE,
            f"the factor {name} owns no variable, so nothing can be said of its edges",
            said.place,
            hint="declare a variable for it, or remove the statement",
        )


def listed(groups: Groups) -> str:
    """The first names, in words."""
    names = [*islice(groups, 20)]
    return f"one of {', '.join(names)}{', ...' if len(groups) > len(names) else ''}"


def contradictions(known: Statements, made: Expanded, names: list[str], *, acyclic: bool) -> Iterator[Diagnostic]:
    """Every contradiction: against prohibitions, tiers and, for acyclic graphs, among the required edges."""
    yield from islice(required_and_forbidden(known, made), MOST)
    yield from islice(against_tiers(known, made, names), MOST)
    if acyclic:
        yield from islice(cycles(known, made, names), MOST)


def two_tiers(known: Statements, groups: Groups) -> Iterator[Diagnostic]:
    """Variables in two tiers."""
    first: dict[int, InTier] = {}
    for entry in known.tiers:
        taken = next((first[v] for v in groups[entry.name] if v in first and first[v].tier != entry.tier), None)
        if taken is not None:
            yield Diagnostic(
                TWO_TIERS,
                f"{entry.name} is in tier {entry.tier + 1} and in tier {taken.tier + 1}",
                entry.place,
                hint="keep it in one tier",
                related=(Related("the other one", taken.place),),
            )
        for variable in groups[entry.name]:
            first.setdefault(variable, entry)


def required_and_forbidden(known: Statements, made: Expanded) -> Iterator[Diagnostic]:
    """Edges that are both."""
    both = (made.required >= 0) & (made.forbidden >= 0)
    for required, forbidden in sorted(
        set(zip(made.required[both].tolist(), made.forbidden[both].tolist(), strict=True))
    ):
        one, other = known.edges[required], known.edges[forbidden]
        yield Diagnostic(
            REQUIRED_AND_FORBIDDEN,
            f"the edge {one} is required and forbidden",
            one.place,
            hint="remove one of the two statements",
            related=(Related(f"{other} is forbidden here", other.place),),
        )


def against_tiers(known: Statements, made: Expanded, names: list[str]) -> Iterator[Diagnostic]:
    """Required edges from a later tier to an earlier one, once a statement."""
    causes, effects = np.nonzero((made.required >= 0) & made.against_tiers)
    first: dict[int, tuple[int, int]] = {}
    for ends in zip(causes.tolist(), effects.tolist(), strict=True):
        first.setdefault(int(made.required[ends]), ends)
    for _, ends in sorted(first.items()):
        statement = known.edges[made.required[ends]]
        entries = [known.tiers[made.tiers[end]] for end in ends]
        yield Diagnostic(
            AGAINST_TIERS,
            f"the required edge {statement} runs against the tiers",
            statement.place,
            expected="an edge from an earlier tier to a later one",
            got=f"an edge from tier {entries[0].tier + 1} to tier {entries[1].tier + 1}",
            related=tuple(
                Related(f"{names[end]} is in tier {entry.tier + 1}", entry.place)
                for end, entry in zip(ends, entries, strict=True)
            ),
        )


def cycles(known: Statements, made: Expanded, names: list[str]) -> Iterator[Diagnostic]:
    """One shortest cycle for each knot of required edges."""
    edges = np.argwhere(made.required >= 0)
    if not len(edges):
        return
    import networkx as nx

    graph: Any = nx.DiGraph([(cause, effect) for cause, effect in edges.tolist()])
    for knot in sorted(map(sorted, nx.strongly_connected_components(graph))):
        if len(knot) > 1:
            walk = shortest_cycle(graph.subgraph(knot), knot[0])
            said = [known.edges[made.required[step]] for step in pairwise(walk)]
            yield Diagnostic(
                CYCLE,
                f"the required edges close a cycle: {' -> '.join(names[v] for v in walk[:12])}",
                said[-1].place,
                expected="no cycle, since graph.acyclic is true",
                hint="remove one of these edges, or set graph.acyclic to false",
                related=tuple(Related(str(statement), statement.place) for statement in said[:20]),
            )


def shortest_cycle(knot: Any, start: int) -> list[int]:
    """A shortest cycle through a node of a strongly connected graph; the node is repeated at the end."""
    import networkx as nx

    paths: dict[int, list[int]] = nx.single_source_shortest_path(knot, start)
    return [*min((paths[node] for node in knot.predecessors(start)), key=lambda path: (len(path), path)), start]


def without_effect(known: Statements, made: Expanded, allowed: Mask) -> Iterator[Diagnostic]:
    """Probabilities of edges that other statements have decided entirely."""
    open_edges = allowed & (made.required < 0)
    live = set(made.soft[open_edges].tolist())
    for index in sorted(set(made.soft[made.soft >= 0].tolist())):
        if index not in live:
            statement = known.edges[index]
            yield Diagnostic(
                NO_EFFECT,
                f"the probability of {statement} has no effect: other statements decide the edge",
                statement.place,
                hint="remove it",
                severity="warning",
            )


def never_reached(known: Statements, made: Expanded, reached: Mask) -> Iterator[Diagnostic]:
    """Required edges whose causes no action can ever change, so that no image can show them."""
    required = made.required >= 0
    live = set(made.required[required & reached[:, None]].tolist())
    for index in sorted(set(made.required[required].tolist())):
        if index not in live:
            statement = known.edges[index]
            yield Diagnostic(
                NOT_REACHED,
                f"no action reaches {statement.cause}, so nothing will be learned of the edge {statement}",
                statement.place,
                hint="let an action set one of its causes, or remove the statement",
                severity="warning",
            )
