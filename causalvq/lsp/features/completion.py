"""What may be typed at a cursor: keys with what they mean, words, names of the data, files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from causalvq.dsl.describe.printing import flow
from causalvq.dsl.documents import fields
from causalvq.dsl.spec import Section
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import Entry, MappingNode, Node, Path, ScalarNode, Source, Span, mapping
from causalvq.dsl.text.scalars import resolve
from causalvq.dsl.text.yaml_writer import scalar
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.key_words import docs_of, markdown_of
from causalvq.lsp.naming.known_files import files_for
from causalvq.lsp.naming.known_names import Choice, keys_named, names_for
from causalvq.lsp.texts.cursor import Cursor, cursor_at
from causalvq.lsp.texts.positions import Position

KEY, WORD, NAME, FILE, SNIPPET = 10, 12, 6, 17, 15  # kinds of the protocol: property, value, variable, file, snippet
MOST: Final = 300
NOWHERE: Final = Span(Source(""), 0, 0, 1)


class Item(NamedTuple):
    """One thing to choose.

    Args:
        label: what is shown and, without `insert`, written.
        kind: of the protocol.
        detail: beside the label.
        told: what it means, in Markdown.
        insert: what is written.
        order: those with less come first.
    """

    label: str
    kind: int
    detail: str = ""
    told: str = ""
    insert: str | None = None
    order: int = 5


def complete(known: Knowledge, position: Position) -> dict[str, Any]:
    """All that may be typed at a place, best first."""
    text, line = known.text, min(position.line, len(known.text.lines) - 1)
    here, column = text.lines[line], text.offset(position) - text.starts[line]
    cursor = cursor_at(text.lines, line, column)
    if cursor.role == "none":
        return {"isIncomplete": False, "items": []}
    found = list({item.label: item for item in reversed(list(choices(known, cursor)))}.values())[::-1]
    end = max(cursor.end, column)
    end += bool(cursor.quote) and here[end : end + 1] == cursor.quote  # which editors close by themselves
    edit = text.range(text.starts[line] + cursor.start, text.starts[line] + end).json()
    items = [entry(item, cursor, edit, here[end:]) for item in found[:MOST]]
    return {"isIncomplete": len(found) > MOST, "items": items}


def entry(item: Item, cursor: Cursor, edit: dict[str, Any], after: str) -> dict[str, Any]:
    """A choice as the protocol writes it."""
    new = item.label if item.insert is None else item.insert
    if item.kind == KEY and after.lstrip().startswith(":"):
        new = new.partition(":")[0]
    if cursor.dash:
        new = f"- {new}"
    made = {
        "label": item.label,
        "kind": item.kind,
        "sortText": f"{item.order}{item.label}" if item.kind != KEY else f"{item.order:02}",
        "filterText": f"{cursor.quote}{item.label}",
        "textEdit": {"range": edit, "newText": new},
    }
    told = {"documentation": {"kind": "markdown", "value": item.told}} if item.told else {}
    return made | ({"detail": item.detail} if item.detail else {}) | told


def choices(known: Knowledge, cursor: Cursor) -> Iterator[Item]:
    """What may stand at the cursor."""
    tree = around(known.read.own, cursor)
    spot = fields.spot(cursor.path, tree)
    if cursor.path[:1] == ("extends",):
        yield from (Item(name, FILE, "spec") for name in files_for(known, cursor.path, cursor.typed))
        return
    if spot is None:
        return
    if cursor.role == "key":
        yield from keys(known, cursor, tree, spot.annotation)
    if cursor.role == "value" or not cursor.keys:
        yield from values(known, cursor, spot)


def around(own: MappingNode, cursor: Cursor) -> MappingNode:
    """The tree of the text with what stands before the cursor in each mapping around it, which choose their forms."""
    tree: Node = own
    for path, keys in cursor.levels:
        here = nodes.find(tree, path)
        base = here.entries if isinstance(here, MappingNode) else {}
        typed = {
            key: Entry(NOWHERE, ScalarNode(resolve(value), value, NOWHERE))
            for key, value in keys.items()
            if value and not isinstance(getattr(base.get(key), "node", None), MappingNode)
        }
        tree = put(tree, path, mapping({**base, **typed}, NOWHERE)) if typed else tree
    assert isinstance(tree, MappingNode)
    return tree


def put(tree: Node, path: Path, value: MappingNode) -> Node:
    """The tree with a mapping at a path; mappings on the way are made, and lists are made into mappings of none."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(tree.items) if isinstance(tree, nodes.SequenceNode) else []
        items += [mapping({}, NOWHERE)] * (min(step, 4096) + 1 - len(items))
        items[min(step, 4096)] = put(items[min(step, 4096)], rest, value)
        return nodes.sequence(tuple(items), NOWHERE)
    entries = dict(tree.entries) if isinstance(tree, MappingNode) else {}
    below = entries[step].node if step in entries else mapping({}, NOWHERE)
    entries[step] = Entry(NOWHERE, put(below, rest, value))
    return mapping(entries, NOWHERE)


