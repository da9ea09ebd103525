"""The positioned tree: what a YAML file says and where it says it, before any meaning is given to it.

Nodes are shared where the text uses an alias, so a tree is really an acyclic graph; `size` and `depth` count it as if
it were expanded, which is how an alias bomb is seen before it goes off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from causalvq.errors import Place

Value = None | bool | int | float | str
Plain = Value | tuple["Plain", ...] | dict[str, "Plain"]
Step = str | int
Path = tuple[Step, ...]


class Source(NamedTuple):
    """One text that nodes come from: a file, or the value of a `--set`.

    Args:
        file: how the user named it.
        lines: the text, split where YAML breaks lines.
        whole: places in this source name the source alone, without line and column.
    """

    file: str
    lines: tuple[str, ...] = ()
    whole: bool = False

    @classmethod
    def of(cls, file: str, text: str) -> Source:
        """A source that knows the lines of `text`; a text that ends in a line break has an empty last line."""
        return cls(file, (*text.splitlines(), "") if text[-1:] in ("", "\n", "\r") else tuple(text.splitlines()))


class Span(NamedTuple):
    """A stretch of one line of a source; line and column count from 0."""

    source: Source
    line: int
    column: int
    length: int

    def place(self) -> Place:
        """The span as a diagnostic names it: counted from 1, with its source line."""
        lines = self.source.lines
        excerpt = lines[self.line] if self.line < len(lines) else None
        if self.source.whole:
            return Place(self.source.file, excerpt=excerpt)
        return Place(self.source.file, self.line + 1, self.column + 1, max(1, self.length), excerpt)


class ScalarNode(NamedTuple):
    """One value that has no parts.

    Args:
        value: what the text means under YAML 1.2's core schema.
        text: what was written.
    """

    value: Value
    text: str
    span: Span
    size: int = 1
    depth: int = 1


class SequenceNode(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    span: Span
    size: int = 1
    depth: int = 1


class Entry(NamedTuple):
    """A key of a mapping, where it was written, and its value."""

    key: Span
    node: Node


class MappingNode(NamedTuple):
    """Keys and values, in the order of the text."""

    entries: Mapping[str, Entry]
    span: Span
    size: int = 1
    depth: int = 1


Node = ScalarNode | SequenceNode | MappingNode


def sequence(items: tuple[Node, ...], span: Span) -> SequenceNode:
    """A list whose size and depth are counted."""
    return SequenceNode(
        items, span, 1 + sum(item.size for item in items), 1 + max((item.depth for item in items), default=0)
    )


def mapping(entries: Mapping[str, Entry], span: Span) -> MappingNode:
    """A mapping whose size and depth are counted; a key counts as a node."""
    nodes = [entry.node for entry in entries.values()]
    size = 1 + len(nodes) + sum(node.size for node in nodes)
    return MappingNode(entries, span, size, 1 + max((node.depth for node in nodes), default=0))


def plain(node: Node) -> Plain:
    """The values of a tree without their places; lists become tuples, and `2e3` is the whole number 2000.

    A number without a fraction is whole however it is written, as in JSON Schema. Keys that take any number make a
    float of it again.
    """
    if isinstance(node, ScalarNode):
        value = node.value
        return int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(node, SequenceNode):
        return tuple(plain(item) for item in node.items)
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def child(node: Node, step: Step) -> Node | None:
    """What a key or an index leads to, or None."""
    if isinstance(node, MappingNode) and isinstance(step, str):
        entry = node.entries.get(step)
        return entry.node if entry else None
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def find(root: Node, path: Path) -> Node | None:
    """The node at a path, or None."""
    node: Node | None = root
    for step in path:
        node = child(node, step) if node is not None else None
    return node


def nearest_span(root: Node, path: Path) -> Span:
    """Where the value at `path` was written; when it was not, the key of the nearest enclosing mapping that was."""
    node, span = root, root.span
    for position, step in enumerate(path):
        below = child(node, step)
        if below is None:
            return span
        if position == len(path) - 1 or isinstance(node, SequenceNode):
            span = below.span
        elif isinstance(node, MappingNode):
            span = node.entries[str(step)].key
        node = below
    return span


def key_span(root: Node, path: Path) -> Span:
    """Where the key at the end of `path` was written; the item itself for an index."""
    parent = find(root, path[:-1]) if path else None
    if isinstance(parent, MappingNode) and path[-1] in parent.entries:
        return parent.entries[str(path[-1])].key
    return nearest_span(root, path)


def replaced(node: Node, path: Path, value: Node) -> Node:
    """The tree with another node at `path`, which must exist."""
    if not path:
        return value
    below = child(node, path[0])
    assert below is not None, f"no such path: {path}"
    new = replaced(below, path[1:], value)
    if isinstance(node, SequenceNode):
        return sequence(tuple(new if index == path[0] else item for index, item in enumerate(node.items)), node.span)
    assert isinstance(node, MappingNode)
    key = str(path[0])
    return mapping({**node.entries, key: node.entries[key]._replace(node=new)}, node.span)


QUOTED = r'"(?:[^"\\]|\\.)*"'
PATH = re.compile(rf"(?:{QUOTED}|[^.\[\]]+)(?:\.(?:{QUOTED}|[^.\[\]]+)|\[\d{{1,9}}\])*")
PATH_STEP = re.compile(rf"(?:^|\.)({QUOTED}|[^.\[\]]+)|\[(\d+)\]")
PLAIN_KEY = re.compile(r'[^."\[\]=]+')


def parse_path(text: str) -> Path | None:
    """`graph.required[0][1]` as steps; None when the text is not a path.

    >>> parse_path('data.imbalance."size [cm]"'), parse_path("a[0].b"), parse_path("a..b")
    (('data', 'imbalance', 'size [cm]'), ('a', 0, 'b'), None)
    """
    if not PATH.fullmatch(text):
        return None
    return tuple(int(index) if index else unquoted(name) for name, index in PATH_STEP.findall(text))


def unquoted(step: str) -> str:
    """A key of a path, which may stand between quotes."""
    if len(step) > 1 and step[0] == step[-1] == '"':
        return re.sub(r"\\(.)", r"\1", step[1:-1])
    return step


def key_of_path(key: str) -> str:
    """A key as a path has it: between quotes where it has signs that paths use.

    >>> key_of_path("size"), key_of_path("size [cm]")
    ('size', '"size [cm]"')
    """
    if PLAIN_KEY.fullmatch(key):
        return key
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def format_path(path: Path) -> str:
    """Steps as text: `graph.required[0][1]`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{key_of_path(step)}" for step in path)
    return text.removeprefix(".")
