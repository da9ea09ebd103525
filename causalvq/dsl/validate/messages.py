"""One fault of one value, as pydantic found it, in the language's own words."""

from __future__ import annotations

import math
from typing import Any

from causalvq.dsl.documents import fields
from causalvq.dsl.language_diagnostics import (
    ILL_FORMED,
    MISSING_KEY,
    NO_SUCH_CHOICE,
    OUT_OF_RANGE,
    UNKNOWN_KEY,
    UNKNOWN_VERSION,
    WRONG_LENGTH,
    WRONG_TYPE,
)
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Node, Path, ScalarNode, SequenceNode
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.dsl.validate import hints, wording
from causalvq.errors import Code

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
    elif kind == "int_type" and is_endless(nodes.find(tree, path)):
        note_range({**item, "type": "finite_number"}, path, tree, faults)
    elif kind in TYPES:
        note_type(TYPES[kind], path, tree, faults)
    elif kind in BOUNDS or kind == "finite_number":
        note_range(item, path, tree, faults)
    elif kind in ("literal_error", "union_tag_invalid"):
        note_choice(path, tree, faults)
    elif kind in ("too_short", "too_long"):
        note_length(item, path, tree, faults)
    else:
        note_text(path, tree, faults, key=item["loc"][-1:] == ("[key]",))


def code_of(kind: str) -> Code:
    """The code under which a type of pydantic's is counted, when there are too many of it to describe."""
    if kind in ("missing", "union_tag_not_found"):
        return MISSING_KEY
    if kind in TYPES:
        return WRONG_TYPE
    if kind in BOUNDS or kind == "finite_number":
        return OUT_OF_RANGE
    others = {"extra_forbidden": UNKNOWN_KEY, "literal_error": NO_SUCH_CHOICE, "union_tag_invalid": NO_SUCH_CHOICE}
    return (others | {"too_short": WRONG_LENGTH, "too_long": WRONG_LENGTH}).get(kind, ILL_FORMED)


def is_endless(node: Node | None) -> bool:
    """Whether a node is a number that is not finite, such as `.inf` or `1e400`."""
    return isinstance(node, ScalarNode) and isinstance(node.value, float) and not math.isfinite(node.value)


def note_version(tree: MappingNode, faults: Faults) -> None:
    """CVQ124: a version of the language that this program does not read."""
    path = ("apiVersion",)
    faults.add(
        UNKNOWN_VERSION,
        "this version of the language is not known",
        nodes.nearest_span(tree, path),
        expected="causalvq/v1",
        got=wording.shown(nodes.find(tree, path)),
        hint="run `causalvq migrate` on the file, or update causalvq",
    )


