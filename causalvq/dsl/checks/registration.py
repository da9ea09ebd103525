"""What a rule is and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from causalvq.errors import Code, Hint, Remedy, Severity


class Finding(NamedTuple):
    """One violation of a rule.

    Args:
        message: what is wrong.
        path: the value to blame, as in `graph.required[3]`.
        related: (message, path) of the other values that take part.
    """

    message: str
    path: str
    expected: str | None = None
    got: str | None = None
    hint: str | None = None
    related: tuple[tuple[str, str], ...] = ()


def remove_one(told: str, *paths: str) -> Hint:
    """A hint to remove what is at one of several paths; which of them is for people to say."""
    return Hint(told, *(Remedy("remove", path=path) for path in paths))


class Check(NamedTuple):
    """One rule.

    Args:
        code: its stable code.
        reads: paths that must hold no fault of their own for the rule to make sense. A rule that can only find less
            when a statement is missing need not list it.
        find: the violations in a spec, or in a suite where it is a rule of those.
        severity: error, or warning for what is valid but probably not meant.
    """

    code: Code
    reads: tuple[str, ...]
    find: Callable[[Any], Iterable[Finding]]
    severity: Severity = "error"