def keys(known: Knowledge, cursor: Cursor, tree: MappingNode, annotation: Any) -> Iterator[Item]:
    """The keys of a mapping that are not there yet, those that must be given first."""
    here = nodes.find(tree, cursor.path)
    model = fields.chosen(annotation, here)
    written = nodes.find(known.read.own, cursor.path)
    present = set(written.entries) if isinstance(written, MappingNode) else set()
    present = (present | set(cursor.keys)) - {cursor.typed}
    if model is not None:
        yield from keys_of(model, known, cursor, present)
    elif fields.tags(annotation):
        yield from form_keys(annotation, present)
    if fields.value_annotation(annotation) is not None:
        for choice in keys_named(known, cursor.path):
            if choice.text not in present:
                yield Item(choice.text, NAME, choice.detail, choice.told, f"{scalar(choice.text)}: {choice.value}")


def keys_of(model: type[Section], known: Knowledge, cursor: Cursor, present: set[str]) -> Iterator[Item]:
    """The keys of a section."""
    given = nodes.find(known.read.merged, cursor.path)
    inherited = set(given.entries) if isinstance(given, MappingNode) else set()
    for number, (name, doc) in enumerate(docs_of(model).items()):
        if name in present:
            continue
        needed = doc.default is None and name not in inherited
        below = doc.section and not cursor.flow and (doc.default is None or doc.default == "see its keys")
        insert = f"{name}:" if below else f"{name}: "
        detail = f"{doc.kind}{', must be given' if needed else ''}"
        yield Item(name, KEY, detail, markdown_of(doc), insert, number if needed else 40 + number)


def form_keys(annotation: Any, present: set[str]) -> Iterator[Item]:
    """The key that chooses the form of a mapping."""
    for model in list(fields.tags(annotation).values())[:1]:
        tag = fields.tag_of(model)
        if tag is not None and tag[0] not in present:
            yield Item(tag[0], KEY, "chooses the form, must be given", "", f"{tag[0]}: ", 0)


def values(known: Knowledge, cursor: Cursor, spot: fields.Spot) -> Iterator[Item]:
    """What may be the value at a path."""
    annotation = spot.annotation
    for choice in names_for(known, cursor.path):
        yield Item(choice.text, NAME, choice.detail, choice.told, quoted(choice, cursor), 1)
    for word in fields.literals(annotation):
        yield Item(str(word), WORD, insert=word_text(word, cursor), order=2)
    if bool in fields.branches(annotation):
        yield from (Item(word, WORD, order=2) for word in ("true", "false"))
    if type(None) in fields.branches(annotation):
        yield Item("null", WORD, order=8)
    for name in files_for(known, cursor.path, cursor.typed):
        yield Item(name, FILE, insert=quoted(Choice(name), cursor), order=1)
    if not cursor.quote and cursor.role == "value":
        yield from forms(annotation, spot)


def forms(annotation: Any, spot: fields.Spot) -> Iterator[Item]:
    """Forms of a mapping, short forms, the default and the examples of a key."""
    for word, model in fields.tags(annotation).items():
        tag = fields.tag_of(model)
        needed = [key.name for key in fields.keys_of(model) if key.field.is_required() and tag and key.name != tag[0]]
        text = "".join(f", {name}: " for name in needed)
        written = f"{{{tag[0] if tag else 'kind'}: {word}{text}}}"
        yield Item(written, SNIPPET, "a form of this mapping", insert=written, order=3)
    if spot.field is None or fields.literals(annotation):
        return
    default = None if spot.field.is_required() else spot.field.get_default(call_default_factory=True, validated_data={})
    if default not in (None, ()) and not isinstance(default, Section | dict):
        yield Item(flow(default), WORD, "default", order=4)
    yield from (Item(flow(example), WORD, "example", order=6) for example in spot.field.examples or ())


def word_text(word: object, cursor: Cursor) -> str:
    """A word as it is written after what is typed; between quotes where one is open."""
    return f"{cursor.quote}{word}{cursor.quote}" if cursor.quote else str(word)


def quoted(choice: Choice, cursor: Cursor) -> str:
    """A name as YAML reads it back; between quotes where one is open."""
    return f"{cursor.quote}{choice.text}{cursor.quote}" if cursor.quote else scalar(choice.text)
