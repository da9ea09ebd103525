"""From a place in a text to the value of its tree that stands there, and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from causalvq.dsl.text.nodes import MappingNode, Node, Path, ScalarNode, SequenceNode, Span
from causalvq.lsp.texts.positions import Position, Text


class Spot(NamedTuple):
    """What stands at a place.

    Args:
        path: of the value, or of the key.
        span: of what the cursor is on.
        is_key: whether it is on a key rather than on a value.
        node: the value.
    """

    path: Path
    span: Span
    is_key: bool
    node: Node


def parts(root: MappingNode) -> Iterator[Spot]:
    """Every key and every value of a tree, those around others before them; what aliases repeat comes once."""
    seen: set[int] = set()
    stack: list[tuple[Path, Node]] = [((), root)]
    while stack:
        path, node = stack.pop()
        if id(node) in seen and not isinstance(node, ScalarNode):
            continue
        seen.add(id(node))
        if path:
            yield Spot(path, node.span, False, node)
        below: list[tuple[Path, Node]] = []
        if isinstance(node, MappingNode):
            for key, entry in node.entries.items():
                yield Spot((*path, key), entry.key, True, entry.node)
                below.append(((*path, key), entry.node))
        elif isinstance(node, SequenceNode):
            below = [((*path, index), item) for index, item in enumerate(node.items)]
        stack += reversed(below)


def spot_at(root: MappingNode, text: Text, position: Position) -> Spot | None:
    """The smallest key or value at a place; None between them."""
    offset = text.offset(position)
    line = yaml_line(text, offset)
    best: Spot | None = None
    for spot in parts(root):
        if spot.span.line != line:
            continue
        start = text.at(spot.span.line, spot.span.column)
        end = start + spot.span.length if spot.is_key else end_of(spot.node, start, text)
        if start <= offset <= end and (
            best is None or spot.is_key or isinstance(spot.node, ScalarNode) or offset < end
        ):
            best = spot
    return best


def end_of(node: Node, start: int, text: Text) -> int:
    """Where a value ends that begins at an offset: a list of words between brackets where it is closed."""
    if isinstance(node, ScalarNode):
        return start + node.span.length
    if not isinstance(node, SequenceNode) or text.text[start : start + 1] != "[" or not node.items:
        return start
    last = node.items[-1]
    if not isinstance(last, ScalarNode):
        return start
    closed = text.text.find("]", text.at(last.span.line, last.span.column) + last.span.length)
    return start if closed < 0 else closed + 1


def yaml_line(text: Text, offset: int) -> int:
    """The line of YAML's that an offset lies on."""
    return bisect_right(text.yaml_starts, offset) - 1
