"""A spec with its keys in order, as `causalvq fmt` writes it."""

from __future__ import annotations

from typing import Any

from causalvq.dsl.edits.key_order import formatted
from causalvq.errors import SpecError
from causalvq.lsp.analysis.knowledge import Knowledge


def formatting(known: Knowledge) -> list[dict[str, Any]] | None:
    """The edit that puts keys in order; None where the text cannot be read as it is, or is no spec."""
    if not known.read.is_spec:
        return None
    old = known.text.text
    try:
        new = formatted(old, known.file).text
    except SpecError:
        return None
    if new == old:
        return []
    start = shared(old, new)
    rest = shared(old[start:][::-1], new[start:][::-1])
    return [{"range": known.text.range(start, len(old) - rest).json(), "newText": new[start : len(new) - rest]}]


def shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike.

    >>> shared("name: a", "name: b")
    6
    """
    differing = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))
