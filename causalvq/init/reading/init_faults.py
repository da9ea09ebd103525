"""What `causalvq init` says when data do not become a spec: its codes, CVQ320 to CVQ323, and what tells them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from causalvq.data.data_faults import diagnostic
from causalvq.errors import Code, DataError
from causalvq.init.reading.column_kinds import Column

NOTHING_SAID = Code(
    "CVQ320",
    "nothing says what was done to what",
    "There are images, but no table, folder or name says what differs between them, or what was done between "
    "images before and after. The message shows the shortest table that would do, with the names of two of your "
    "files. docs/your-images.md shows every layout that is read.",
    "before/001.png, after/001.png, and no actions.csv",
)
NOT_TAKEN = Code(
    "CVQ321",
    "an option of init names what cannot be used",
    "The table of --labels has no column that names images, that of --pairs has no two of them, or no name fits "
    "the pattern of --pattern.",
)
NO_DATA = Code(
    "CVQ322",
    "no images",
    "The folder holds no images or arrays, or the file is of a kind that is not read: a table alone, one image, an "
    "archive that is to be unpacked first.",
)
INCOMPLETE = Code(
    "CVQ323",
    "labels and images that do not match",
    "Rows name images that are not there, or images have no row. Complete them, or say --missing skip: what is "
    "not complete is then left out and counted.",
)


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
