"""What is to be done to one factor, as a query says it and an answer repeats it."""

from __future__ import annotations

from dataclasses import dataclass

from causalvq.runtime.answers.naming import Naming

Walks = tuple[tuple[int, ...], ...]
"""For each change, the actions that make it, one after the other; none where an image has the value already."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to one factor.

    Args:
        factor: its position.
        actions: one after the other; none where a value is to be reached.
        value: index of the value to reach; None where actions are told.
    """

    factor: int
    actions: tuple[int, ...] = ()
    value: int | None = None


def spoken(change: Change, naming: Naming) -> str:
    """A change in words."""
    if change.value is None:  # so many times the same
        times = f" x {len(change.actions)}" if len(change.actions) > 1 else ""
        return f"{naming.name(change.actions[0])}{times}"
    factor = naming.plan.data.factors[change.factor]
    return f"{factor.name}={factor.values[change.value]}"
