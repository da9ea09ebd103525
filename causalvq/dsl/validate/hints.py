"""Remedies: what a user who wrote this probably meant."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from causalvq.dsl.documents import fields
from causalvq.dsl.spec import API_VERSION, Section, Spec
from causalvq.dsl.text.nodes import MappingNode, Node, Path, ScalarNode, SequenceNode, find, format_path
from causalvq.dsl.text.scalars import resolve
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.dsl.text.yaml_writer import flow, quoted
from causalvq.dsl.validate.wording import clipped
from causalvq.errors import Hint, Remedy

INSTEAD = "remove it: `losses.direction` and codebook.size: auto do what it was for"
GONE: Mapping[Path, Hint] = MappingProxyType(
    {
        path: Hint(INSTEAD, Remedy("remove", path=format_path(path), certain=True))
        for path in (("codebook", "unchanged"), ("model", "encoder", "look"))
    }
)
"""Keys that the language had, and what to do instead."""


def home_of(key: str, path: Path = (), root: type[Section] = Spec) -> Hint | None:
    """The one place of the language where a misplaced key would be right.

    Args:
        key: the key.
        path: where it was written.
        root: of the file that it was written in: a spec, or a suite.
    """
    homes = [home for home in fields.all_keys(root) if home.split(".")[-1] == key]
    if len(homes) != 1:
        return None
    told = f"did you mean {homes[0]}?"
    within_list = "[]" in homes[0] or not path  # of which item?
    return Hint(told) if within_list else Hint(told, Remedy("move", homes[0], format_path(path), certain=True))


def write(text: str, path: Path, why: str = "", *, certain: bool = True) -> Hint:
    """What to write in place of a value, and why."""
    return Hint(f"write {clipped(text)}{why}", Remedy("write", text, format_path(path), certain=certain))


def either(low: int, high: int, path: str) -> Hint:
    """Two numbers, either of which would be right."""
    return Hint(f"write {low} or {high}", Remedy("write", str(low), path), Remedy("write", str(high), path))


def for_form(words: list[str], path: Path) -> Hint | None:
    """The forms of a mapping that does not say which it has."""
    remedies = (Remedy("write", word, format_path(path)) for word in words)
    return Hint(f"write {path[-1]}: {words[0]}, or another of these", *remedies) if words else None


def for_missing(path: Path, tree: MappingNode) -> Hint | None:
    """A value to begin with, for a key that must be written; the version of the language has only one."""
    if path == ("apiVersion",):
        return Hint(f"write apiVersion: {API_VERSION}", Remedy("write", API_VERSION, "apiVersion", certain=True))
    if path == ("name",):
        stem = re.sub(r"[^A-Za-z0-9._-]+", "_", PurePath(tree.span.source.file).stem).strip("._-")[:64] or "unnamed"
        return Hint(f"write name: {stem}", Remedy("write", stem, "name"))
    spot = fields.spot(path, tree)
    if spot is None or spot.field is None:
        return None
    text = flow(begun(spot.annotation, spot.field.examples))
    return Hint(f"write {path[-1]}: {clipped(text)}, for example", Remedy("write", text, format_path(path)))


def begun(annotation: Any, examples: list[Any] | None) -> Any:
    """A value to begin with: the first example, or a mapping with what it must have."""
    if examples:
        return examples[0]
    model = fields.chosen(annotation, None)
    needed = [key for key in fields.keys_of(model) if key.field.is_required()] if model else []
    return {key.name: begun(key.field.annotation, key.field.examples) for key in needed}


def for_type(expected: str, node: Node | None, path: Path, tree: MappingNode) -> str | None:
    """The remedy for a value of the wrong type."""
    if not isinstance(node, ScalarNode):
        one_value = expected.startswith(("a whole", "a number", "text"))
        return "a spec has one value here, not several" if one_value else None
    spot = fields.spot(path, tree)
    form = fields.tags(spot.annotation).get(node.text) if spot else None
    tag = fields.tag_of(form) if form else None
    if tag:
        return write(f"{{{tag[0]}: {node.text}}}", path)
    if node.value is None:
        if expected.startswith("text"):
            return None
        return Hint("remove the key to take its default", Remedy("remove", path=format_path(path), certain=True))
    if len(path) > 1 and path[-2] in ("required", "forbidden"):
        return for_edges(path, tree)
    if expected == "a mapping":
        return for_section(node, spot.annotation, path) if spot else None
    if expected.startswith("text"):
        remedy = Remedy("write", quoted(node.text), format_path(path), certain=True)
        return Hint(f'put it in quotes: "{clipped(node.text)}"', remedy)
    return for_text(expected, node, path) if isinstance(node.value, str) else for_fraction(expected, node, path)


def for_edges(path: Path, tree: MappingNode) -> Hint:
    """For two names where a list of edges is wanted."""
    told, whole = "an edge is a list of its own: [[cause, effect], ...]", find(tree, path[:-1])
    names = whole.items if isinstance(whole, SequenceNode) else ()
    ends = [name.value for name in names if isinstance(name, ScalarNode) and isinstance(name.value, str)]
    if len(ends) != 2 or len(names) != 2:
        return Hint(told)
    return Hint(told, Remedy("write", flow([ends]), format_path(path[:-1]), certain=True))


def for_section(node: ScalarNode, annotation: Any, path: Path) -> Hint | None:
    """For a bare value where a mapping is wanted that needs one key only."""
    model = fields.chosen(annotation, None)
    required = [key.name for key in fields.keys_of(model) if key.field.is_required()] if model else []
    return write(flow({required[0]: node.value}), path) if len(required) == 1 else None


def for_fraction(expected: str, node: ScalarNode, path: Path) -> Hint | None:
    """For `2.5` where a whole number is wanted."""
    if isinstance(node.value, float) and "whole" in expected:
        return either(math.floor(node.value), math.floor(node.value) + 1, format_path(path))
    return None


def for_text(expected: str, node: ScalarNode, path: Path) -> Hint | None:
    """For text where a number or a truth value is wanted and nearly written."""
    text = node.text
    bare = Hint("remove the quotes", Remedy("write", text, format_path(path), certain=True))
    if expected.startswith("true"):
        if text in ("true", "false"):
            return bare
        meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}.get(
            text.lower()
        )
        return write(meant, path, f"; YAML 1.2 reads {text} as text") if meant else None
    if "number" not in expected:
        return None
    joined = re.sub("[_,]", "", text)
    if joined != text and isinstance(resolve(joined), int | float):
        return write(joined, path, "; YAML 1.2 numbers have no separators")
    if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?", text):
        return bare
    if re.fullmatch(r"[0-9]*\.?[0-9]+ *%", text) and "whole" not in expected:
        share = f"{float(text.rstrip('% ')) / 100:g}"
        return Hint(f"write the share as a number, {share}", Remedy("write", share, format_path(path), certain=True))
    return None


def for_choice(text: str, words: list[str], path: Path) -> str | None:
    """The closest word, or the mapping that a bare path should have been."""
    if path == ("data", "source") and re.search(r"[./\\]", text):
        return write(flow({"format": "npz", "path": text}), path, " for a file of your own", certain=False)
    return did_you_mean(text, words)


def for_list(node: Node | None, annotation: Any, path: Path) -> Hint | None:
    """For a bare word where a list may stand as well: `top` for `[top]`."""
    lists = any(fields.item_annotation(form, 0) is not None for form in (annotation,))
    plain = isinstance(node, ScalarNode) and isinstance(node.value, str)
    return write(flow([node.value]), path) if lists and plain and isinstance(node, ScalarNode) else None