def note_unknown_key(path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ101: a key that this mapping does not have."""
    key = str(path[-1])
    parent = fields.spot(path[:-1], tree)
    model = fields.chosen(parent.annotation, nodes.find(tree, path[:-1])) if parent else None
    names = fields.key_names(model) if model else ()
    names = (*names, "extends") if len(path) == 1 and not fields.is_suite(tree) else names
    where = f" in {nodes.format_path(path[:-1])}" if len(path) > 1 else ""
    faults.add(
        UNKNOWN_KEY,
        f"unknown key {wording.clipped(key)}{where}",
        nodes.key_span(tree, path),
        expected=wording.one_of(names) if names else None,
        hint=hints.GONE.get(path) or did_you_mean(key, names) or hints.home_of(key, path, fields.root_of(tree)),
    )


def note_missing(item: dict[str, Any], path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ102: a key that must be given and is not; CVQ107 when it is an item of a list of fixed length."""
    if path and isinstance(path[-1], int):
        note_length(item, path[:-1], tree, faults)
        return
    expected: str | None
    spot = fields.spot(path, tree)
    if item["type"] == "union_tag_not_found":
        words = list(fields.tags(spot.annotation)) if spot else []
        path = (*path, str(item["ctx"]["discriminator"]).strip("'"))
        expected, hint = f"one of {', '.join(words)}", hints.for_form(words, path)
    else:
        expected, hint = spot.field.description if spot and spot.field else None, hints.for_missing(path, tree)
    span = nodes.key_span(tree, path[:-1]) if len(path) > 1 else tree.span
    faults.add(MISSING_KEY, f"{nodes.format_path(path)} is missing", span, expected=expected, hint=hint)


def note_type(expected: str, path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ103: a value of the wrong type."""
    node, spot = nodes.find(tree, path), fields.spot(path, tree)
    if spot and fields.tags(spot.annotation):
        expected = wording.forms(spot.annotation)
    elif spot and any(form is type(None) for form in fields.branches(spot.annotation)):
        expected = f"{expected}, or null"
    elif spot and "number" in expected:
        expected = ", or ".join((expected, *fields.literals(spot.annotation)))
    hint = hints.for_type(expected, node, path, tree)
    faults.add(
        WRONG_TYPE,
        f"{wording.label(path)} has the wrong type",
        value_span(tree, path),
        expected=expected,
        got=wording.shown(node),
        hint=hint,
    )


def note_range(item: dict[str, Any], path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ104: a number outside its range."""
    if item["type"] == "finite_number":
        expected = "a finite number"
    else:
        words, name = BOUNDS[item["type"]]
        expected = f"{words} {wording.number(item['ctx'][name])}{wording.unit_of(path, tree)}"
    faults.add(
        OUT_OF_RANGE,
        f"{wording.label(path)} is out of range",
        value_span(tree, path),
        expected=expected,
        got=wording.shown(nodes.find(tree, path)),
    )


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
    message = f"{wording.label(path)} is not one of the choices"
    in_list = hints.for_list(node, annotation, path)
    expected = wording.one_of(words) + (", or a list" if in_list else "")
    faults.add(
        NO_SUCH_CHOICE,
        message,
        value_span(tree, path),
        expected=expected,
        got=wording.shown(node),
        hint=hints.for_choice(text, words, path) or in_list,
    )


def note_length(item: dict[str, Any], path: Path, tree: MappingNode, faults: Faults) -> None:
    """CVQ107: a list with too few or too many items."""
    node, context = nodes.find(tree, path), item.get("ctx", {})
    count = len(node.items) if isinstance(node, SequenceNode) else 0
    if item["type"] == "too_short" and count >= context["min_length"]:
        return  # too few of its items are right, and each of the others is told
    if len(path) > 1 and path[-2] in ("required", "forbidden"):
        expected = "[cause, effect]"
    elif len(path) > 1 and path[-2] == "edges":
        expected = "[cause, effect, probability]"
    elif len(path) > 1 and path[-2] == "opposites":
        expected = "[word, the word that undoes it]"
    elif path[-1:] in (("betas",), ("range",)):
        expected = "two numbers"
    elif item["type"] == "too_long":
        expected = f"at most {wording.items(context['max_length'])}"
    elif "min_length" in context:
        expected = f"at least {wording.items(context['min_length'])}"
    else:
        expected = f"over {wording.items(count)}"
    got = wording.items(count)
    faults.add(
        WRONG_LENGTH,
        f"{wording.label(path)} has the wrong number of items",
        value_span(tree, path),
        expected=expected,
        got=got,
    )


def note_text(path: Path, tree: MappingNode, faults: Faults, *, key: bool) -> None:
    """CVQ106: text that cannot be a name or a path; `key` when it is a key rather than a value."""
    faults.add(
        ILL_FORMED,
        f"{wording.label(path)} is not well formed",
        nodes.key_span(tree, path) if key else value_span(tree, path),
        expected=wording.text_form(path),
        got=f'the text "{wording.clipped(str(path[-1]))}"' if key else wording.shown(nodes.find(tree, path)),
    )


def value_span(tree: MappingNode, path: Path) -> nodes.Span:
    """The value's place."""
    return nodes.nearest_span(tree, path)
