"""What `causalvq init` says when data do not become a spec."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from causalvq.data.data_faults import diagnostic
from causalvq.errors import DataError
from causalvq.init.reading.column_kinds import Column

NOTHING_SAID: Final = "CVQ320"  # nothing says what was done to what
NOT_TAKEN: Final = "CVQ321"  # what an option names is not what it should be
NO_DATA: Final = "CVQ322"  # no images, or a kind of file that is not read
INCOMPLETE: Final = "CVQ323"  # images without a row


def shortest_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table to show, indented."""
    return "\n".join(f"        {','.join(row)}" for row in (header, *rows, ("...",)))


def no_factor(place: Path, source: str, columns: Sequence[Column], remedy: str) -> DataError:
    """CVQ320 for labels of which no column is a factor, with the reason for each.

    Args:
        place: the file to blame.
        source: where the labels stand, in words.
        columns: what they are.
        remedy: what else could be done beside adding a column.
    """
    return DataError(
        diagnostic(
            NOTHING_SAID,
            f"no column of {source} is a factor",
            place,
            expected="a column with a few values, each of several images",
            got="; ".join(f"{column.name}: {column.why}" for column in columns) or "it has no other column",
            hint=f"add one, or {remedy}",
        )
    )
