"""Columns of a table that name an image together, such as plate and well, found in the names of the images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from causalvq.data.labels.row_files import files_by_key, key_of, pattern_of_columns
from causalvq.data.tables import Table, is_empty
from causalvq.errors import DataError
from causalvq.init.names.name_fields import CUTS, cut_alike, kind_of

MOST_COLUMNS: Final = 3  # that name an image together
MOST_PIECES: Final = 4  # of a name that a cell may be
MOST_SPANS: Final = 12  # places of names tried together
SAMPLE: Final = 2_000  # images from which places are told
LEAST: Final = 0.5  # share of the rows that have an image, and of the images that have a row


@dataclass(frozen=True, slots=True)
class Span:
    """Where the cells of a column stand in names.

    Args:
        column: of the table.
        first: piece of the name where they begin.
        last: piece where they end.
    """

    column: str
    first: int
    last: int


def key_pattern(table: Table, images: Sequence[str]) -> str | None:
    """A pattern of the images' names in which columns stand that tell each row from any other; None without one.

    Args:
        table: whose cells name no image by themselves.
        images: paths relative to the folder, with `/`.
    """
    some = images[:: max(1, len(images) // SAMPLE)]
    for cut in CUTS:
        rows = cut_alike(some, cut) if len(some) > 1 else None
        for pattern in patterns(table, rows) if rows is not None else ():
            if names_rows(table, pattern, images):
                return pattern
    return None


def patterns(table: Table, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Patterns that may do: of few columns first."""
    spans = list(spans_of(table, rows))[:MOST_SPANS]
    for count in range(1, MOST_COLUMNS + 1):
        for chosen in combinations(spans, count):
            ordered = sorted(chosen, key=lambda span: span.first)
            apart = all(one.last < two.first for one, two in pairwise(ordered))
            if apart and len({span.column for span in chosen}) == count:
                yield written(ordered, rows)


def spans_of(table: Table, rows: Sequence[Sequence[str]]) -> Iterator[Span]:
    """The places of names in which the cells of a column stand: most of the cells, and most of what stands there."""
    pieces = list(zip(*rows, strict=True))
    ending = next((index for index in range(len(pieces) - 1, 0, -1) if pieces[index][0] == "."), len(pieces))
    texts: dict[tuple[int, int], frozenset[tuple[str, ...]]] = {}
    for first in range(ending):
        for last in range(first, min(first + MOST_PIECES, ending)):
            if any(kind_of(pieces[end][0]) == pieces[end][0] for end in (first, last)):
                continue  # a span neither begins nor ends with a sign
            if any(pieces[index][0] == "/" for index in range(first, last + 1)):
                break
            found = {"".join(parts) for parts in zip(*pieces[first : last + 1], strict=True)}
            if len(found) > 1:
                texts[first, last] = frozenset(key_of([text]) for text in found)
    for name in table.header:
        cells = {key_of([cell]) for cell in table.column(name) if not is_empty(cell)}
        if len(cells) < 2 or "{" in name or "}" in name:
            continue
        for (first, last), known in texts.items():
            both = len(cells & known)
            if both >= LEAST * len(cells) and both >= LEAST * len(known):
                yield Span(name, first, last)


def written(spans: Sequence[Span], rows: Sequence[Sequence[str]]) -> str:
    """The pattern: columns in braces, other pieces that vary as `{_}`."""
    pieces = list(zip(*rows, strict=True))
    parts: list[str] = []
    index = 0
    while index < len(pieces):
        span = next((one for one in spans if one.first == index), None)
        if span is not None:
            parts.append(f"{{{span.column}}}")
            index = span.last + 1
            continue
        parts.append(pieces[index][0] if len(set(pieces[index])) == 1 else "{_}")
        index += 1
    return "".join(parts).replace("{_}{_}", "{_}")


def names_rows(table: Table, text: str, images: Sequence[str]) -> bool:
    """Whether a pattern tells rows from each other, and most of them have an image, and most images a row."""
    try:
        pattern = pattern_of_columns(text, table)
    except DataError:
        return False
    keys = [key_of(cells) for cells in zip(*(table.column(name) for name in pattern.names), strict=True)]
    if len(set(keys)) < len(keys):
        return False
    files = files_by_key(pattern, images)
    hits = [key for key in keys if key in files]
    return len(hits) >= LEAST * len(keys) and sum(len(files[key]) for key in hits) >= LEAST * len(images)
