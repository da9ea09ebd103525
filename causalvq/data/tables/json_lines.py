"""JSON lines: a mapping a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from causalvq.data.data_faults import BAD_ROW, fault
from causalvq.data.tables.encodings import text_of
from causalvq.data.tables.making import no_table, table_of_mappings
from causalvq.data.tables.table import Table


def read(path: Path) -> Table:
    """A file of one JSON mapping a line.

    Raises:
        DataError: CVQ302 when it is empty, CVQ310 for a line that is no mapping.
    """
    table = table_of_mappings(path, records(path))
    if not table.header:
        raise no_table(path, "it has no line")
    return table


def records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The line and the mapping of each row."""
    for number, line in enumerate(text_of(path)[0].splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise fault(BAD_ROW, "the line is not JSON", path, line=number, got=line[:80]) from error
        if not isinstance(record, dict):
            raise fault(BAD_ROW, "the line is not a mapping", path, line=number, got=line[:80])
        yield number, record
