"""What differs between two specs in meaning: values, not text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from causalvq.dsl.document import Document
from causalvq.dsl.printing import flow

SETS = frozenset({"graph.required", "graph.forbidden", "graph.prior.edges", "data.cyclic", "evaluate.metrics"})
"""Lists whose order means nothing."""

ABSENT = object()


def differences(left: Document, right: Document) -> tuple[str, ...]:
    """One line for every difference, in the order of the spec; none when the two mean the same.

    `codebook.size: 8 -> 16`; a value that is a default says so; lists that are sets tell what came and went.
    """
    before = dict(leaves(left.spec.model_dump(by_alias=True)))
    after = dict(leaves(right.spec.model_dump(by_alias=True)))
    lines: list[str] = []
    for path in {**before, **after}:
        old, new = before.get(path, ABSENT), after.get(path, ABSENT)
        if path in SETS and isinstance(old, tuple) and isinstance(new, tuple):
            lines += set_lines(path, old, new)
        elif old != new:
            lines.append(f"{path}: {shown(old, path, left)} -> {shown(new, path, right)}")
    return tuple(lines)


def leaves(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is not a mapping with named keys; declared variables one by one."""
    if isinstance(values, Mapping) and path != "data.imbalance":
        for key, value in values.items():
            yield from leaves(value, f"{path}.{key}".removeprefix("."))
    elif path == "variables":
        for index, value in enumerate(values):
            yield from leaves(value, f"{path}[{index}]")
    else:
        yield path, tuple(values) if isinstance(values, list) else values


def set_lines(path: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[str]:
    """What is only in one of two lists."""
    for item in old:
        if item not in new:
            yield f"{path}: - {flow(item)}"
    for item in new:
        if item not in old:
            yield f"{path}: + {flow(item)}"


def shown(value: Any, path: str, document: Document) -> str:
    """A value, and whether it is a default."""
    if value is ABSENT:
        return "(not a key of this form)"
    return flow(value) + ("" if document.given(path) else " (default)")
