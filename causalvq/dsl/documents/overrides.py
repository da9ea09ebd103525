"""`--set a.b=VALUE`: one value of the tree replaced from the command line; `--set a.b+=VALUE`: appended to."""

from __future__ import annotations

import re
from dataclasses import replace

from causalvq.dsl.documents import fields
from causalvq.dsl.documents.extends import merge
from causalvq.dsl.language_diagnostics import NOT_AN_OVERRIDE, NOT_TEXT
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import Entry, MappingNode, Node, Path, ScalarNode, SequenceNode, Source, Span
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import read
from causalvq.errors import Diagnostic, Place, SpecError

KEY_AND_VALUE = re.compile(rf"((?:{nodes.QUOTED}|[^=\"])*?)=(.*)", re.DOTALL)


def apply(tree: MappingNode, override: str, faults: Faults) -> MappingNode:
    """The tree with one override applied; what is wrong with it is noted in `faults`.

    Args:
        tree: the tree of the file.
        override: `codebook.size=16`, `graph.required[0]=[a, b]`; VALUE is YAML and replaces what was there. With `+=`
            it is appended to a list, or laid over a mapping.
        faults: where faults are noted, with the place `--set codebook.size`.
    """
    if not override.isprintable() and override.encode("utf-8", "replace").decode() != override:
        faults.add(NOT_TEXT, "the override is not UTF-8", Place("--set"), hint="check the encoding of your shell")
        return tree
    key, sign, text = parted(override)
    appends, key = key.rstrip().endswith("+"), key.strip().removesuffix("+")
    path = nodes.parse_path(key.strip())
    if not sign or path is None or isinstance(path[0], int):
        hint = "write --set codebook.size=16"
        faults.add(
            NOT_AN_OVERRIDE,
            f"not an override: {override[:80]}",
            Place("--set"),
            expected="KEY=VALUE, or KEY+=VALUE",
            hint=hint,
        )
        return tree
    if path[0] == "extends":
        hint = "write it into a spec of its own: extends: [BASE, ...], and what differs"
        faults.add(NOT_AN_OVERRIDE, "what a spec extends cannot be set", Place("--set extends"), hint=hint)
        return tree
    source = Source(f"--set {key.strip()}", (override,), True)
    value = parse_value(text, source, faults)
    if value is None:
        return tree
    if appends:
        value = appended(tree, path, value, faults)
        if value is None:
            return tree
    changed = put(tree, path, value, Span(source, 0, 0, 1))
    if changed is None:
        reason = "the key runs through a value that has no keys, or past the end of a list"
        faults.add(NOT_AN_OVERRIDE, f"nothing to set at {key.strip()}", Span(source, 0, 0, 1), hint=reason)
        return tree
    assert isinstance(changed, MappingNode)
    return changed


def parted(override: str) -> tuple[str, str, str]:
    """Key, `=` and value; a `=` within quotes belongs to the key."""
    match = KEY_AND_VALUE.fullmatch(override)
    return (match[1], "=", match[2]) if match else override.partition("=")


def appended(tree: MappingNode, path: Path, value: Node, faults: Faults) -> Node | None:
    """What is at a path with more of it: one or several items more, or other keys of a mapping; None when it cannot.

    Where nothing is written the default counts.
    """
    here = nodes.find(tree, path)
    if here is None or (isinstance(here, ScalarNode) and here.value is None):
        if isinstance(value, MappingNode) and takes_keys(tree, path):
            return value
        here = default_of(tree, path, value.span)
    if isinstance(here, MappingNode) and isinstance(value, MappingNode):
        return merge(here, value)
    if isinstance(here, SequenceNode):
        more = value.items if isinstance(value, SequenceNode) else (value,)
        return nodes.sequence((*here.items, *more), value.span)
    key = nodes.format_path(path)
    got = here.text if isinstance(here, ScalarNode) else "a mapping"
    hint = f"replace it: --set {key}=..." if isinstance(here, ScalarNode) else f"give keys: --set {key}+={{KEY: VALUE}}"
    faults.add(NOT_AN_OVERRIDE, f"{key} is no list to append to", value.span, got=got, hint=hint)
    return None


def takes_keys(tree: MappingNode, path: Path) -> bool:
    """Whether a mapping may stand at a path by itself, and not as an item of a list."""
    spot = fields.spot(path, tree)
    annotation = None if spot is None else spot.annotation
    return bool(fields.sections(annotation)) or fields.value_annotation(annotation) is not None


def default_of(tree: MappingNode, path: Path, span: Span) -> Node:
    """The default of a key that is not written: a list, empty where there is none, or a value that is no list."""
    spot = fields.spot(path, tree)
    known = spot is not None and spot.field is not None and not spot.field.is_required()
    default = (
        spot.field.get_default(call_default_factory=True, validated_data={}) if known and spot and spot.field else None
    )
    if isinstance(default, str | int | float):
        return ScalarNode(default, str(default), span)
    items = default if isinstance(default, tuple) else ()
    plain = [item for item in items if isinstance(item, str | int | float)]
    return nodes.sequence(tuple(ScalarNode(item, str(item), span) for item in plain), span)


def parse_value(text: str, source: Source, faults: Faults) -> Node | None:
    """The value of an override, every part of it placed at the override; None when it is not YAML."""
    inner = Faults()
    node: Node | None = None
    try:
        node = read(text, source.file, inner) or ScalarNode(None, "", Span(source, 0, 0, 1))
    except SpecError as error:
        inner.found = list(error.diagnostics)
    place = Span(source, 0, 0, 1).place()
    faults.found += [relocated(diagnostic, place) for diagnostic in inner.found]
    return moved(node, source) if node is not None else None


def relocated(diagnostic: Diagnostic, place: Place) -> Diagnostic:
    """A fault of the value, placed at the override."""
    return replace(diagnostic, place=place, related=())


def moved(node: Node, source: Source) -> Node:
    """The same values, placed at the override."""
    span = Span(source, 0, 0, 1)
    if isinstance(node, SequenceNode):
        return nodes.sequence(tuple(moved(item, source) for item in node.items), span)
    if isinstance(node, MappingNode):
        entries = {key: Entry(span, moved(entry.node, source)) for key, entry in node.entries.items()}
        return nodes.mapping(entries, span)
    return node._replace(span=span)


def put(node: Node | None, path: Path, value: Node, span: Span) -> Node | None:
    """`node` with `value` at `path`; mappings on the way are made, list items must exist. None when it cannot be."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        if not isinstance(node, SequenceNode) or step >= len(node.items):
            return None
        below = put(node.items[step], rest, value, span)
        items = [below if index == step else item for index, item in enumerate(node.items)]
        return nodes.sequence(tuple(item for item in items if item is not None), node.span) if below else None
    if node is None or (isinstance(node, ScalarNode) and node.value is None):
        node = nodes.mapping({}, span)
    if not isinstance(node, MappingNode):
        return None
    entry = node.entries.get(step)
    below = put(entry.node if entry else None, rest, value, span)
    key = entry.key if entry and rest else span
    return nodes.mapping({**node.entries, step: Entry(key, below)}, node.span) if below else None
