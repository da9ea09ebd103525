"""How many states a variable has while it learns, when the spec leaves that to the compiler: `codebook.size: auto`."""

from __future__ import annotations

MOST, LEAST = 4, 2
"""States for each value: the most, up to `ENOUGH` states in all, and the least."""

ENOUGH = 32
"""States of a variable with which few values have found each other however they began."""


def codes_needed(values: int, variables: int) -> int:
    """How many codes each of a factor's variables needs, so that together they tell its values apart.

    Args:
        values: of the factor.
        variables: that stand for it, at least one.
    """
    return next(codes for codes in range(2, max(2, values) + 1) if codes**variables >= values)


def room_for(codes: int) -> int:
    """States of a variable that shall end with so many codes: two to four times as many.

    Codes that have room move while they are learned; what is not needed is gone at the end.
    """
    return max(LEAST * codes, min(MOST * codes, ENOUGH))


def doubled(states: int) -> int:
    """The next power of two, which the states of lookup-free codes are."""
    return 1 << (states - 1).bit_length()
