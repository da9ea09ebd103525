"""The statements of the graph about single edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from causalvq.dsl.name_rule import cleaned
from causalvq.dsl.text.nodes import Node, Path, ScalarNode, SequenceNode
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.names import items
from causalvq.lsp.texts.open_texts import uri_of

STATEMENTS: tuple[Path, ...] = (("graph", "required"), ("graph", "forbidden"), ("graph", "prior", "edges"))


def statements_of(known: Knowledge, edge: Node) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every statement of a spec about an edge: its path, and its place."""
    ends = ends_of(edge)
    for statement in STATEMENTS:
        for index, item in enumerate(items(known.read.merged, *map(str, statement))):
            place = known.place_of(item.span) if ends_of(item) == ends else None
            if place is not None:
                yield (*statement, index), {"uri": uri_of(place[0]), "range": place[1].json()}


def ends_of(node: Node) -> tuple[str, ...]:
    """Cause and effect of an edge."""
    if not isinstance(node, SequenceNode):
        return ()
    return tuple(cleaned(item.text) for item in node.items[:2] if isinstance(item, ScalarNode))
