"""Text -> where each key, value and comment of it begins and ends.

The positioned tree of `dsl/text` says what a text means and where values begin; edits need their ends too, and what
aliases, anchors and comments stand where. Offsets count characters from 0.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

import yaml

from causalvq.dsl.text.nodes import MappingNode, Path, Step
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import LOADER, MERGE_KEY, read_all
from causalvq.errors import SpecError

BREAK: Final = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
COMMENT: Final = re.compile(r"(?:^|(?<=\s))#[^\r\n\x85\u2028\u2029]*")
BEFORE: Final = re.compile(r"(?:[&!]\S*(?=\s)|#[^\r\n\x85\u2028\u2029]*|\s+)*")
"""What may stand before a value: its anchor and its tag, and comments after those."""


class Part(NamedTuple):
    """A key, a value, or an item of a list in the text.

    Args:
        kind: what it is.
        start: where it begins, with its anchor and its tag.
        end: where it ends: after its last sign, of a block after the last one of its last value.
        style: of a scalar its quote, `|` or `>`; `[` or `{` of what stands between brackets; otherwise empty.
        text: what a scalar says; the name that an alias repeats.
        anchor: the name that it is given.
        entries: the keys and values of a mapping, in the order of the text.
        items: the items of a list.
    """

    kind: Literal["scalar", "alias", "mapping", "list"]
    start: int
    end: int
    style: str = ""
    text: str = ""
    anchor: str | None = None
    entries: tuple[Pair, ...] = ()
    items: tuple[Part, ...] = ()

    @property
    def is_block(self) -> bool:
        """Whether it is a mapping or a list that is laid out by its indentation."""
        return self.kind in ("mapping", "list") and not self.style


class Pair(NamedTuple):
    """A key of a mapping and its value."""

    key: Part
    value: Part


@dataclass(slots=True)
class _Open:
    start: int
    kind: Literal["mapping", "list"]
    style: str
    anchor: str | None
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """A text with the places of its parts.

    Args:
        text: the text.
        starts: where each line begins.
        root: the mapping of the whole text.
        tree: the same as the reader has it, with what it means.
        anchors: what each anchor names; one that names several things names the last.
        shared: names of anchors that were given more than once.
    """

    text: str
    starts: tuple[int, ...]
    root: Part
    tree: MappingNode
    anchors: Mapping[str, Part]
    shared: frozenset[str]

    def offset(self, line: int, column: int) -> int:
        """Where a line and a column are, both counted from 1."""
        return min(self.starts[min(line, len(self.starts)) - 1] + column - 1, len(self.text))

    def line(self, offset: int) -> int:
        """The number of a line, counted from 0."""
        return bisect_right(self.starts, offset) - 1

    def column(self, offset: int) -> int:
        """How far a place is from the beginning of its line."""
        return offset - self.starts[self.line(offset)]

    def line_start(self, offset: int) -> int:
        """Where the line of a place begins."""
        return self.starts[self.line(offset)]

    def line_end(self, offset: int) -> int:
        """Where the line after that of a place begins, or the text ends."""
        number = self.line(offset) + 1
        return self.starts[number] if number < len(self.starts) else len(self.text)

    def content(self, part: Part) -> int:
        """Where a value itself begins, after its anchor and its tag."""
        match = BEFORE.match(self.text, part.start)
        return min(match.end(), part.end) if match else part.start

    def target(self, part: Part) -> Part:
        """What an alias repeats; any other part is itself."""
        return self.anchors.get(part.text, part) if part.kind == "alias" else part

    def pair(self, part: Part, key: Step) -> Pair | None:
        """The key of a mapping with its value; one that is merged in (`<<`) where the mapping has none."""
        own = next((one for one in part.entries if one.key.text == key), None)
        merged = [self.target(one.value) for one in part.entries if one.key.text == MERGE_KEY]
        bases = [base for one in merged for base in (map(self.target, one.items) if one.items else [one])]
        return own or next((found for base in bases if (found := self.pair(base, key))), None)

    def find(self, path: Path) -> Part | None:
        """The value at a path, in the text itself; None where it is not written."""
        here: Part | None = self.root
        for step in path:
            here = self.below(self.target(here), step) if here else None
        return here

    def below(self, part: Part, step: Step) -> Part | None:
        """The value of a key, or an item."""
        if isinstance(step, int):
            return part.items[step] if step < len(part.items) else None
        found = self.pair(part, step)
        return found.value if found else None

    def parts(self, part: Part | None = None) -> Iterator[Part]:
        """A part and all below it, in the order of the text."""
        part = part or self.root
        yield part
        for key, value in part.entries:
            yield from self.parts(key)
            yield from self.parts(value)
        for item in part.items:
            yield from self.parts(item)

    @property
    def newline(self) -> str:
        """How the text breaks its lines: as Windows does, as others do, or in one of YAML's rarer ways."""
        usual = next((one for one in ("\r\n", "\n") if one in self.text), None)
        match = BREAK.search(self.text)
        return usual or (match[0] if match else "\n")

    def comments_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """The comments that begin in a stretch of the text."""
        return [span for span in self.comments if start <= span[0] < end]

    def has_comment(self, start: int, end: int) -> bool:
        """Whether a comment begins in a stretch of the text."""
        return bool(self.comments_in(start, end))

    @cached_property
    def comments(self) -> tuple[tuple[int, int], ...]:
        """Where each comment begins and ends, in the order of the text."""
        scalars = sorted((part.start, part.end) for part in self.parts() if part.kind == "scalar" and part.text)
        begins = [start for start, _ in scalars]
        found, at = [], 0
        while match := COMMENT.search(self.text, at):
            before = bisect_right(begins, match.start()) - 1
            inside = before >= 0 and match.start() < scalars[before][1]
            at = scalars[before][1] if inside else match.end()
            found += [] if inside else [match.span()]
        return tuple(found)


