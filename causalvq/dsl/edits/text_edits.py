"""Edits: stretches of a text, and what is written in their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from causalvq.dsl.edits.text_layout import Layout, line_starts


class Change(NamedTuple):
    """A stretch of a text, from `start` up to `end` in characters from 0, and what is written in its place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TextEdit:
    """The same by line and column, which count characters from 1; the end is the place after the last one.

    A byte order mark at the start of a file is no character of it.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a fault.

    Args:
        title: what it does, in a few words.
        file: the file that is edited, as the diagnostic's place names it.
        edits: none of which overlap, in the order of the text.
        certain: whether it can only be meant so.
    """

    title: str
    file: str
    edits: tuple[TextEdit, ...]
    certain: bool


def edit_of(change: Change, layout: Layout) -> TextEdit:
    """A change by line and column."""
    start, end = ((layout.line(at) + 1, layout.column(at) + 1) for at in (change.start, change.end))
    return TextEdit(*start, *end, change.text)


def changed(text: str, edits: Iterable[TextEdit]) -> str:
    """A text after edits that do not overlap.

    >>> changed("size: 8\\ndim: 4\\n", [TextEdit(1, 7, 1, 8, "16")])
    'size: 16\\ndim: 4\\n'
    """
    starts = line_starts(text)
    spans = ((starts[e.line - 1] + e.column - 1, starts[e.end_line - 1] + e.end_column - 1, e.text) for e in edits)
    return applied(text, [Change(*span) for span in spans])


def applied(text: str, changes: Sequence[Change]) -> str:
    """The same for changes."""
    parts, at = [], 0
    for start, end, new in sorted(changes):
        assert start >= at, "changes of a text do not overlap"
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def overlap(left: Iterable[TextEdit], right: Sequence[TextEdit]) -> bool:
    """Whether two groups of edits touch the same stretch of a text; two that insert at one place do."""
    return any(
        (a.line, a.column) <= (b.end_line, b.end_column) and (b.line, b.column) <= (a.end_line, a.end_column)
        for a in left
        for b in right
    )
