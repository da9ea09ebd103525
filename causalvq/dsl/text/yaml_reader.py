"""Text -> positioned tree: a strict subset of YAML 1.2.

Built from the parser's events rather than from `yaml.compose`, because events come one by one: a text that is nested
too deeply or that expands to too many nodes is refused at the event that goes too far, without recursion.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from causalvq.dsl.language_diagnostics import (
    EXPANDS_TOO_FAR,
    FILE_TOO_LARGE,
    KEY_NOT_TEXT,
    MERGE_WITHOUT_MAPPING,
    NO_ANCHOR,
    NO_SUCH_TAG,
    NOT_ONE_MAPPING,
    NOT_TEXT,
    REPEATED_KEY,
)
from causalvq.dsl.text import scalars, syntax
from causalvq.dsl.text.nodes import (
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Source,
    Span,
    mapping,
    plain,
    sequence,
)
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_writer import quoted
from causalvq.errors import Hint, Place, Related, Remedy

MAX_BYTES = 1 << 20
MAX_NODES = 60_000
MAX_DEPTH = 50

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML has it (every published wheel), which is ten times faster and yields the same events."""

MERGE_KEY = "<<"


@dataclass(slots=True)
class Frame:
    """A list or a mapping that is still open."""

    span: Span
    is_mapping: bool
    anchor: str | None
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    merges: list[Node] = field(default_factory=list)
    key: tuple[str | None, Span] | None = None
    size: int = 1


def decode(data: bytes, file: str) -> str:
    """The text of a file.

    Raises:
        SpecError: more than 1 MiB (CVQ113), or not UTF-8 (CVQ112).
    """
    faults = Faults()
    if len(data) > MAX_BYTES:
        got = f"{len(data):,} bytes"
        faults.add(FILE_TOO_LARGE, "the file is too large for a spec", Place(file), expected="at most 1 MiB", got=got)
        raise faults.stop()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        source = Source.of(file, before)
        span = Span(source, len(source.lines) - 1, len(source.lines[-1]), 1)
        hint = "save the file as UTF-8"
        faults.add(NOT_TEXT, "the file is not UTF-8", span, got=f"byte 0x{data[error.start]:02x}", hint=hint)
        raise faults.stop() from None


def read(text: str, file: str, faults: Faults) -> Node | None:
    """The tree of one YAML document; None for an empty one.

    Faults that leave a tree (duplicate keys, unknown aliases, ...) are noted in `faults`.

    Raises:
        SpecError: no tree can be built; carries everything noted so far.
    """
    source = Source.of(file, text)
    return Builder(source, faults).build(text)