def layout_of(text: str) -> Layout | None:
    """The layout of a text without its byte order mark; None where no tree can be built of it."""
    tree = tree_of(text)
    if tree is None:
        return None
    starts = line_starts(text)
    reading = _Reading(text, starts)
    for event in yaml.parse(text, Loader=LOADER):
        reading.take(event)
    return Layout(text, starts, reading.parts[0], tree, reading.anchors, frozenset(reading.shared))


def tree_of(text: str) -> MappingNode | None:
    """What a text says, whatever is wrong with it; None where no tree can be built."""
    try:
        return read_all(text, "", Faults())
    except SpecError:
        return None


def line_starts(text: str) -> tuple[int, ...]:
    """Where each line of a text begins, where YAML breaks lines.

    >>> line_starts("a\\r\\nb\\n")
    (0, 3, 5)
    """
    return (0, *(match.end() for match in BREAK.finditer(text)))


class _Reading:
    """Turns events, of a text that the reader has read already, into parts."""

    def __init__(self, text: str, starts: tuple[int, ...]) -> None:
        self.parts: list[Part] = []
        self.anchors: dict[str, Part] = {}
        self.shared: set[str] = set()
        self._text, self._starts = text, starts
        self._open: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        """One event."""
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            kind: Literal["mapping", "list"] = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
            style = ("{" if kind == "mapping" else "[") if event.flow_style else ""
            self._open.append(_Open(self._at(event.start_mark), kind, style, event.anchor))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._put(self._closed(self._open.pop(), self._at(event.end_mark)))
        elif isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event))
        elif isinstance(event, yaml.AliasEvent):
            self._put(Part("alias", self._at(event.start_mark), self._at(event.end_mark), text=event.anchor or ""))

    def _at(self, mark: Any) -> int:
        return min(self._starts[min(int(mark.line), len(self._starts) - 1)] + int(mark.column), len(self._text))

    def _scalar(self, event: yaml.ScalarEvent) -> Part:
        start, end, style = self._at(event.start_mark), self._at(event.end_mark), event.style or ""
        if style in ("|", ">"):  # whose mark is where what follows begins
            end = start + len(self._text[start:end].rstrip())
        return Part("scalar", start, end, style, event.value, event.anchor)

    def _closed(self, done: _Open, end: int) -> Part:
        if not done.style:  # the mark of a block too is where what follows begins
            end = max([done.start, *(part.end for part in done.parts)])
        if done.kind == "list":
            return Part("list", done.start, end, done.style, anchor=done.anchor, items=tuple(done.parts))
        pairs = tuple(Pair(key, value) for key, value in zip(done.parts[::2], done.parts[1::2], strict=True))
        return Part("mapping", done.start, end, done.style, anchor=done.anchor, entries=pairs)

    def _put(self, part: Part) -> None:
        (self._open[-1].parts if self._open else self.parts).append(part)
        if part.anchor:
            self.shared |= {part.anchor} & self.anchors.keys()
            self.anchors[part.anchor] = part
