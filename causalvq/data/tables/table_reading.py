"""A table from a file, by its ending: csv, tsv, txt, json, jsonl; xlsx and parquet by an extra."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from causalvq.data.data_faults import DAMAGED, fault, require_file, unreadable
from causalvq.data.tables import delimited, json_lines, json_table, parquet, spreadsheet
from causalvq.data.tables.making import no_table
from causalvq.data.tables.table import Table

MOST_BYTES: Final = 2**29
"""Of a file that is read as a whole."""

READERS: Final[Mapping[str, Callable[[Path], Table]]] = MappingProxyType(
    {
        ".csv": delimited.read,
        ".tsv": delimited.read,
        ".tab": delimited.read,
        ".txt": delimited.read,
        ".json": json_table.read,
        ".jsonl": json_lines.read,
        ".ndjson": json_lines.read,
        ".xlsx": spreadsheet.read,
        ".parquet": parquet.read,
    }
)
SUFFIXES: Final = tuple(READERS)
OTHERS: Final = frozenset({".xls", ".ods", ".numbers", ".sav", ".dta", ".rds", ".pkl", ".pickle", ".feather", ".db"})
"""Endings of tables of other programs, which look like damaged text."""


def read_table(path: Path) -> Table:
    """A table of text, read whole.

    Args:
        path: the file; an unknown ending is read as text with delimiters.

    Raises:
        DataError: CVQ301 when it is missing, CVQ302 when it is damaged or no table, CVQ309 over 512 MiB, CVQ310 when
            it has no header or a name twice, CVQ312 when its kind needs a package that is not installed.
    """
    require_file(path, MOST_BYTES)
    if path.suffix.lower() in OTHERS:
        raise fault(DAMAGED, f"tables of {path.suffix} are not read", path, hint="save it as csv or xlsx")
    try:
        return READERS.get(path.suffix.lower(), delimited.read)(path)
    except RecursionError:  # JSON whose mappings lie in each other without end
        raise no_table(path, "it is nested too deeply") from None
    except OSError as error:  # gone or closed since
        raise unreadable(path, error) from error
