"""Remedies: what a user who wrote this probably meant."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from causalvq.dsl.documents import fields
from causalvq.dsl.text.nodes import MappingNode, Node, Path, ScalarNode
from causalvq.dsl.text.scalars import resolve
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.dsl.validate.wording import clipped

GONE: Mapping[Path, str] = MappingProxyType(
    {
        ("codebook", "unchanged"): "remove it: `losses.direction` and codebook.size: auto do what it was for",
        ("model", "encoder", "look"): "remove it: `losses.direction` and codebook.size: auto do what it was for",
    }
)
"""Keys that the language had, and what to do instead."""


def home_of(key: str) -> str | None:
    """The one place of the language where a misplaced key would be right."""
    homes = [path for path in fields.all_keys() if path.split(".")[-1] == key]
    return f"did you mean {homes[0]}?" if len(homes) == 1 else None


def for_type(expected: str, node: Node | None, path: Path, tree: MappingNode) -> str | None:
    """The remedy for a value of the wrong type."""
    if not isinstance(node, ScalarNode):
        one_value = expected.startswith(("a whole", "a number", "text"))
        return "a spec has one value here, not several" if one_value else None
    spot = fields.spot(path, tree)
    form = fields.tags(spot.annotation).get(node.text) if spot else None
    tag = fields.tag_of(form) if form else None
    if tag:
        return f"write {{{tag[0]}: {node.text}}}"
    if node.value is None:
        return None if expected.startswith("text") else "remove the key to take its default"
    if len(path) > 1 and path[-2] in ("required", "forbidden"):
        return "an edge is a list of its own: [[cause, effect], ...]"
    if expected == "a mapping":
        return for_section(node, spot.annotation) if spot else None
    if expected.startswith("text"):
        return f'put it in quotes: "{clipped(node.text)}"'
    return for_text(expected, node) if isinstance(node.value, str) else for_fraction(expected, node)


def for_section(node: ScalarNode, annotation: Any) -> str | None:
    """For a bare value where a mapping is wanted that needs one key only."""
    model = fields.chosen(annotation, None)
    required = [key.name for key in fields.keys_of(model) if key.field.is_required()] if model else []
    return f"write {{{required[0]}: {clipped(node.text)}}}" if len(required) == 1 else None


def for_fraction(expected: str, node: ScalarNode) -> str | None:
    """For `2.5` where a whole number is wanted."""
    if isinstance(node.value, float) and "whole" in expected:
        below = math.floor(node.value)
        return f"write {below} or {below + 1}"
    return None


def for_text(expected: str, node: ScalarNode) -> str | None:
    """For text where a number or a truth value is wanted and nearly written."""
    text = node.text
    if expected.startswith("true"):
        if text in ("true", "false"):
            return "remove the quotes"
        meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}.get(
            text.lower()
        )
        return f"write {meant}; YAML 1.2 reads {text} as text" if meant else None
    if "number" not in expected:
        return None
    joined = re.sub("[_,]", "", text)
    if joined != text and isinstance(resolve(joined), int | float):
        return f"write {joined}; YAML 1.2 numbers have no separators"
    if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?", text):
        return "remove the quotes"
    if re.fullmatch(r"[0-9]*\.?[0-9]+ *%", text) and "whole" not in expected:
        return f"write the share as a number, {float(text.rstrip('% ')) / 100:g}"
    return None


def for_choice(text: str, words: list[str], path: Path) -> str | None:
    """The closest word, or the mapping that a bare path should have been."""
    if path == ("data", "source") and re.search(r"[./\\]", text):
        return f"write {{format: npz, path: {clipped(text)}}} for a file of your own"
    return did_you_mean(text, words)


def for_list(node: Node | None, annotation: Any) -> str | None:
    """For a bare word where a list may stand as well: `top` for `[top]`."""
    lists = any(fields.item_annotation(form, 0) is not None for form in (annotation,))
    plain = isinstance(node, ScalarNode) and isinstance(node.value, str)
    return f"write [{clipped(node.text)}]" if lists and plain and isinstance(node, ScalarNode) else None