class Builder:
    """Turns events into nodes with an explicit stack."""

    def __init__(self, source: Source, faults: Faults) -> None:
        self.source = source
        self.faults = faults
        self.stack: list[Frame] = []
        self.anchors: dict[str, Node] = {}
        self.root: Node | None = None
        self.documents = 0

    def build(self, text: str) -> Node | None:
        """Consume every event of `text`."""
        try:
            for event in yaml.parse(text, Loader=LOADER):
                self.take(event)
        except yaml.YAMLError as error:
            syntax.note(error, self.source, self.faults)
            raise self.faults.stop() from None
        return self.root

    def take(self, event: yaml.Event) -> None:
        """One event."""
        if isinstance(event, yaml.ScalarEvent):
            self.put(self.scalar(event), event.anchor)
        elif isinstance(event, yaml.AliasEvent):
            self.put(self.alias(event), None)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self.open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            frame = self.stack.pop()
            self.put(self.close(frame), frame.anchor)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.faults.add(
                    NOT_ONE_MAPPING, "a second document in one file", self.span(event), hint="one spec, one file"
                )
                raise self.faults.stop()

    def span(self, event: yaml.Event) -> Span:
        """The stretch of the event's first line that the event covers."""
        start, end = event.start_mark, event.end_mark
        assert start is not None, "every event of a text is marked"
        assert end is not None, "every event of a text is marked"
        if end.line == start.line:
            return Span(self.source, start.line, start.column, end.column - start.column)
        lines = self.source.lines
        rest = len(lines[start.line].rstrip()) - start.column if start.line < len(lines) else 1
        return Span(self.source, start.line, start.column, max(1, rest))

    def scalar(self, event: yaml.ScalarEvent) -> ScalarNode:
        """A scalar under the core schema, or under its explicit tag."""
        span, text, tag = self.span(event), event.value, event.tag
        if tag is None or tag == "!":
            value = scalars.resolve(text) if tag is None and event.implicit[0] else text
            return ScalarNode(value, text, span)
        if tag not in scalars.CORE_TAGS:
            self.note_tag(tag, span)
            return ScalarNode(text, text, span)
        try:
            return ScalarNode(scalars.resolve_tagged(text, tag), text, span)
        except ValueError:
            name = scalars.CORE_TAGS[tag]
            self.faults.add(NO_SUCH_TAG, f"the value does not fit its tag !!{name}", span, got=repr(text))
            return ScalarNode(text, text, span)

    def note_tag(self, tag: str, span: Span) -> None:
        """A tag outside the core schema: specs hold data, never objects."""
        shown = tag.replace("tag:yaml.org,2002:", "!!")
        hint = "a spec holds plain data; remove the tag"
        self.faults.add(NO_SUCH_TAG, f"the tag {shown} has no meaning in a spec", span, hint=hint)

    def alias(self, event: yaml.AliasEvent) -> Node:
        """What the alias names; an alias inside its own anchor is not known yet, and so is refused."""
        span = self.span(event)
        node = self.anchors.get(event.anchor or "")
        if node is None:
            hint = "an anchor must be closed before it is used: &name value ... *name"
            self.faults.add(NO_ANCHOR, f"no anchor named {event.anchor} before this alias", span, hint=hint)
            return ScalarNode(None, "", span)
        return node

    def open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        """Start a list or a mapping."""
        span = self.span(event)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        if event.tag not in (None, "!", "tag:yaml.org,2002:map" if is_mapping else "tag:yaml.org,2002:seq"):
            self.note_tag(event.tag, span)
        if not event.flow_style:
            span = span._replace(length=1)
        self.stack.append(Frame(span, is_mapping, event.anchor))
        if len(self.stack) > MAX_DEPTH:
            self.refuse_depth(span)

    def close(self, frame: Frame) -> Node:
        """Finish a list or a mapping."""
        if not frame.is_mapping:
            return sequence(tuple(frame.items), frame.span)
        for merged in frame.merges:
            self.merge(frame, merged)
        return mapping(frame.entries, frame.span)

    def merge(self, frame: Frame, merged: Node) -> None:
        """Take in the keys of `<<`: what the mapping says itself wins, then what was merged first."""
        parts = merged.items if isinstance(merged, SequenceNode) else (merged,)
        for part in parts:
            if isinstance(part, MappingNode):
                for key, entry in part.entries.items():
                    frame.entries.setdefault(key, entry)
            else:
                self.faults.add(
                    MERGE_WITHOUT_MAPPING,
                    "<< merges mappings",
                    part.span,
                    expected="an alias of a mapping, or a list of them",
                )

    def put(self, node: Node, anchor: str | None) -> None:
        """Hand a finished node to what encloses it."""
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        frame.size += node.size
        if frame.size > MAX_NODES:
            self.refuse_size(frame.span)
        if len(self.stack) + node.depth > MAX_DEPTH:
            self.refuse_depth(frame.span)
        if not frame.is_mapping:
            frame.items.append(node)
        elif frame.key is None:
            frame.key = self.key(node)
        else:
            self.pair(frame, frame.key, node)
            frame.key = None

    def key(self, node: Node) -> tuple[str | None, Span]:
        """A key: text, always."""
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            return node.value, node.span
        got = node.text if isinstance(node, ScalarNode) else "a list or mapping"
        hint = None
        if isinstance(node, ScalarNode):
            hint = Hint(f'write "{got}": in quotes', Remedy("write", quoted(node.text), certain=bool(node.text)))
        self.faults.add(KEY_NOT_TEXT, "a key must be text", node.span, got=got or "nothing", hint=hint)
        return None, node.span

    def pair(self, frame: Frame, key: tuple[str | None, Span], node: Node) -> None:
        """One key and its value, unless the key was there before."""
        name, span = key
        if name is None:
            return
        if name == MERGE_KEY:
            frame.merges.append(node)
        elif name in frame.entries:
            self.note_duplicate(name, span, frame.entries[name], node)
        else:
            frame.entries[name] = Entry(span, node)

    def note_duplicate(self, name: str, span: Span, first: Entry, node: Node) -> None:
        """The same key twice: YAML readers differ on which one counts, so neither is taken, unless they are equal."""
        related = (Related("first written here", first.key.place()),)
        equal = node.size == first.node.size and plain(node) == plain(first.node)
        hint = Hint("keep one of the two", Remedy("remove", certain=equal))
        self.faults.add(REPEATED_KEY, f"the key {name} is written twice", span, hint=hint, related=related)

    def refuse_size(self, span: Span) -> None:
        """Too many nodes once aliases are expanded."""
        self.faults.add(
            EXPANDS_TOO_FAR,
            "the document is too large once its aliases are expanded",
            span,
            expected=f"at most {MAX_NODES:,} values",
        )
        raise self.faults.stop()

    def refuse_depth(self, span: Span) -> None:
        """Too deep."""
        self.faults.add(
            EXPANDS_TOO_FAR, "the document is nested too deeply", span, expected=f"at most {MAX_DEPTH} levels"
        )
        raise self.faults.stop()


def read_all(text: str, file: str, faults: Faults) -> MappingNode:
    """The tree of a spec, whose root is a mapping.

    Raises:
        SpecError: the text is empty or its root is not a mapping (CVQ120), or no tree can be built.
    """
    root = read(text, file, faults)
    if isinstance(root, MappingNode):
        return root
    hint = "start from `causalvq init`"
    if root is None or (isinstance(root, ScalarNode) and root.value is None):
        faults.add(NOT_ONE_MAPPING, "the file is empty", Place(file), hint=hint)
    else:
        faults.add(NOT_ONE_MAPPING, "a spec is a mapping of keys to values", root.span, hint=hint)
    raise faults.stop()
