"""Which texts are numbers, and which number each is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

NUMBER: Final = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,9})?")
NOT_FINITE: Final = re.compile(r"[-+]?(nan|inf|infinity)", re.IGNORECASE)
MOST_DIGITS: Final = 300  # powers of ten beyond which a float has no such number

Number = Decimal | float


def number_of(text: str) -> Number | None:
    """The number that a text is, exactly where it is whole; None for any other text, `nan` and `1_000` among them.

    >>> number_of("1e3"), number_of("0.10"), number_of("nan"), number_of("1_0")
    (Decimal('1E+3'), 0.1, None, None)
    """
    if NUMBER.fullmatch(text) is None:
        return None
    exact = Decimal(text)
    if not exact or abs(exact.adjusted()) > MOST_DIGITS or exact == exact.to_integral_value():
        return exact
    return float(exact)


def is_not_finite(text: str) -> bool:
    """Whether a text is how programs write what is no number, or none that can be counted with."""
    return NOT_FINITE.fullmatch(text.strip()) is not None
