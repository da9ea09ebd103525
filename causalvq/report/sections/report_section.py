"""What a section of a report is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report.

    Args:
        name: its anchor, and the name of its template.
        title: its heading.
        content: what its template shows; None where there is nothing.
        absent: why there is nothing.
        left_out: what is shown in part only, in words.
        failed: whether it should be there, and could not be made.
    """

    name: str
    title: str
    content: Any = field(default=None, repr=False)
    absent: str = ""
    left_out: tuple[str, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What a section shows.

    Args:
        content: what its template takes.
        left_out: what is shown in part only, in words.
    """

    content: Any
    left_out: tuple[str, ...] = ()


def first(count: int, of: int, what: str) -> tuple[str, ...]:
    """A sentence about what is shown in part; none where it is shown whole.

    >>> first(3, 40, "factors"), first(3, 3, "factors")
    (('3 of 40 factors are shown.',), ())
    """
    return (f"{count:,} of {of:,} {what} are shown.",) if count < of else ()
