"""One fault of one value, as pydantic found it, in the language's own words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from causalvq.dsl import fields, nodes
from causalvq.dsl.faults import Faults
from causalvq.dsl.nodes import MappingNode, Node, Path, ScalarNode, SequenceNode
from causalvq.dsl.suggest import did_you_mean

TYPES = {
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "mapping_type": "a mapping",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
MAX_SHOWN = 60


def describe(item: dict[str, Any], path: Path, tree: MappingNode, faults: Faults) -> None:
    """Note one of pydantic's errors.

    Args:
        item: an entry of `ValidationError.errors()`.
        path: where it is in the tree, without the marks pydantic adds for unions.
        tree: the tree that was validated.
        faults: where to note it.
    """
    kind = item["type"]
    if path == ("apiVersion",) and kind != "missing":
        note_version(tree, faults)
    elif kind == "extra_forbidden":
        note_unknown_key(path, tree, faults)
    elif kind in ("missing", "union_tag_not_found"):
        note_missing(item, path, tree, faults)
    elif kind in TYPES:
        note_type(TYPES[kind], path, tree, faults)
    elif kind in BOUNDS or kind == "finite_number":
        note_range(item, path, tree, faults)
    elif kind in ("literal_error", "union_tag_invalid"):
        note_choice(path, tree, faults)
    elif kind in ("too_short", "too_long"):
        note_length(item, path, tree, faults)
    else:
        note_text(path, tree, faults)


def note_version(tree: MappingNode, faults: Faults) -> None:
    """CVQ124: a version of the language that this program does not read."""
    path = ("apiVersion",)
    faults.add(
        "CVQ124",
        "this version of the language is not known",
        nodes.nearest_span(tree, path),
        expected="causalvq/v1",
        got=shown(nodes.find(tree, path)),
        hint="run `causalvq migrate` on the file, or update causalvq",
    )


def note_unknown_key(path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ101: a key that this mapping does not have."""
    key = str(path[-1])
    parent = fields.spot(path[:-1], tree)
    model = fields.chosen(parent.annotation, nodes.find(tree, path[:-1])) if parent else None
    names = fields.key_names(model) if model else ()
    names = (*names, "extends") if len(path) == 1 else names
    where = f" in {nodes.format_path(path[:-1])}" if len(path) > 1 else ""
    faults.add(
        "CVQ101",
        f"unknown key {clipped(key)}{where}",
        nodes.key_span(tree, path),
        expected=one_of(names) if names else None,
        hint=did_you_mean(key, names) or elsewhere(key),
    )


def one_of(words: Sequence[str]) -> str:
    """The choices, for `expected`."""
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def elsewhere(key: str) -> str | None:
    """The one place of the language where a misplaced key would be right."""
    homes = [path for path in fields.all_keys() if path.split(".")[-1] == key]
    return f"did you mean {homes[0]}?" if len(homes) == 1 else None


