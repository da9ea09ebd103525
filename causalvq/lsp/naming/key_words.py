"""What is said of keys: in hovers, and beside completions."""

from __future__ import annotations

from functools import cache
from typing import Any

from causalvq.dsl.describe.printing import flow
from causalvq.dsl.describe.reference import KeyDoc, key_doc
from causalvq.dsl.documents import fields
from causalvq.dsl.spec import Section, Spec
from causalvq.dsl.text.nodes import MappingNode, Path, format_path

EXTENDS = KeyDoc(
    "extends",
    None,
    "the path of a spec, or a list of paths",
    None,
    "none",
    "The specs that this one says only the differences from. Mappings merge key by key, anything else is replaced; of "
    "a list of bases each is laid over those before it.",
    ("base.yaml",),
    False,
)
"""The one key that is gone before a spec is read."""


@cache
def docs_of(model: type[Section]) -> dict[str, KeyDoc]:
    """What is to be said of each key of a section."""
    found = {key.name: key_doc(key.name, None, key.field) for key in fields.keys_of(model)}
    return found | ({"extends": EXTENDS} if model is Spec else {})


def doc_of(path: Path, tree: MappingNode) -> KeyDoc | None:
    """What is to be said of the key at a path; None where the language has none."""
    if path == ("extends",):
        return EXTENDS
    spot = fields.spot(path, tree)
    if spot is None or spot.field is None:
        return None
    return key_doc(format_path(path), None, spot.field)


def markdown_of(doc: KeyDoc) -> str:
    """Description, form, default and examples."""
    lines = [doc.description, "", f"- value: {doc.kind}" + (f" ({doc.unit})" if doc.unit else "")]
    lines.append(f"- default: {'none, it must be given' if doc.default is None else f'`{doc.default}`'}")
    if doc.examples:
        lines.append("- for example: " + ", ".join(f"`{example}`" for example in doc.examples))
    return "\n".join(lines)


def default_of(path: Path, tree: MappingNode) -> str | None:
    """The default at a path as YAML; None where there is none."""
    spot = fields.spot(path, tree)
    if spot is None or spot.field is None or spot.field.is_required():
        return None
    value: Any = spot.field.get_default(call_default_factory=True, validated_data={})
    return None if isinstance(value, Section) else flow(value)
