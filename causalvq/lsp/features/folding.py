"""What can be folded: keys with what is indented below them, and comments of several lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from causalvq.lsp.analysis.knowledge import Knowledge


def folding(known: Knowledge) -> list[dict[str, Any]]:
    """The ranges of lines that can be folded, as they are written: half-typed text folds too."""
    lines = known.text.lines
    return [*blocks(lines), *comments(lines)]


def blocks(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Lines that are followed by lines which are indented further."""
    open_: list[tuple[int, int]] = []
    last = -1
    for number, line in enumerate(lines):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        while open_ and open_[-1][1] >= indent:
            start, _ = open_.pop()
            if last > start:
                yield {"startLine": start, "endLine": last}
        open_.append((number, indent))
        last = number
    for start, _ in open_:
        if last > start:
            yield {"startLine": start, "endLine": last}


def comments(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Comments of several lines."""
    start: int | None = None
    for number, line in enumerate([*lines, ""]):
        if line.strip().startswith("#"):
            start = number if start is None else start
            continue
        if start is not None and number - start > 1:
            yield {"startLine": start, "endLine": number - 1, "kind": "comment"}
        start = None
