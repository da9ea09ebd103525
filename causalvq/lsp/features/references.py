"""All places that name what stands at a cursor."""

from __future__ import annotations

from typing import Any

from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.name_uses import found_uses, named_at
from causalvq.lsp.texts.positions import Position


def references(known: Knowledge, position: Position, declaration: bool) -> list[dict[str, Any]]:
    """Where a variable or a factor is named, in all files of all specs that share it.

    Args:
        known: what is known of the text.
        position: of the cursor.
        declaration: whether the places that declare it are wanted too.
    """
    named = named_at(known, position)
    if named is None:
        return []
    return [found.location for found in found_uses(known, named) if declaration or not found.use.declares]


def highlights(known: Knowledge, position: Position) -> list[dict[str, Any]]:
    """The same in this text alone; what declares is written to, the others read."""
    named = named_at(known, position)
    if named is None:
        return []
    own = [found for found in found_uses(known, named) if found.path == known.read.open.path]
    return [{"range": found.range.json(), "kind": 3 if found.use.declares else 2} for found in own]
