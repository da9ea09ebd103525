"""`--set a.b=VALUE`: one value of the tree replaced from the command line."""

from __future__ import annotations

import re
from dataclasses import replace

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
        override: `codebook.size=16`, `graph.required[0]=[a, b]`; VALUE is YAML. It replaces, it never merges.
        faults: where faults are noted, with the place `--set codebook.size`.
    """
    if not override.isprintable() and override.encode("utf-8", "replace").decode() != override:
        faults.add(NOT_TEXT, "the override is not UTF-8", Place("--set"), hint="check the encoding of your shell")
        return tree
    key, sign, text = parted(override)
    path = nodes.parse_path(key.strip())
    if not sign or path is None or isinstance(path[0], int):
        hint = "write --set codebook.size=16"
        faults.add(
            NOT_AN_OVERRIDE, f"not an override: {override[:80]}", Place("--set"), expected="KEY=VALUE", hint=hint
        )
        return tree
    source = Source(f"--set {key.strip()}", (override,), True)
    value = parse_value(text, source, faults)
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
