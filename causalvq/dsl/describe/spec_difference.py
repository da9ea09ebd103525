"""What differs between two specs in meaning: values, not text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from causalvq.dsl.describe.printing import flow
from causalvq.dsl.documents.document import Document
from causalvq.dsl.documents.fields import TAG_KEYS

SETS = frozenset({"graph.required", "graph.forbidden", "graph.prior.edges", "data.cyclic", "evaluate.metrics"})
"""Lists whose order means nothing."""


class Side(NamedTuple):
    """One of the two values that are compared, and the spec it is of."""

    value: Any
    document: Document

    def at(self, key: str | int) -> Side:
        """The value below."""
        return Side(self.value[key], self.document)

    def shown(self, path: str) -> str:
        """The value as YAML, and whether it is a default."""
        return flow(self.value) + ("" if self.document.given(path) else " (default)")


def differences(left: Document, right: Document) -> tuple[str, ...]:
    """One line for every difference, in the order of the spec; none when the two mean the same.

    `codebook.size: 8 -> 16`; a value that is a default says so; lists that are sets tell what came and went.
    """
    old, new = (Side(document.spec.model_dump(by_alias=True), document) for document in (left, right))
    return tuple(compared("", old, new))


def compared(path: str, old: Side, new: Side) -> Iterator[str]:
    """The differences at and below a path."""
    if old.value == new.value:
        return
    if isinstance(old.value, dict) and isinstance(new.value, dict) and not changes_form(old.value, new.value):
        for key in old.value:
            yield from compared(f"{path}.{key}".removeprefix("."), old.at(key), new.at(key))
    elif path in SETS and not isinstance(old.value, str) and not isinstance(new.value, str):
        before, after = set(old.value), set(new.value)
        yield from (f"{path}: - {flow(item)}" for item in old.value if item not in after)
        yield from (f"{path}: + {flow(item)}" for item in new.value if item not in before)
    elif path == "variables" and not isinstance(old.value, dict) and not isinstance(new.value, dict):
        yield from compared_lists(path, old, new)
    else:
        yield f"{path}: {old.shown(path)} -> {new.shown(path)}"


def changes_form(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether two mappings have different keys, or choose different forms of one."""
    return old.keys() != new.keys() or any(old.get(key) != new.get(key) for key in TAG_KEYS if key in old)


def compared_lists(path: str, old: Side, new: Side) -> Iterator[str]:
    """Two lists in which the position counts."""
    common = min(len(old.value), len(new.value))
    for index in range(common):
        yield from compared(f"{path}[{index}]", old.at(index), new.at(index))
    yield from (f"{path}: - {flow(item)}" for item in old.value[common:])
    yield from (f"{path}: + {flow(item)}" for item in new.value[common:])
