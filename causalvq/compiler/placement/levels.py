"""The levels of a code's numbers, for quantisers whose codes are numbers."""

from __future__ import annotations

from typing import Literal

FINEST = 16
"""Levels of one number, above which a code has several numbers where its states allow it."""


def levels_of(quantizer: Literal["vq", "fsq", "lfq", "latent"], states: int) -> tuple[int, ...]:
    """Levels whose product is exactly the number of states, so that no state is there that was not asked for.

    A lookup-free code has a sign for each doubling. Otherwise up to 16 states are the levels of one number; more are
    spread over numbers that are as fine as the factors of `states` allow, a large prime number of states being the
    levels of one number.

    Args:
        quantizer: vq has no levels.
        states: at least 2; a power of two for lfq.
    """
    if quantizer == "vq":
        return ()
    if quantizer == "lfq":
        return (2,) * (states.bit_length() - 1)
    if states <= FINEST:
        return (states,)
    made: list[int] = []
    for prime in primes(states):
        room = [index for index, level in enumerate(made) if level * prime <= FINEST]
        if room:
            made[room[0]] *= prime
        else:
            made.append(prime)
    return tuple(sorted(made, reverse=True))


def primes(number: int) -> list[int]:
    """The prime factors of a number, the largest first."""
    found, divisor = [], 2
    while divisor * divisor <= number:
        while number % divisor == 0:
            found.append(divisor)
            number //= divisor
        divisor += 1
    return sorted([*found, *([number] if number > 1 else [])], reverse=True)