def note_missing(item: dict[str, Any], path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ102: a key that must be given and is not; CVQ107 when it is an item of a list of fixed length."""
    if path and isinstance(path[-1], int):
        note_length(item, path[:-1], tree, faults)
        return
    expected: str | None
    if item["type"] == "union_tag_not_found":
        spot = fields.spot(path, tree)
        words = list(fields.tags(spot.annotation)) if spot else []
        key = str(item["ctx"]["discriminator"]).strip("'")
        path, expected = (*path, key), f"one of {', '.join(words)}"
    else:
        spot = fields.spot(path, tree)
        expected = spot.field.description if spot and spot.field else None
    span = nodes.key_span(tree, path[:-1]) if len(path) > 1 else tree.span
    faults.add("CVQ102", f"{nodes.format_path(path)} is missing", span, expected=expected)


def note_type(expected: str, path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ103: a value of the wrong type."""
    node, spot = nodes.find(tree, path), fields.spot(path, tree)
    if spot and fields.tags(spot.annotation):
        words = fields.literals(spot.annotation)
        expected = (
            f"one of {', '.join(words)}, or " if words else ""
        ) + f"a mapping with one of the forms {', '.join(fields.tags(spot.annotation))}"
    elif spot and any(form is type(None) for form in fields.branches(spot.annotation)):
        expected = f"{expected}, or null"
    hint = type_hint(expected, node, path, tree)
    faults.add(
        "CVQ103",
        f"{label(path)} has the wrong type",
        value_span(tree, path),
        expected=expected,
        got=shown(node),
        hint=hint,
    )


def type_hint(expected: str, node: Node | None, path: Path, tree: MappingNode) -> str | None:
    """The remedy for the usual wrong types."""
    if not isinstance(node, ScalarNode):
        return (
            "a spec has one value here, not several" if expected.startswith(("a whole", "a number", "text")) else None
        )
    spot = fields.spot(path, tree)
    if spot and node.text in fields.tags(spot.annotation):
        tag = fields.tag_of(fields.tags(spot.annotation)[node.text])
        return f"write {{{tag[0]}: {node.text}}}" if tag else None
    if node.value is None:
        return "remove the key to take its default" if not expected.startswith("text") else None
    if expected == "true or false" and node.text.lower() in ("yes", "no", "on", "off", "y", "n"):
        return f"write {str(node.text.lower() in ('yes', 'on', 'y')).lower()}; YAML 1.2 reads {node.text} as text"
    if expected.startswith("text") and not isinstance(node.value, str):
        return f'put it in quotes: "{node.text}"'
    if isinstance(node.value, str) and "number" in expected:
        return number_hint(node)
    if isinstance(node.value, float) and node.value.is_integer() and "whole" in expected:
        return f"write {int(node.value)}"
    return None


def number_hint(node: ScalarNode) -> str | None:
    """For text that looks like a number."""
    if re.fullmatch(r"[-+]?[0-9][0-9_,]*[0-9]", node.text) and re.search("[_,]", node.text):
        return f"write {re.sub('[_,]', '', node.text)}; YAML 1.2 numbers have no separators"
    if re.fullmatch(r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?", node.text):
        return "remove the quotes"
    if re.fullmatch(r"[0-9.]+ *%", node.text):
        return (
            f"write the share as a number, {float(node.text.rstrip('% ') or 0) / 100:g}"
            if valid_percent(node.text)
            else None
        )
    return None


def valid_percent(text: str) -> bool:
    """Whether the text before a percent sign is a number."""
    return text.rstrip("% ").count(".") <= 1 and text.rstrip("% ") not in ("", ".")


def note_range(item: dict[str, Any], path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ104: a number outside its range."""
    if item["type"] == "finite_number":
        expected = "a finite number"
    else:
        words, name = BOUNDS[item["type"]]
        expected = f"{words} {number(item['ctx'][name])}{unit_of(path, tree)}"
    faults.add(
        "CVQ104",
        f"{label(path)} is out of range",
        value_span(tree, path),
        expected=expected,
        got=shown(nodes.find(tree, path)),
    )


def unit_of(path: Path, tree: MappingNode) -> str:
    """The unit of a field, with a space before it."""
    spot = fields.spot(path, tree)
    extra = spot.field.json_schema_extra if spot and spot.field else None
    return f" {extra['unit']}" if isinstance(extra, dict) and "unit" in extra else ""


def note_choice(path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ105: a word that is not one of the choices."""
    spot, node = fields.spot(path, tree), nodes.find(tree, path)
    annotation = spot.annotation if spot else None
    words = [str(word) for word in fields.literals(annotation)]
    if fields.tags(annotation) and not isinstance(node, ScalarNode):
        words = list(fields.tags(annotation))
        path = next(((*path, key) for key in fields.TAG_KEYS if node and nodes.child(node, key)), path)
        node = nodes.find(tree, path)
    text = node.text if isinstance(node, ScalarNode) else ""
    message = f"{label(path)} is not one of the choices"
    expected = one_of(words)
    faults.add(
        "CVQ105",
        message,
        value_span(tree, path),
        expected=expected,
        got=shown(node),
        hint=choice_hint(text, words, path),
    )


def choice_hint(text: str, words: list[str], path: Path) -> str | None:
    """The closest word, or the mapping that a bare path should have been."""
    if path == ("data", "source") and re.search(r"[./\\]", text):
        return f"write {{format: npz, path: {clipped(text)}}} for a file of your own"
    return did_you_mean(text, words)


def note_length(item: dict[str, Any], path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ107: a list with too few or too many items."""
    node, context = nodes.find(tree, path), item.get("ctx", {})
    count = len(node.items) if isinstance(node, SequenceNode) else 0
    if len(path) > 1 and path[-2] in ("required", "forbidden"):
        expected = "[cause, effect]"
    elif len(path) > 1 and path[-2] == "edges":
        expected = "[cause, effect, probability]"
    elif path[-1:] == ("betas",):
        expected = "two numbers"
    elif item["type"] == "too_long":
        expected = f"at most {items(context['max_length'])}"
    else:
        expected = f"at least {items(context['min_length'])}"
    got = items(count)
    faults.add(
        "CVQ107", f"{label(path)} has the wrong number of items", value_span(tree, path), expected=expected, got=got
    )


def items(count: int) -> str:
    """`1 item`, `2 items`."""
    return f"{count:,} item{'s' * (count != 1)}"


def note_text(path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ106: text that cannot be a name or a path."""
    expected = "letters, digits, '.', '_' and '-', at most 64, a letter or digit first" if path == ("name",) else None
    if expected is None and path[-1:] and path[-1] in ("path", "file", "metadata"):
        expected = "a path"
    elif expected is None:
        expected = "a name of at most 64 characters without [ ] , = > and without a space or a dot at its start"
    faults.add(
        "CVQ106",
        f"{label(path)} is not well formed",
        value_span(tree, path),
        expected=expected,
        got=shown(nodes.find(tree, path)),
    )


def label(path: Path) -> str:
    """A path to begin a message with."""
    return nodes.format_path(path) or "the spec"


def value_span(tree: MappingNode, path: Path) -> nodes.Span:
    """The value's place."""
    return nodes.nearest_span(tree, path)


def number(value: Any) -> str:
    """A bound as a user would write it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def clipped(text: str) -> str:
    """A text that fits in a line."""
    text = text.replace("\n", " ")
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "..."


def shown(node: Node | None) -> str | None:
    """What was found, for `got`."""
    if node is None:
        return None
    if isinstance(node, SequenceNode):
        return f"a list of {len(node.items)}"
    if isinstance(node, MappingNode):
        return "a mapping"
    value = node.value
    if value is None:
        return "null" if node.text else "nothing"
    if isinstance(value, str):
        return f'the text "{clipped(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return node.text
    return clipped(node.text)
