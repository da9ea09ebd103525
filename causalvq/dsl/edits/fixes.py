"""Diagnostic -> the edits that its hint speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from causalvq.dsl.edits.block_ends import block_end, dash_of
from causalvq.dsl.edits.key_order import key_order
from causalvq.dsl.edits.text_edits import Change, Fix, edit_of
from causalvq.dsl.edits.text_layout import Layout, Pair, Part
from causalvq.dsl.name_rule import cleaned
from causalvq.dsl.text.nodes import Path, parse_path
from causalvq.dsl.text.yaml_reader import MERGE_KEY
from causalvq.dsl.text.yaml_writer import quoted, scalar
from causalvq.errors import Diagnostic, Place, Remedy

Changes = tuple[Change, ...]
NO_CHANGE: Final[Changes] = ()
"""Of a remedy that this text has no place for, or that would lose a comment."""


def fixes_of(diagnostic: Diagnostic, layout: Layout) -> tuple[Fix, ...]:
    """The ways to mend a fault, each of which may be taken alone.

    Args:
        diagnostic: the fault.
        layout: of the text of the file that the diagnostic's place names.
    """
    place, found = diagnostic.place, []
    if place is None or place.line is None:
        return ()
    for remedy in diagnostic.remedies:
        changes = changes_of(remedy, place, layout)
        if changes:
            edits = tuple(edit_of(change, layout) for change in sorted(changes))
            found.append(Fix(title_of(remedy, diagnostic), place.file, edits, remedy.certain))
    return tuple(found)


def title_of(remedy: Remedy, diagnostic: Diagnostic) -> str:
    """What a remedy does, in a few words."""
    if remedy.act == "name":
        return f"write {remedy.text} for {remedy.was}"
    if remedy.act == "move":
        return f"move {remedy.path} to {remedy.text}"
    if remedy.act == "remove":
        return f"remove {remedy.path}" if remedy.path else f"remove it: {diagnostic.message}"
    return f"write {remedy.path}: {remedy.text}" if remedy.path else f"write {remedy.text}"


def changes_of(remedy: Remedy, place: Place, layout: Layout) -> Changes:
    """What a remedy changes in a text."""
    at = layout.offset(place.line or 1, place.column or 1)
    path = parse_path(remedy.path) if remedy.path else None
    if remedy.act == "name":
        return for_name(at, remedy, layout)
    if remedy.act == "move" and path is not None:
        return for_move(path, parse_path(remedy.text) or (), layout)
    if remedy.act == "remove":
        return for_removal(path, layout) if path is not None else for_key_removal(at, layout)
    if path is not None:
        return for_value(path, remedy.text, layout)
    part = next((one for one in parts_at(at, layout) if one.kind == "scalar"), None)
    return instead(part, remedy.text, layout) if part else NO_CHANGE


def parts_at(at: int, layout: Layout) -> list[Part]:
    """The parts that begin at a place, the outermost first."""
    return [part for part in layout.parts() if part.start == at]


def named(at: int, name: str, layout: Layout) -> Part | None:
    """The key or value at a place that is, or has in it, a name; of a list there the only item that is the name."""
    found = parts_at(at, layout)
    scalar_there = next((part for part in found if part.kind == "scalar"), None)
    if scalar_there or not found:
        return scalar_there
    same = [part for part in layout.parts(found[0]) if cleaned(part.text) == cleaned(name) and part.kind == "scalar"]
    return same[0] if len(same) == 1 else None


def for_name(at: int, remedy: Remedy, layout: Layout) -> Changes:
    """A name in place of another: of the whole key or value, or where it is one word of a longer text."""
    part = named(at, remedy.was, layout)
    if part is None or is_taken(part, remedy.text, layout):
        return NO_CHANGE
    start, end = layout.content(part), part.end
    if cleaned(part.text) == cleaned(remedy.was):
        return (Change(start, end, in_style(remedy.text, part.style)),) if part.style not in ("|", ">") else NO_CHANGE
    words = list(re.finditer(rf"(?<!\w){re.escape(remedy.was)}(?!\w)", layout.text[start:end]))
    if len(words) != 1 or part.style in ("|", ">"):
        return NO_CHANGE
    return (Change(start + words[0].start(), start + words[0].end(), remedy.text),)


def is_taken(part: Part, name: str, layout: Layout) -> bool:
    """Whether a key cannot be renamed because its mapping has one of that name."""
    mappings = (one for one in layout.parts() if any(key is part for key, _ in one.entries))
    return any(key.text == name for mapping in mappings for key, _ in mapping.entries)


def in_style(text: str, style: str) -> str:
    """A text as it is written between the quotes that were there, if any."""
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return quoted(text) if style else scalar(text)


def for_value(path: Path, text: str, layout: Layout) -> Changes:
    """YAML in place of the value at a path, or the key written where it is not."""
    part = layout.find(path)
    return instead(part, text, layout) if part else added(path, text, layout)


def instead(part: Part, text: str, layout: Layout) -> Changes:
    """YAML in place of a value; not of one that is taken from the environment, and not where a comment is inside."""
    start = layout.content(part)
    if "${" in layout.text[start : part.end] or layout.has_comment(start, part.end):
        return NO_CHANGE
    if start == part.end:
        return (Change(start, start, text if layout.text[start - 1].isspace() else f" {text}"),)
    before = layout.text[:start].rstrip()
    if part.is_block and before.endswith(":"):
        return (Change(len(before), part.end, f" {text}"),)
    return (Change(start, part.end, text),)


def added(path: Path, text: str, layout: Layout) -> Changes:
    """A key that is not written, put where its order wants it; mappings on the way are made."""
    here, depth = layout.root, 0
    while (below := layout.below(here, path[depth])) is not None:
        here, depth = below, depth + 1
    rest = path[depth:]
    if here.kind == "alias" or any(isinstance(step, int) for step in rest):
        return NO_CHANGE
    for step in reversed(rest[1:]):
        text = f"{{{scalar(step)}: {text}}}"
    entry = f"{scalar(rest[0])}: {text}"
    if here.kind == "scalar" and here.text in ("", "null", "~"):
        return instead(here, f"{{{entry}}}", layout)
    return inserted(here, path[:depth], str(rest[0]), entry, layout) if here.kind == "mapping" else NO_CHANGE


def inserted(mapping: Part, path: Path, key: str, entry: str, layout: Layout) -> Changes:
    """An entry after the last one that goes before it."""
    names = key_order(path, layout)
    before = {MERGE_KEY, *names[: names.index(key)]} if key in names else {one.text for one, _ in mapping.entries}
    earlier = [n for n, (one, _) in enumerate(mapping.entries) if one.text in before]
    if not mapping.entries:
        return (Change(mapping.end - 1, mapping.end - 1, entry),)
    if not earlier:
        first = mapping.entries[0].key.start
        gap = ", " if mapping.style else layout.newline + " " * layout.column(first)
        return (Change(first, first, entry + gap),)
    last = mapping.entries[earlier[-1]]
    if mapping.style:
        at = max(last.key.end, last.value.end)
        return (Change(at, at, f", {entry}"),)
    at, margin = block_end(last, layout), " " * layout.column(last.key.start)
    open_line = not layout.text[:at].endswith(layout.newline)
    return (Change(at, at, (layout.newline if open_line else "") + margin + entry + layout.newline * (not open_line)),)


def for_key_removal(at: int, layout: Layout) -> Changes:
    """The entry whose key begins at a place, taken out."""
    for mapping in layout.parts():
        for index, (key, _) in enumerate(mapping.entries):
            if key.start == at:
                return without(mapping, index, layout)
    return NO_CHANGE


def for_removal(path: Path, layout: Layout) -> Changes:
    """The key or the item at a path, taken out."""
    parent = layout.find(path[:-1])
    if parent is None or parent.kind == "alias":
        return NO_CHANGE
    if isinstance(path[-1], int):
        return without(parent, path[-1], layout) if path[-1] < len(parent.items) else NO_CHANGE
    index = next((n for n, (key, _) in enumerate(parent.entries) if key.text == path[-1]), None)
    return without(parent, index, layout) if index is not None else NO_CHANGE


def without(parent: Part, index: int, layout: Layout) -> Changes:
    """One entry or item taken out; its comments stay."""
    members: Sequence[Pair | Part] = parent.entries or parent.items
    if len(members) == 1:
        return instead(parent, "{}" if parent.entries else "[]", layout)
    spans = [span(member) for member in members]
    start, end = spans[index]
    if parent.style:
        start, end = (start, spans[index + 1][0]) if index + 1 < len(spans) else (spans[index - 1][1], end)
        return NO_CHANGE if layout.has_comment(start, end) else (Change(start, end, ""),)
    member = members[index]
    first = member.key.start if isinstance(member, Pair) else dash_of(parent, member, layout)
    line = layout.line_start(first)
    if layout.text[line:first].strip():  # the first one, on a line with the dash of what it is in
        then = spans[1][0] if parent.entries else dash_of(parent, parent.items[1], layout)
        return NO_CHANGE if layout.has_comment(first, then) else (Change(first, then, ""),)
    until = layout.line_end(end)
    margin = " " * (first - line)
    kept = "".join(margin + layout.text[a:b] + layout.newline for a, b in layout.comments_in(line, until))
    return (Change(line, until, kept),)


def span(member: Pair | Part) -> tuple[int, int]:
    """From where to where an entry or an item is written."""
    if isinstance(member, Pair):
        return member.key.start, max(member.key.end, member.value.end)
    return member.start, member.end


def for_move(source: Path, target: Path, layout: Layout) -> Changes:
    """A key with its value taken to another section; a value of several lines is not moved."""
    value = layout.find(source)
    if value is None or layout.find(target) is not None:
        return NO_CHANGE
    text = layout.text[value.start : value.end]
    removal = for_removal(source, layout)
    if "\n" in text or "\r" in text or not removal or value.kind == "alias" or value.is_block:
        return NO_CHANGE
    addition = added(target, text or "null", layout)
    return (*removal, *addition) if addition else NO_CHANGE
