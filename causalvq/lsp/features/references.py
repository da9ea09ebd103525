"""All places that name what stands at a cursor: a variable, a factor, an edge, a base."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import ScalarNode, SequenceNode
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.edges import STATEMENTS, statements_of
from causalvq.lsp.naming.name_uses import found_uses, named_at
from causalvq.lsp.texts.open_texts import uri_of
from causalvq.lsp.texts.positions import Position
from causalvq.lsp.texts.tree_places import spot_at
from causalvq.regular_files import real_path


def references(known: Knowledge, position: Position, declaration: bool) -> list[dict[str, Any]]:
    """Where a name stands in all files of all specs that share it, an edge in this spec, a base in all specs.

    Args:
        known: what is known of the text.
        position: of the cursor.
        declaration: whether the places that declare a name are wanted too.
    """
    named = named_at(known, position)
    if named is not None:
        return [found.location for found in found_uses(known, named) if declaration or not found.use.declares]
    spot = spot_at(known.read.own, known.text, position)
    if spot is None:
        return []
    if spot.path[:-1] in STATEMENTS and isinstance(spot.node, SequenceNode):
        return [place for _, place in statements_of(known, spot.node)]
    if spot.path[:1] == ("extends",) and isinstance(spot.node, ScalarNode) and not spot.is_key:
        wanted = target(known, spot.node)
        return [place for other in known.others() for base, place in bases(other) if base == wanted]
    return []


def bases(known: Knowledge) -> Iterator[tuple[FilePath | None, dict[str, Any]]]:
    """The files that a text extends, and where it says so."""
    written = nodes.find(known.read.own, ("extends",))
    for node in written.items if isinstance(written, SequenceNode) else (written,):
        if isinstance(node, ScalarNode):
            place = {"uri": uri_of(known.read.open.path), "range": known.text.of_span(node.span).json()}
            yield target(known, node), place


def target(known: Knowledge, node: ScalarNode) -> FilePath | None:
    """The file that a text extends; None where that can be no file."""
    if not isinstance(node.value, str) or "\0" in node.value:
        return None
    return real_path(known.read.open.path.parent / node.value)


def highlights(known: Knowledge, position: Position) -> list[dict[str, Any]]:
    """The places of a name in this text alone; what declares is written to, the others read."""
    named = named_at(known, position)
    if named is None:
        return []
    own = [found for found in found_uses(known, named) if found.path == known.read.open.path]
    return [{"range": found.range.json(), "kind": 3 if found.use.declares else 2} for found in own]
