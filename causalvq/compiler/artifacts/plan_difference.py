"""Where two plans differ, path by path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from causalvq.compiler.plan import Plan

MISSING = object()
"""Stands for a value that one of two plans does not have."""


class Difference(NamedTuple):
    """One value that differs; `before` and `after` are JSON values, None where a plan has none there."""

    path: str
    before: Any
    after: Any


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """What differs between two plans, in the order of their text; where values come from does not count."""
    leave_out = {"provenance", "spec"}
    one, other = (plan.model_dump(mode="json", exclude=leave_out) for plan in (before, after))
    return tuple(compared("", one, other))


def compared(path: str, before: Any, after: Any) -> Iterator[Difference]:
    """Differences at a path and below. Lists of named records are matched by name, so that one more shifts none."""
    if before == after:
        return
    one, other = keyed(before), keyed(after)
    if one is None or other is None:
        yield Difference(path, None if before is MISSING else before, None if after is MISSING else after)
        return
    for key in [*one, *(key for key in other if key not in one)]:
        below = f"{path}.{key}" if path and not key.startswith("[") else path + key
        yield from compared(below, one.get(key, MISSING), other.get(key, MISSING))


def keyed(value: Any) -> dict[str, Any] | None:
    """The parts of a record or a list by their key; None for what has no parts."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(item, dict) and "name" in item for item in value):
        return {f"[{item['name']}]": item for item in value}
    return None
