"""Where what stands at a cursor is declared: a variable, a factor, an edge, a base, a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from causalvq.dsl.documents.environment import knows_home
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Path, ScalarNode, SequenceNode
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.edges import STATEMENTS, statements_of
from causalvq.lsp.naming.known_files import ENDINGS
from causalvq.lsp.naming.name_uses import Named, found_uses, named_at
from causalvq.lsp.texts.open_texts import uri_of
from causalvq.lsp.texts.positions import Position, Range
from causalvq.lsp.texts.tree_places import Spot, spot_at


def definition(known: Knowledge, position: Position) -> list[dict[str, Any]]:
    """The places that declare what stands at a place; empty where that is nothing that can be declared."""
    named = named_at(known, position)
    if named is not None:
        return list(of_name(known, named))
    spot = spot_at(known.read.own, known.text, position)
    if spot is None:
        return []
    if spot.path[:-1] in STATEMENTS and isinstance(spot.node, SequenceNode):
        return list(of_edge(known, spot))
    file = list(of_file(known, spot))
    return file or list(of_value(known, spot))


def of_name(known: Knowledge, named: Named) -> Iterator[dict[str, Any]]:
    """Where a name is declared; factors that no text lists come from the source of the data."""
    declared = [found.location for found in found_uses(known, named) if found.use.declares]
    yield from declared
    if not declared:
        path = ("data", "source") if named.kind == "factor" else ("variables",)
        yield from at_key(known, path)


def at_key(known: Knowledge, path: Path) -> Iterator[dict[str, Any]]:
    """The key at a path, in whatever file it is written."""
    if nodes.find(known.read.merged, path) is None:
        return
    place = known.place_of(nodes.key_span(known.read.merged, path))
    if place is not None:
        yield {"uri": uri_of(place[0]), "range": place[1].json()}


def of_edge(known: Knowledge, spot: Spot) -> Iterator[dict[str, Any]]:
    """Another statement of an edge; where there is none, the declarations of its two ends."""
    other = next((place for path, place in statements_of(known, spot.node) if path != spot.path), None)
    if other is not None:
        yield other
        return
    for end in spot.node.items[:2] if isinstance(spot.node, SequenceNode) else ():
        named = named_at(known, known.text.of_span(end.span).start)
        if named is not None:
            yield from of_name(known, named)


def of_file(known: Knowledge, spot: Spot) -> Iterator[dict[str, Any]]:
    """The file that a value names, where it is there."""
    path = tuple(step for step in spot.path if isinstance(step, str))
    if spot.is_key or path not in ENDINGS or not isinstance(spot.node, ScalarNode) or "\0" in spot.node.text:
        return
    target = known.read.open.path.parent / spot.node.text
    if spot.node.text.startswith("~") and knows_home(spot.node.text):
        target = target.__class__(spot.node.text).expanduser()
    if known.text_of(target) is not None:
        start = Position(0, 0)
        yield {"uri": uri_of(target.resolve()), "range": Range(start, start).json()}


def of_value(known: Knowledge, spot: Spot) -> Iterator[dict[str, Any]]:
    """Where a base says a value that this text says too, or instead of it."""
    for path in known.read.files[1:]:
        tree = known.tree_of(path)
        node = nodes.find(tree, spot.path) if isinstance(tree, MappingNode) else None
        if isinstance(tree, MappingNode) and node is not None:
            place = known.place_of(nodes.key_span(tree, spot.path))
            if place is not None:
                yield {"uri": uri_of(place[0]), "range": place[1].json()}
                return
