"""What each word of a spec is: a key, a choice, a number, a variable, a factor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from causalvq.dsl.documents import fields
from causalvq.dsl.text.nodes import ScalarNode, Span
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.names import declarations, uses
from causalvq.lsp.texts.legend import MODIFIERS, TYPES
from causalvq.lsp.texts.positions import Range
from causalvq.lsp.texts.tree_places import Spot, parts

Token = tuple[Range, str, bool]


def semantic_tokens(known: Knowledge) -> dict[str, Any]:
    """All words, each as five numbers that go on from the word before it."""
    data: list[int] = []
    line = character = 0
    for place, kind, declares in sorted(tokens(known)):
        start = place.start
        length = place.end.character - start.character
        if place.end.line != start.line or length < 1 or (data and start < (line, character)):
            continue
        down = start.line - line
        data += [down, start.character - (0 if down else character), length, TYPES.index(kind)]
        data.append(1 << MODIFIERS.index("declaration") if declares else 0)
        line, character = start
    return {"data": data}


def tokens(known: Knowledge) -> Iterator[Token]:
    """The words of a text that mean something."""
    variables = {one.name for one in declarations(known.read.merged)}
    named = {(one.span, one.path): one for one in uses(known.read.own, variables)}
    for spot in parts(known.read.own):
        use = named.get((spot.span, spot.path))
        if use is not None:
            yield range_of(known, spot.span), "variable" if use.kind == "variable" else "type", use.declares
        elif spot.is_key:
            yield range_of(known, spot.span), "namespace" if len(spot.path) == 1 else "property", False
        elif isinstance(spot.node, ScalarNode):
            yield range_of(known, spot.span), kind_of(known, spot, spot.node), False


def range_of(known: Knowledge, span: Span) -> Range:
    """The range of a word; nothing where nothing is written."""
    start = known.text.at(span.line, span.column)
    return known.text.range(start, min(start + span.length, len(known.text.text)))


def kind_of(known: Knowledge, spot: Spot, node: ScalarNode) -> str:
    """What a value is."""
    if node.value is None or isinstance(node.value, bool):
        return "keyword"
    if isinstance(node.value, int | float):
        return "number"
    found = fields.spot(spot.path, known.read.merged)
    return "enumMember" if found is not None and node.value in fields.literals(found.annotation) else "string"
