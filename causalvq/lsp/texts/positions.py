"""Places in a text, as editors and as YAML count them.

An editor counts lines that end in CR, LF or both, and characters in units of UTF-16. YAML also ends lines at U+0085,
U+2028 and U+2029, and counts code points. Both lead to one offset in the text, from which each is counted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from causalvq.dsl.text.nodes import Span

EDITOR_BREAK: Final = re.compile(r"\r\n|\r|\n")
YAML_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class Position(NamedTuple):
    """A place between two characters; both count from 0, `character` in units of UTF-16."""

    line: int
    character: int


class Range(NamedTuple):
    """What lies between two places."""

    start: Position
    end: Position

    def json(self) -> dict[str, Any]:
        """As the protocol writes it."""
        return {"start": self.start._asdict(), "end": self.end._asdict()}

    def meets(self, other: Range) -> bool:
        """Whether two ranges overlap or touch."""
        return self.start <= other.end and other.start <= self.end


def starts_of(text: str, line_break: re.Pattern[str]) -> list[int]:
    """The offset at which each line begins."""
    return [0, *(found.end() for found in line_break.finditer(text))]


def units(text: str) -> int:
    """Units of UTF-16: `"a🦊"` has 3."""
    return len(text) if text.isascii() else len(text) + sum(sign > "\uffff" for sign in text)


class Text:
    """A text and where its lines begin.

    Args:
        text: what the editor has; half of a surrogate pair becomes U+FFFD, which is as long.
    """

    def __init__(self, text: str) -> None:
        self.text = storable(text)

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each of the editor's lines begins."""
        return starts_of(self.text, EDITOR_BREAK)

    @cached_property
    def yaml_starts(self) -> list[int]:
        """The offset at which each of YAML's lines begins."""
        return starts_of(self.text, YAML_BREAK)

    @cached_property
    def lines(self) -> Sequence[str]:
        """The editor's lines, without what ends them."""
        ends = [*self.starts[1:], len(self.text) + 1]
        return [self.text[start:end].rstrip("\r\n") for start, end in zip(self.starts, ends, strict=True)]

    def offset(self, position: Position) -> int:
        """The offset of a place; a place beyond the end of its line or of the text is that end."""
        if position.line >= len(self.starts):
            return len(self.text)
        start = self.starts[max(0, position.line)]
        return start + column_of(self.lines[max(0, position.line)], position.character)

    def position(self, offset: int) -> Position:
        """The place of an offset."""
        line = bisect_right(self.starts, offset) - 1
        return Position(line, units(self.text[self.starts[line] : offset]))

    def range(self, start: int, end: int) -> Range:
        """What lies between two offsets."""
        return Range(self.position(start), self.position(end))

    def at(self, line: int, column: int) -> int:
        """The offset of a line and a column of YAML's; beyond the end, the end."""
        if line >= len(self.yaml_starts):
            return len(self.text)
        return min(self.yaml_starts[line] + column, len(self.text))

    def of_span(self, span: Span) -> Range:
        """The range of a span of this text; one of no length is of one character."""
        start = self.at(span.line, span.column)
        return self.range(start, min(start + max(1, span.length), len(self.text)))

    def line_range(self, line: int) -> Range:
        """A whole line of the editor's, without its break."""
        return Range(Position(line, 0), Position(line, units(self.lines[line]) if line < len(self.lines) else 0))

    @property
    def whole(self) -> Range:
        """All of it."""
        return self.range(0, len(self.text))


def storable(text: str) -> str:
    """A text that UTF-8 can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def column_of(line: str, character: int) -> int:
    """How many code points so many units of UTF-16 are; the middle of one counts as before it."""
    if line.isascii():
        return max(0, min(character, len(line)))
    seen = 0
    for column, sign in enumerate(line):
        seen += 2 if sign > "\uffff" else 1
        if seen > character:
            return column
    return len(line)
