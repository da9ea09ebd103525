"""Where a cursor is in YAML that need not be finished: under which keys, in a key or in a value, and what is typed.

Only what stands before the cursor counts, line by line: a text is rarely whole while a key of it is typed. Lines that
an open bracket has swallowed are told from its items by a key that is indented no further than the bracket's line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from causalvq.dsl.text.nodes import Path, unquoted

Role = Literal["key", "value", "none"]

QUOTED: Final = r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\''
KEY: Final = re.compile(rf"({QUOTED}|[^\s\"'#\[\]{{}},&*!|>%@`-][^#\"']*?|-[^\s#\"'][^#\"']*?)[ \t]*:(?=\s|$)")
PROPERTY: Final = re.compile(r"(?:[&!]\S*[ \t]+)+")
COMMENT: Final = re.compile(r"(?:^|(?<=\s))#")
TOKEN: Final = re.compile(
    rf"(?P<space>\s+)|(?P<comment>(?<!\S)#.*)|(?P<mark>[{{}}\[\],])|(?P<quoted>{QUOTED})|(?P<open>[\"'].*)"
    r"|(?P<colon>:(?=[\s,\[\]{}]|$))"
    r"|(?P<plain>(?:[^\s,\[\]{}:#]|:(?![\s,\[\]{}]|$)|(?<=\S)#|[ \t]+(?![#\s]|:(?:\s|$)))+)"
    r"|(?P<other>.)"
)
WORD: Final = re.compile(r"[^\s,\[\]{}:#\"']*")


@dataclass(slots=True)
class Level:
    """A mapping or a list that the cursor is in.

    Args:
        is_mapping: or it is a list.
        indent: column of its keys or dashes; -1 within brackets.
        step: the key or the index that was reached; None before the first key.
        keys: its keys, each with its value where that is plain text on the same line.
        valued: whether the key that was reached has a value or a colon.
    """

    is_mapping: bool
    indent: int
    step: str | int | None = None
    keys: dict[str, str] = field(default_factory=dict)
    valued: bool = False


class Cursor(NamedTuple):
    """What stands at a cursor.

    Args:
        path: of what is typed: of the mapping for a key, of the value itself for a value.
        role: a key or an item begins, a value, or nothing that can be completed: a comment.
        typed: what of it stands before the cursor, without its quote.
        start: the column at which it begins, its quote included.
        end: the column at which the word ends in which the cursor stands.
        flow: whether it is within brackets.
        indent: the column of its keys in block style.
        keys: the other keys of the mapping before the cursor, with what they say.
        levels: of the mappings around, from the root, the keys before the cursor.
        dash: whether an item needs its dash first.
        quote: the quote that was opened.
    """

    path: Path
    role: Role
    typed: str
    start: int
    end: int
    flow: bool
    indent: int
    keys: dict[str, str]
    levels: tuple[tuple[Path, dict[str, str]], ...]
    dash: bool = False
    quote: str = ""


def cursor_at(lines: Sequence[str], line: int, column: int) -> Cursor:
    """Where a cursor is.

    Args:
        lines: of the text.
        line: of the cursor, from 0.
        column: code points before it on its line.
    """
    scanner = Scanner()
    for text in lines[:line]:
        scanner.read_line(text)
    here = lines[line] if line < len(lines) else ""
    before = here[:column]
    if scanner.in_comment(before):
        return scanner.cursor("none", "", column, column)
    found = scanner.read_last(before)
    word = WORD.match(here, column)
    return found._replace(end=word.end() if word else column)


class Scanner:
    """The mappings and lists that are open after some lines."""

    def __init__(self) -> None:
        self.levels: list[Level] = []
        self.literal: int | None = None  # indentation of the key of a block of text
        self.bracket_indent = 0  # of the line on which the outermost bracket was opened
        self.dash = False

    @property
    def flow(self) -> bool:
        """Whether a bracket is open."""
        return bool(self.levels) and self.levels[-1].indent < 0

    def read_line(self, text: str) -> None:
        """A whole line."""
        words = text.strip()
        indent = len(text) - len(text.lstrip(" "))
        if self.literal is not None:
            if not words or indent > self.literal:
                return
            self.literal = None
        if not words or words.startswith("#"):
            return
        if self.flow and indent <= self.bracket_indent and KEY.match(words):
            self.levels = [level for level in self.levels if level.indent >= 0]
        if self.flow:
            self.read_flow(text, 0)
        else:
            self.read_block(text, 0)

    def in_comment(self, before: str) -> bool:
        """Whether what stands before the cursor on its line ends in a comment, or in a block of text."""
        if self.literal is not None and len(before) - len(before.lstrip(" ")) > self.literal:
            return True
        bare = re.sub(QUOTED, lambda found: "_" * len(found[0]), before)
        found = COMMENT.search(bare)
        return found is not None and not re.search("[\"']", bare[: found.start()])

    def read_last(self, before: str) -> Cursor:
        """The line of the cursor up to it."""
        if self.flow and len(before) - len(before.lstrip(" ")) <= self.bracket_indent and KEY.match(before.strip()):
            self.levels = [level for level in self.levels if level.indent >= 0]
        return self.last_flow(before, 0) if self.flow else self.last_block(before)

    # Block style.

    def read_block(self, text: str, column: int) -> None:
        """Dashes, a key and its value from a column on."""
        column = self.read_dashes(text, column)
        found = KEY.match(text, column)
        if found is None:
            self.read_value(text, column)
            return
        self.enter(found[1], column)
        self.read_value(text, found.end())

    def read_dashes(self, text: str, column: int) -> int:
        """Enter the items that dashes open; the column of what follows them."""
        self.dash = False
        while True:
            column += len(text[column:]) - len(text[column:].lstrip(" \t"))
            if not re.match(r"-(?:\s|$)", text[column:]):
                return column
            self.leave(column, for_dash=True)
            top = self.levels[-1] if self.levels else None
            if top is not None and not top.is_mapping and top.indent == column:
                top.step = int(top.step or 0) + 1
            else:
                self.levels.append(Level(False, column, 0))
            column += 1
            self.dash = True

    def leave(self, column: int, *, for_dash: bool = False) -> None:
        """Leave what is indented further than a column, and lists at the column where no dash goes on with them."""
        while self.levels and (
            self.levels[-1].indent > column
            or self.levels[-1].indent < 0
            or (self.levels[-1].indent == column and not self.levels[-1].is_mapping and not for_dash)
        ):
            self.levels.pop()

    def enter(self, key: str, column: int) -> None:
        """A key of a block mapping."""
        self.leave(column)
        name = bare_of(key)
        if not (self.levels and self.levels[-1].is_mapping and self.levels[-1].indent == column):
            self.levels.append(Level(True, column))
        level = self.levels[-1]
        level.step, level.valued = name, False
        level.keys[name] = ""

    def read_value(self, text: str, column: int) -> None:
        """What follows a key or a dash on its line."""
        column += len(text[column:]) - len(text[column:].lstrip(" \t"))
        properties = PROPERTY.match(text, column)
        column = properties.end() if properties else column
        sign = text[column : column + 1]
        if sign in ("{", "["):
            self.bracket_indent = len(text) - len(text.lstrip(" "))
            self.read_flow(text, column)
        elif sign in ("|", ">"):
            self.literal = len(text) - len(text.lstrip(" "))
        elif sign and sign != "#":
            self.note_value(plain_of(text[column:]))

    def note_value(self, value: str) -> None:
        """A value that is plain text."""
        if self.levels:
            level = self.levels[-1]
            level.valued = True
            if level.is_mapping and isinstance(level.step, str):
                level.keys[level.step] = value

    def last_block(self, before: str) -> Cursor:
        """The cursor on a line in block style."""
        column = self.read_dashes(before, 0)
        found = KEY.match(before, column)
        if found is not None and before[found.end() : found.end() + 1] in (" ", "\t", ""):
            self.enter(found[1], column)
            return self.last_value(before, found.end())
        rest = before[column:]
        if rest[:1] in ("{", "["):
            self.bracket_indent = len(before) - len(before.lstrip(" "))
            return self.last_flow(before, column)
        quote = rest[:1] if rest[:1] in ("'", '"') else ""
        if self.dash:
            return self.cursor("key", rest.removeprefix(quote), column, column, quote=quote)
        self.leave_for_key(column)
        top = self.levels[-1] if self.levels else None
        if top is not None and not top.is_mapping:
            top.step = int(top.step or 0) + 1
            return self.cursor("key", rest.removeprefix(quote), column, column, dash=True, quote=quote)
        return self.cursor("key", rest.removeprefix(quote), column, column, indent=column, quote=quote)

    def leave_for_key(self, column: int) -> None:
        """Leave what a key at a column is not in; a list at the column may go on, unless a mapping is there too."""
        while self.levels and (self.levels[-1].indent > column or self.levels[-1].indent < 0):
            self.levels.pop()
        if len(self.levels) > 1 and not self.levels[-1].is_mapping:
            below = self.levels[-2]
            if below.is_mapping and below.indent == column:
                self.levels.pop()

    def last_value(self, before: str, column: int) -> Cursor:
        """The cursor behind a key and its colon."""
        column += len(before[column:]) - len(before[column:].lstrip(" \t"))
        properties = PROPERTY.match(before, column)
        column = properties.end() if properties else column
        if before[column : column + 1] in ("{", "["):
            self.bracket_indent = len(before) - len(before.lstrip(" "))
            return self.last_flow(before, column)
        typed = before[column:]
        quote = typed[:1] if typed[:1] in ("'", '"') else ""
        return self.cursor("value", typed.removeprefix(quote), column, column, quote=quote)

    # Flow style.

    def read_flow(self, text: str, column: int) -> None:
        """Brackets and what is in them, from a column on, until the last one is closed."""
        for found in TOKEN.finditer(text, column):
            self.take(found.lastgroup or "", found[0])
            if not self.flow:
                return

    def take(self, kind: str, token: str) -> None:
        """One token within brackets."""
        if kind == "mark":
            self.take_mark(token)
        elif kind in ("plain", "quoted") and self.flow:
            level = self.levels[-1]
            if level.is_mapping and level.step is None:
                level.step = bare_of(token.strip())
                level.keys[str(level.step)] = ""
            elif level.is_mapping and level.valued:
                level.keys[str(level.step)] = bare_of(token.strip())
        elif kind == "colon" and self.flow:
            self.levels[-1].valued = True

    def take_mark(self, mark: str) -> None:
        """A bracket or a comma."""
        if mark in "{[":
            self.levels.append(Level(mark == "{", -1, None if mark == "{" else 0))
        elif mark in "}]":
            self.levels.pop()
            if self.levels:
                self.levels[-1].valued = True
        elif self.levels[-1].is_mapping:
            self.levels[-1].step, self.levels[-1].valued = None, False
        else:
            self.levels[-1].step = int(self.levels[-1].step or 0) + 1

    def last_flow(self, before: str, column: int) -> Cursor:
        """The cursor within brackets, or behind the last of them."""
        typed, start, quote = "", len(before), ""
        for found in TOKEN.finditer(before, column):
            kind, token = found.lastgroup or "", found[0]
            ends = found.end() == len(before)
            if ends and kind in ("plain", "open"):
                quote = token[0] if kind == "open" else ""
                typed, start = token.removeprefix(quote), found.start()
                break
            self.take(kind, token)
            if not self.flow:
                return self.cursor("none", "", len(before), len(before))
        level = self.levels[-1]
        if level.is_mapping and level.valued:
            return self.cursor("value", typed, start, start, quote=quote)
        if level.is_mapping and level.step is not None and not typed:
            return self.cursor("none", "", start, start)  # between a key and its colon
        return self.cursor("key", typed, start, start, quote=quote)

    def cursor(
        self, role: Role, typed: str, start: int, end: int, *, indent: int = 0, dash: bool = False, quote: str = ""
    ) -> Cursor:
        """What is known of the cursor."""
        levels = list(self.levels)
        path: list[str | int] = []
        around: list[tuple[Path, dict[str, str]]] = []
        for level in levels:
            around.append((tuple(path), level.keys))
            if level.step is not None:
                path.append(level.step)
        top = levels[-1] if levels else None
        keys: dict[str, str] = {}
        if role == "key" and top is not None and top.is_mapping:
            sibling = top.indent < 0 or top.indent == indent or self.dash
            if sibling and top.step is not None and top.indent >= 0:
                path.pop()
            keys = top.keys if sibling else {}
        return Cursor(
            tuple(path), role, typed, start, end, self.flow, indent or start, keys, tuple(around), dash, quote
        )


def bare_of(key: str) -> str:
    """A key or a value without its quotes.

    >>> bare_of('"a b"'), bare_of("'it''s'"), bare_of("plain")
    ('a b', "it's", 'plain')
    """
    if len(key) > 1 and key[0] == key[-1] == "'":
        return key[1:-1].replace("''", "'")
    return unquoted(key)


def plain_of(text: str) -> str:
    """A value without the comment behind it."""
    quoted = re.match(QUOTED, text)
    if quoted:
        return bare_of(quoted[0])
    return re.split(r"\s#", text, maxsplit=1)[0].strip()
