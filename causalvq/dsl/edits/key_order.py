"""Text -> the same text with its keys in the order of the language; what it says does not change.

An entry of a block moves with the comments above it and beside it; between braces only what is written moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from causalvq.dsl.documents import fields
from causalvq.dsl.documents.extends import KEY as EXTENDS
from causalvq.dsl.edits.block_ends import block_end
from causalvq.dsl.edits.text_edits import Change, applied
from causalvq.dsl.edits.text_layout import Layout, Part, layout_of
from causalvq.dsl.text.nodes import Path, find, format_path, plain
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import MERGE_KEY, read_all

TRAILING: Final = re.compile(r"[ \t]+(?=[\r\n\x85\u2028\u2029]|\Z)")


class Formatted(NamedTuple):
    """A text with its keys in order.

    Args:
        text: the text.
        notes: what was left as it was, and why.
    """

    text: str
    notes: tuple[str, ...]


class Unordered(NamedTuple):
    """A mapping whose keys are in another order than the language's.

    Args:
        path: where it is.
        part: the mapping.
        order: which entry comes first, and so on.
    """

    path: Path
    part: Part
    order: tuple[int, ...]


def formatted(text: str, file: str) -> Formatted:
    """A spec with its keys in order, without spaces at the ends of lines and with one line break at its end.

    Args:
        text: of the file, without its byte order mark; it need not be a valid spec, nor a whole one.
        file: how diagnostics name it.

    Raises:
        SpecError: the text is no YAML mapping, or has keys twice or aliases without an anchor.
    """
    faults = Faults()
    read_all(text, file, faults)
    if faults.found:
        raise faults.stop()
    text = checked(text, tidied(layout_of(text))) or text
    kept: dict[Path, str] = {}
    while todo := disjoint(unordered(layout_of(text), kept)):
        text = in_order(text, todo, kept)
    notes = (f"{format_path(path) or 'the spec'} is left as it is: {why}" for path, why in kept.items())
    return Formatted(text, tuple(notes))


def in_order(text: str, todo: Sequence[Unordered], kept: dict[Path, str]) -> str:
    """The text with mappings put in order, together or, where that would change what it says, each that can be."""
    layout = layout_of(text)
    assert layout is not None, "what was read once is read again"
    changes = {}
    for one in todo:
        why = obstacle(one, layout)
        if why:
            kept[one.path] = why
        else:
            changes[one.path] = between_braces(one, layout) if one.part.style else [in_block(one, layout)]
    together = checked(text, applied(text, [change for some in changes.values() for change in some]))
    if together is not None:
        return together
    for path, some in changes.items():
        alone = checked(text, applied(text, some))
        if alone is not None:
            return alone
        kept[path] = "another order would change what it says"
    return text


def checked(text: str, new: str) -> str | None:
    """The new text, if it says the same and has all comments of the old one."""
    before, after = layout_of(text), layout_of(new)
    if before is None or after is None or plain(before.tree) != plain(after.tree):
        return None
    return new if comments_of(before) == comments_of(after) else None


def comments_of(layout: Layout) -> list[str]:
    """The comments of a text in order of what they say."""
    return sorted(layout.text[start:end].rstrip() for start, end in layout.comments)


def tidied(layout: Layout | None) -> str:
    """The text without spaces at the ends of lines that are in no value, and with one line break at its end."""
    assert layout is not None, "what was read once is read again"
    scalars = [part for part in layout.parts() if part.kind == "scalar" and part.text]
    inside = {
        line
        for part in scalars
        for line in range(layout.line(part.start), layout.line(part.end) + (part.style in ("|", ">")))
    }
    spaces = [match.span() for match in TRAILING.finditer(layout.text) if layout.line(match.start()) not in inside]
    text = applied(layout.text, [Change(start, end, "") for start, end in spaces])
    return text.rstrip("\r\n") + layout.newline


def key_order(path: Path, layout: Layout) -> Sequence[str]:
    """The keys of the mapping at a path in the order of the language; none where its form is not known."""
    spot = fields.spot(path, layout.tree)
    model = fields.chosen(spot.annotation, find(layout.tree, path)) if spot else None
    names = fields.key_names(model) if model else ()
    return names if path else (EXTENDS, *names)


def unordered(layout: Layout | None, kept: Iterable[Path]) -> Iterator[Unordered]:
    """The mappings that are not in order, an outer one before those in it."""
    assert layout is not None, "what was read once is read again"
    for path, part in mappings(layout.root, ()):
        names = key_order(path, layout) if path not in kept else ()
        order = order_of([key.text for key, _ in part.entries], names)
        if order != tuple(range(len(order))):
            yield Unordered(path, part, order)


def mappings(part: Part, path: Path) -> Iterator[tuple[Path, Part]]:
    """The mappings in a part, with their paths."""
    if part.kind == "mapping":
        yield path, part
    for key, value in part.entries:
        yield from mappings(value, (*path, key.text))
    for index, item in enumerate(part.items):
        yield from mappings(item, (*path, index))


def order_of(keys: Sequence[str], names: Sequence[str]) -> tuple[int, ...]:
    """The positions of keys in the order of the names; one that is none of them stays behind the one before it.

    >>> order_of(["size", "mine", "kind"], ["kind", "size"])
    (2, 0, 1)
    """
    ranks, rank = [], -1
    for key in keys:
        rank = names.index(key) if key in names else rank
        ranks.append(-2 if key == MERGE_KEY and names else rank)
    return tuple(sorted(range(len(keys)), key=lambda index: (ranks[index], index)))


def disjoint(found: Iterable[Unordered]) -> list[Unordered]:
    """Those that are not within another one of them."""
    chosen: list[Unordered] = []
    for one in found:
        if not chosen or one.part.start >= chosen[-1].part.end:
            chosen.append(one)
    return chosen


def obstacle(one: Unordered, layout: Layout) -> str | None:
    """Why the entries of a mapping cannot change places; None where they can."""
    entries = one.part.entries
    first, last = entries[0].key.start, max(entries[-1].key.end, entries[-1].value.end)
    if any(key.kind != "scalar" or key.anchor for key, _ in entries):
        return "a key of it is no plain text"
    if one.part.style and layout.has_comment(first, last):
        return "there are comments between its braces"
    if not one.part.style and not are_lined_up([key for key, _ in entries], layout):
        return "its keys do not begin their lines"
    return alias_too_early(one, layout)


def alias_too_early(one: Unordered, layout: Layout) -> str | None:
    """Says which alias would stand before its anchor."""
    position = {index: place for place, index in enumerate(one.order)}
    inside = [(index, part) for index, (_, value) in enumerate(one.part.entries) for part in layout.parts(value)]
    owner = {part.anchor: index for index, part in inside if part.anchor}
    for index, part in inside:
        if part.kind == "alias" and position[owner.get(part.text, index)] > position[index]:
            return f"*{part.text} would stand before its anchor"
    return None


def are_lined_up(keys: Sequence[Part], layout: Layout) -> bool:
    """Whether keys begin at one column, each but the first with nothing before it on its line."""
    columns = {layout.column(key.start) for key in keys}
    before = (layout.text[layout.line_start(key.start) : key.start] for key in keys[1:])
    return len(columns) == 1 and not any(text.strip() for text in before)


def between_braces(one: Unordered, layout: Layout) -> list[Change]:
    """The entries of a mapping between braces, each written where another one was."""
    spans = [(key.start, max(key.end, value.end)) for key, value in one.part.entries]
    texts = [layout.text[start:end] for start, end in spans]
    return [Change(*span, texts[index]) for span, index in zip(spans, one.order, strict=True)]


def in_block(one: Unordered, layout: Layout) -> Change:
    """The entries of a block in order, each with the blank lines and the comments above it."""
    entries, text = one.part.entries, layout.text
    start, line = entries[0].key.start, layout.line_start(entries[0].key.start)
    ends = [block_end(pair, layout) for pair in entries]
    begin = line if text[line:start].strip() else comments_above(line, layout)
    pieces = [text[a:b] for a, b in zip([begin, *ends], ends, strict=False)]
    prefix = text[line:start] if text[line:start].strip() else ""
    pieces[0] = " " * layout.column(start) * bool(prefix) + pieces[0][len(prefix) :]
    blank, head = parted(pieces[one.order[0]])
    pieces[one.order[0]], pieces[0] = head, blank + pieces[0]
    new = [pieces[index] for index in one.order]
    if prefix:  # the dash of an item goes before the key that is first now, what is above that key goes above the dash
        above, rest = comment_lines(new[0], len(prefix) - len(prefix.lstrip()))
        new[0] = above + prefix + rest[layout.column(start) :]
    return Change(begin, ends[-1], "".join(new))


def comments_above(line: int, layout: Layout) -> int:
    """Where the comments begin that stand right above a line; those at the top of a file are the file's."""
    number = layout.line(line)
    while number > 0:
        above = layout.text[layout.starts[number - 1] : layout.starts[number]]
        if above.startswith(("---", "%")):
            return line
        if not above.lstrip().startswith("#"):
            return layout.starts[number]
        number -= 1
    return line


def parted(piece: str) -> tuple[str, str]:
    """The blank lines at the start of a piece, and the rest of it."""
    lines = piece.splitlines(keepends=True)
    count = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    return "".join(lines[:count]), "".join(lines[count:])


def comment_lines(piece: str, margin: int) -> tuple[str, str]:
    """The comments and blank lines before the key of a piece, set in by a margin, and the rest of it."""
    lines = piece.splitlines(keepends=True)
    count = next(index for index, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    return "".join(" " * margin + line.lstrip(" ") for line in lines[:count]), "".join(lines[count:])
