"""`Spec` -> text that reads back as the same `Spec`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import RootModel
from pydantic.fields import FieldInfo

from causalvq.dsl.documents import fields
from causalvq.dsl.spec import Section, Spec
from causalvq.dsl.text import yaml_writer
from causalvq.dsl.text.yaml_writer import scalar

MAX_WIDTH = 110


def print_spec(spec: Spec, *, comments: bool = False, only_changed: bool = False) -> str:
    """The text of a spec.

    Args:
        spec: what to print.
        comments: say what every key means, from its field's description.
        only_changed: leave out every value that is the default; what has no default stays.

    Returns:
        YAML; `load` reads it back as an equal spec.
    """
    return "\n".join(section_lines(spec, 0, comments, only_changed)) + "\n"


def section_lines(section: Section, indent: int, comments: bool, only_changed: bool) -> Iterator[str]:
    """The lines of a mapping with named keys."""
    for name, field in fields.ordered(type(section)):
        value = getattr(section, name)
        if only_changed and is_default(value, field):
            continue
        lines = list(value_lines(field.alias or name, value, indent, comments, only_changed))
        note = default_note(field) if only_changed else field.description or ""
        if comments or (only_changed and note):
            yield from commented(lines, note, indent, block=indent == 0 and len(lines) > 1)
        else:
            yield from lines


def is_default(value: Any, field: FieldInfo) -> bool:
    """Whether a value is what the field would have without being written."""
    return not field.is_required() and value == field.get_default(call_default_factory=True, validated_data={})


def default_note(field: FieldInfo) -> str:
    """What the default would be, for a value that differs from it."""
    if field.is_required():
        return ""
    default = field.get_default(call_default_factory=True, validated_data={})
    return "" if isinstance(default, Section) else f"default: {flow(default)}"


def commented(lines: list[str], note: str, indent: int, *, block: bool) -> Iterator[str]:
    """Lines with a comment: beside a short line, above anything else; sections at the root stand apart."""
    if block:
        yield ""
    if note and len(lines) == 1 and len(lines[0]) + len(note) + 4 <= MAX_WIDTH:
        yield f"{lines[0]}  # {note}"
        return
    width = MAX_WIDTH - indent - 2
    yield from (f"{' ' * indent}# {line}" for line in textwrap.wrap(note, width))
    yield from lines


def value_lines(key: str, value: Any, indent: int, comments: bool, only_changed: bool) -> Iterator[str]:
    """One key and its value."""
    margin = " " * indent
    if isinstance(value, RootModel):
        value = value.root
    if isinstance(value, Section):
        lines = list(section_lines(value, indent + 2, comments, only_changed))
        yield f"{margin}{scalar(key)}:" + ("" if lines else " {}")
        yield from lines
        return
    line = f"{margin}{scalar(key)}: {flow(value)}"
    if len(line) <= MAX_WIDTH or isinstance(value, str | int | float) or not value:
        yield line
        return
    yield f"{margin}{scalar(key)}:"
    if isinstance(value, Mapping):
        yield from (f"{margin}  {scalar(name)}: {flow(item)}" for name, item in value.items())
    else:
        yield from (f"{margin}  - {flow(item)}" for item in value)


def flow(value: Any) -> str:
    """A value on one line."""
    return yaml_writer.flow(written(value))


def written(value: Any) -> Any:
    """A value as it is written: sections as mappings of what is not null."""
    if isinstance(value, Section):
        parts = ((field.alias or name, getattr(value, name)) for name, field in fields.ordered(type(value)))
        return {key: written(item) for key, item in parts if item is not None}
    if isinstance(value, Mapping):
        return {key: written(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(written(item) for item in value)
    return value
