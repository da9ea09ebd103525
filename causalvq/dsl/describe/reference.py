"""What every key means, read from the models: one source for `explain`, the reference and the comments of `render`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

import annotated_types
from pydantic import RootModel
from pydantic.fields import FieldInfo

from causalvq.dsl.describe.printing import flow
from causalvq.dsl.documents import fields
from causalvq.dsl.spec import Section, Spec
from causalvq.dsl.validate import wording

PLAIN = {int: "whole number", float: "number", str: "text", bool: "true or false", type(None): "null"}


@dataclass(frozen=True, slots=True)
class KeyDoc:
    """What is to be said of one key.

    Args:
        path: the dotted path; `[]` stands for any item of a list.
        form: for a key that only one form of its mapping has, that form, such as `kind: fixed`.
        kind: the type, with its range.
        default: the default as YAML, or None when the key must be given.
        section: whether the value is a mapping with keys of its own.
    """

    path: str
    form: str | None
    kind: str
    unit: str | None
    default: str | None
    description: str
    examples: tuple[str, ...]
    section: bool


def key_docs(annotation: Any = Spec, prefix: str = "") -> Iterator[KeyDoc]:
    """Every key of the language, in the order of the models, each form of a mapping after the other."""
    tagged = {model: word for word, model in fields.tags(annotation).items()}
    for model in fields.sections(annotation):
        tag = fields.tag_of(model) if model in tagged else None
        for key in fields.keys_of(model):
            path = f"{prefix}{key.name}"
            yield key_doc(path, f"{tag[0]}: {tag[1]}" if tag else None, key.field)
            yield from key_docs(key.field.annotation, f"{path}.")
    item = fields.item_annotation(annotation, 0)
    if item is not None and fields.sections(item):
        yield from key_docs(item, f"{prefix.removesuffix('.')}[].")


def suite_docs() -> Iterator[KeyDoc]:
    """Every key of a suite, below `suite`; what a `data` section has is said where specs are."""
    from causalvq.dsl.spec.suite import Suite  # specs do without

    yield from (doc for doc in key_docs(Suite, "suite.") if not doc.path.startswith("suite.sets[].data."))


def key_doc(path: str, form: str | None, field: FieldInfo) -> KeyDoc:
    """One key."""
    extra = field.json_schema_extra
    default = None if field.is_required() else field.get_default(call_default_factory=True, validated_data={})
    nested = isinstance(default, Section) and not fields.tags(field.annotation)
    return KeyDoc(
        path=path,
        form=form,
        kind=type_text(field.annotation, tuple(field.metadata)),
        unit=str(extra["unit"]) if isinstance(extra, dict) and "unit" in extra else None,
        default=None if field.is_required() else "see its keys" if nested else flow(default),
        description=field.description or "",
        examples=tuple(flow(example) for example in field.examples or ()),
        section=bool(fields.sections(field.annotation)),
    )


def type_text(annotation: Any, metadata: tuple[Any, ...] = ()) -> str:
    """A type with its range in words: `whole number, 2 to 65,536`."""
    if get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        return type_text(inner, (*notes, *metadata))
    if len(fields.branches(annotation)) > 1 and not fields.tags(annotation):
        return union_text(annotation, metadata)
    form = fields.branches(annotation)[0]
    if fields.tags(annotation):
        return wording.forms(annotation)
    if get_origin(form) is Literal:
        return (
            f"one of {', '.join(str(word) for word in get_args(form))}"
            if len(get_args(form)) > 1
            else flow(form.__args__[0])
        )
    if isinstance(form, type) and issubclass(form, RootModel):
        return type_text(form.model_fields["root"].annotation, metadata)
    if isinstance(form, type) and issubclass(form, Section):
        return "mapping"
    if get_origin(form) is tuple:
        return list_text(get_args(form), metadata)
    if get_origin(form) is Mapping:
        return f"mapping of names to {type_text(get_args(form)[1])}"
    return PLAIN[form] + range_text(metadata)


def union_text(annotation: Any, metadata: tuple[Any, ...]) -> str:
    """The forms of a union, null last."""
    parts = [part for part in members(annotation) if part is not type(None)]
    texts = list(dict.fromkeys(type_text(part, metadata) for part in parts))
    if type(None) in members(annotation):
        texts.append("null")
    return ", or ".join(texts)


def members(annotation: Any) -> tuple[Any, ...]:
    """The direct members of a union, its own annotations opened but not theirs."""
    if get_origin(annotation) is Annotated:
        return members(get_args(annotation)[0])
    return get_args(annotation)


def list_text(parts: tuple[Any, ...], metadata: tuple[Any, ...]) -> str:
    """A list of many or of fixed parts."""
    if len(parts) == 2 and parts[1] is Ellipsis:
        inner = type_text(parts[0])
        bracketed = f"({inner})" if "," in inner or " or " in inner else inner
        return f"list of {bracketed}{length_text(metadata)}"
    return f"[{'; '.join(type_text(part) for part in parts)}]"


def flat(metadata: tuple[Any, ...]) -> Iterator[Any]:
    """Constraints, those inside fields included."""
    for note in metadata:
        if isinstance(note, FieldInfo):
            yield from flat(tuple(note.metadata))
        else:
            yield note


def range_text(metadata: tuple[Any, ...]) -> str:
    """The range of a number in words, with a comma before it."""
    bounds: dict[str, Any] = {}
    for note in flat(metadata):
        for name in ("ge", "gt", "le", "lt"):
            if hasattr(note, name):
                bounds[name] = number(getattr(note, name))
    if bounds.keys() == {"ge", "le"}:
        return f", {bounds['ge']} to {bounds['le']}"
    low = f", above {bounds['gt']}" if "gt" in bounds else f", at least {bounds['ge']}" if "ge" in bounds else ""
    high = f", below {bounds['lt']}" if "lt" in bounds else f", at most {bounds['le']}" if "le" in bounds else ""
    return low + high


def length_text(metadata: tuple[Any, ...]) -> str:
    """That a list must not be empty."""
    needed = any(isinstance(note, annotated_types.MinLen) and note.min_length == 1 for note in flat(metadata))
    return ", at least one" if needed else ""


def number(value: Any) -> str:
    """A bound: 65536 as 65,536, 1e6 as 1,000,000."""
    return f"{int(value):,}" if float(value).is_integer() and abs(value) < 1e12 else f"{value:g}"
