"""The images that a table of pairs names, looked for before anything else: all that are missing are told together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from causalvq.data.data_faults import BAD_ROW, diagnostic
from causalvq.data.pairs.pair_rows import Row
from causalvq.data.pairs.pair_table import PairTable
from causalvq.errors import DataError, Diagnostic

FAULTS_SHOWN: Final = 50


def with_images(table: PairTable, find: Callable[[str], int], *, skip: bool) -> tuple[PairTable, tuple[str, ...]]:
    """A table whose rows all name images that are there, and what was left out of it, in words.

    Args:
        table: as it is written.
        find: from an image as written to its index; raises KeyError when there is none.
        skip: whether rows whose images are not there are left out, or a fault.

    Raises:
        DataError: CVQ310, a diagnostic for each image that is not there, and how many rows name them.
    """
    missing: dict[str, Row] = {}
    there: set[str] = set()
    for row in table.rows:
        for name in (row.x, row.y):
            if name in there or name in missing:
                continue
            try:
                find(name)
                there.add(name)
            except KeyError:
                missing[name] = row
    if not missing:
        return table, ()
    kept = tuple(row for row in table.rows if row.x in there and row.y in there)
    left = len(table.rows) - len(kept)
    if skip and kept:
        return replace(table, rows=kept), (f"{left:,} pair{'s' * (left != 1)} whose images are not there",)
    raise DataError(*faults(table, missing, left))


def faults(table: PairTable, missing: dict[str, Row], rows: int) -> Sequence[Diagnostic]:
    """One diagnostic for each image that is not there, at the first row that names it, and one for all of them."""
    told = [
        diagnostic(BAD_ROW, f"there is no image {name!r}", table.path, line=row.line or None)
        for name, row in missing.items()
    ]
    images = f"{len(missing):,} image{'s' * (len(missing) != 1)}"
    message = f"{rows:,} of {len(table.rows):,} pairs name {images} that are not there"
    hint = "add them, or leave such pairs out: data.source.missing: skip (`causalvq init --missing skip`)"
    expected = "paths relative to the table or to the folder of images, or row numbers of an unnamed source"
    return (*told[:FAULTS_SHOWN], diagnostic(BAD_ROW, message, table.path, expected=expected, hint=hint))
