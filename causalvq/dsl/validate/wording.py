"""How values, counts and paths are put into words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from causalvq.dsl.documents import fields
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Node, Path, SequenceNode

MAX_SHOWN = 60


def one_of(words: Sequence[str]) -> str:
    """The choices, for `expected`."""
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def forms(annotation: Any) -> str:
    """The forms of a tagged mapping, and the words that may stand for it."""
    words = fields.literals(annotation)
    shown_words = f"one of {', '.join(words)}, or " if words else ""
    return f"{shown_words}a mapping with one of the forms {', '.join(fields.tags(annotation))}"


def items(count: int) -> str:
    """`1 item`, `2 items`."""
    return f"{count:,} item{'s' * (count != 1)}"


def number(value: Any) -> str:
    """A bound as a user would write it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def label(path: Path) -> str:
    """A path to begin a message with."""
    return clipped(nodes.format_path(path), 120) or "the spec"


def clipped(text: str, most: int = MAX_SHOWN) -> str:
    """A text that fits in a line."""
    text = text.replace("\n", " ")
    return text if len(text) <= most else text[: most - 3] + "..."


def shown(node: Node | None) -> str | None:
    """What was found, for `got`."""
    if node is None:
        return None
    if isinstance(node, SequenceNode):
        return f"a list of {len(node.items)}"
    if isinstance(node, MappingNode):
        return "a mapping"
    value = node.value
    if value is None:
        return "null" if node.text else "nothing"
    if isinstance(value, str):
        return f'the text "{clipped(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return node.text
    return clipped(node.text)


def text_form(path: Path) -> str:
    """What text may stand at a path."""
    if path == ("name",) or names_a_part(path):
        return "letters, digits, '.', '_' and '-', at most 64, a letter or digit first"
    if path[-1:] in (("path",), ("file",), ("metadata",)):
        return "a path"
    if path[-1:] == ("pattern",):
        return "at most 1,024 characters"
    return "a name of at most 256 characters on one line"


def names_a_part(path: Path) -> bool:
    """Whether a path leads to the name of a spec, a set or a claim of a suite, which are names that files may have."""
    if path[0] not in ("specs", "sets", "claims") or "data" in path:
        return False
    return path[-1] == "name" or path[-2] == "sets" or (path[0] == "claims" and path[-1] in ("spec", "set"))


def unit_of(path: Path, tree: MappingNode) -> str:
    """The unit of a field, with a space before it."""
    spot = fields.spot(path, tree)
    extra = spot.field.json_schema_extra if spot and spot.field else None
    return f" {extra['unit']}" if isinstance(extra, dict) and "unit" in extra else ""
