"""Words by which data sets name the parts of their split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("train", "training", "trn"), "train"),
        **dict.fromkeys(("validation", "valid", "val", "dev"), "validation"),
        **dict.fromkeys(("test", "testing", "tst", "eval", "evaluation", "holdout", "heldout"), "test"),
    }
)


def part_of(word: str) -> str | None:
    """The part that a word names.

    >>> part_of("Val"), part_of("cats")
    ('validation', None)
    """
    return PARTS.get(word.strip().lower())


def part_in(words: Iterable[str]) -> str | None:
    """The part that the first of some words names that names one."""
    return next((part for word in words if (part := part_of(word)) is not None), None)
