"""The shape of a spec, read from the models: which keys a mapping may have, and what each of them means."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import RootModel
from pydantic.fields import FieldInfo

from causalvq.dsl.spec import Section, Spec
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Node, Path, ScalarNode

TAG_KEYS = ("kind", "format")
"""The keys that choose between the forms of a mapping."""


class Key(NamedTuple):
    """One key of a mapping: how it is written, and its field."""

    name: str
    field: FieldInfo


def ordered(model: type[Section]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields of a section in the order in which they are written: what chooses its form goes first."""
    yield from sorted(model.model_fields.items(), key=lambda item: item[0] not in TAG_KEYS)


def keys_of(model: type[Section]) -> tuple[Key, ...]:
    """The keys of a section, in the order in which they are written."""
    return tuple(Key(field.alias or name, field) for name, field in ordered(model))


def key_names(model: type[Section]) -> tuple[str, ...]:
    """The names of the keys of a section."""
    return tuple(key.name for key in keys_of(model))


def branches(annotation: Any) -> tuple[Any, ...]:
    """The forms a value may take, unions and annotations opened."""
    if isinstance(annotation, types.GenericAlias | type) and get_origin(annotation) is None:
        return (annotation,)
    origin = get_origin(annotation)
    if origin is Annotated:
        return branches(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return tuple(form for part in get_args(annotation) for form in branches(part))
    return (annotation,)


def sections(annotation: Any) -> tuple[type[Section], ...]:
    """The forms that are mappings with named keys."""
    return tuple(form for form in branches(annotation) if isinstance(form, type) and issubclass(form, Section))


def literals(annotation: Any) -> tuple[Any, ...]:
    """The words a value may be, when it is one of a list of words."""
    return tuple(word for form in branches(annotation) if get_origin(form) is Literal for word in get_args(form))


def tag_of(model: type[Section]) -> tuple[str, str] | None:
    """The key and the word that choose this form, such as ("kind", "fixed")."""
    for key in TAG_KEYS:
        field = model.model_fields.get(key)
        words = literals(field.annotation) if field else ()
        if len(words) == 1:
            return key, str(words[0])
    return None


def tags(annotation: Any) -> dict[str, type[Section]]:
    """The forms of a tagged union by their word; empty for anything else."""
    found = {tag[1]: model for model in sections(annotation) if (tag := tag_of(model))}
    return found if len(found) > 1 else {}


def chosen(annotation: Any, node: Node | None) -> type[Section] | None:
    """The form that a node takes: by its tag where there is one, else the only one."""
    tagged = tags(annotation)
    if not tagged:
        return next(iter(sections(annotation)), None)
    for key in TAG_KEYS:
        word = nodes.child(node, key) if node is not None else None
        if isinstance(word, ScalarNode) and isinstance(word.value, str) and word.value in tagged:
            return tagged[word.value]
    return None


def item_annotation(annotation: Any, index: int) -> Any:
    """The type of one item of a list, or None."""
    for form in branches(annotation):
        if isinstance(form, type) and issubclass(form, RootModel):
            return item_annotation(form.model_fields["root"].annotation, index)
        if get_origin(form) is tuple:
            parts = get_args(form)
            if len(parts) == 2 and parts[1] is Ellipsis:
                return parts[0]
            return parts[index] if index < len(parts) else None
    return None


def value_annotation(annotation: Any) -> Any:
    """The type of the values of a mapping with free keys, or None."""
    for form in branches(annotation):
        if get_origin(form) in (Mapping, dict):
            return get_args(form)[1]
    return None


class Spot(NamedTuple):
    """What the models say about a path: its type, and its field when the last step is a key of a section."""

    annotation: Any
    field: FieldInfo | None


def is_suite(tree: MappingNode) -> bool:
    """Whether a file says that it is a suite; otherwise it is a spec."""
    kind = nodes.child(tree, "kind")
    return isinstance(kind, ScalarNode) and kind.value == "suite"


def root_of(tree: MappingNode) -> type[Section]:
    """The model of a whole file, by what it says that it is."""
    if not is_suite(tree):
        return Spec
    from causalvq.dsl.spec.suite import Suite  # specs do without

    return Suite


def spot(path: Path, tree: MappingNode) -> Spot | None:
    """What the models say about a path of a tree, or None for a path that neither spec nor suite has."""
    here = Spot(root_of(tree), None)
    node: Node | None = tree
    for step in path:
        if isinstance(step, int):
            annotation, field = item_annotation(here.annotation, step), None
        else:
            model = chosen(here.annotation, node)
            field = dict(keys_of(model)).get(step) if model else None
            annotation = field.annotation if field else value_annotation(here.annotation)
        if annotation is None:
            return None
        here = Spot(annotation, field)
        node = nodes.child(node, step) if node is not None else None
    return here


@cache
def all_keys(root: type[Section] = Spec) -> Mapping[str, Key]:
    """Every key of the language by its dotted path; list items and tagged forms are entered, paths repeat once."""
    found: dict[str, Key] = {}
    collect(root, "", found)
    return types.MappingProxyType(found)


def collect(annotation: Any, prefix: str, found: dict[str, Key]) -> None:
    """Add the keys below a type to `found`."""
    for model in sections(annotation):
        for key in keys_of(model):
            path = f"{prefix}{key.name}"
            found.setdefault(path, key)
            collect(key.field.annotation, f"{path}.", found)
    item = item_annotation(annotation, 0)
    if item is not None and sections(item):
        collect(item, prefix.removesuffix(".") + "[].", found)
