"""The outline of a spec, for menus and lists of symbols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Node, ScalarNode, SequenceNode, Span
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.texts.positions import Position, Range

SECTION, KEY, ITEM, VARIABLE = 3, 7, 18, 13  # kinds of the protocol: namespace, property, array, variable
MOST: Final = 2_000
"""Symbols of one text."""

DEEPEST: Final = 8


def symbols(known: Knowledge) -> list[dict[str, Any]]:
    """The keys of a text, those of a mapping below its own; of lists those items that have a name."""
    outline = Outline(known)
    return list(outline.of_mapping(known.read.own, 0))


class Outline:
    """The symbols of one text, which must not be too many.

    Args:
        known: what is known of the text.
    """

    def __init__(self, known: Knowledge) -> None:
        self._text, self._file = known.text, known.file
        self._left = MOST

    def of_mapping(self, node: MappingNode, depth: int) -> Iterator[dict[str, Any]]:
        """The keys of a mapping."""
        for key, entry in node.entries.items():
            if entry.key.source.file == self._file and self._left > 0 and key:
                kind = SECTION if depth == 0 and not isinstance(entry.node, ScalarNode) else KEY
                yield self.symbol(key, kind, entry.key, entry.node, depth)

    def symbol(self, name: str, kind: int, span: Span, node: Node, depth: int) -> dict[str, Any]:
        """A key or an item, with what is below it."""
        self._left -= 1
        own = self._text.of_span(span)
        below: list[dict[str, Any]] = []
        if depth < DEEPEST and isinstance(node, MappingNode):
            below = list(self.of_mapping(node, depth + 1))
        elif depth < DEEPEST and isinstance(node, SequenceNode):
            below = list(self.of_items(node, depth + 1))
        whole = Range(own.start, max(own.end, self.end(node), *(end_in(one) for one in below)))
        made: dict[str, Any] = {"name": name, "kind": kind, "range": whole.json(), "selectionRange": own.json()}
        detail = {"detail": node.text[:60]} if isinstance(node, ScalarNode) and node.text else {}
        return made | detail | ({"children": below} if below else {})

    def of_items(self, node: SequenceNode, depth: int) -> Iterator[dict[str, Any]]:
        """The items of a list that have a name."""
        for item in node.items:
            name = nodes.child(item, "name")
            named = isinstance(name, ScalarNode) and name.text
            if isinstance(name, ScalarNode) and named and self._left > 0 and name.span.source.file == self._file:
                yield self.symbol(name.text, VARIABLE, name.span, ScalarNode(None, "", name.span), depth)

    def end(self, node: Node) -> Position:
        """Where a value without names ends, or begins."""
        while isinstance(node, SequenceNode) and node.items:
            node = node.items[-1]
        return self._text.of_span(node.span).end


def end_in(symbol: dict[str, Any]) -> Position:
    """Where a symbol ends."""
    end = symbol["range"]["end"]
    return Position(end["line"], end["character"])
