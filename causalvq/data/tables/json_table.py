"""JSON: a list of mappings, a mapping of names to values or mappings, or a mapping of columns to lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from causalvq.data.tables.encodings import text_of
from causalvq.data.tables.making import make_table, no_table, table_of_mappings
from causalvq.data.tables.table import Table, number_text

KEY: Final = "file_name"
"""The column of what names the entries of a mapping."""

VALUE: Final = "label"
"""The column of what stands beside a name alone."""


def read(path: Path) -> Table:
    """A JSON file as a table; rows are numbered from 1.

    Raises:
        DataError: CVQ302 when it is no JSON or holds no table.
    """
    try:
        document = json.loads(text_of(path)[0])
    except (ValueError, RecursionError) as error:
        raise no_table(path, f"it is not JSON ({error})") from error
    return table_of(path, document)


def table_of(path: Path, document: Any) -> Table:
    """The table in a document; one list of mappings may lie within a mapping, as in `{"images": [...]}`."""
    if isinstance(document, list):
        return table_of_list(path, document)
    if not isinstance(document, dict) or not document:
        raise no_table(path, "expected a list of mappings, or a mapping of image names")
    values = list(document.values())
    if all(isinstance(value, dict) for value in values):
        rows = ((number, {KEY: name, **value}) for number, (name, value) in enumerate(document.items(), start=1))
        return table_of_mappings(path, rows)
    if is_columns(values):
        records = enumerate(([number_text(cell) for cell in row] for row in zip(*values, strict=True)), start=1)
        return make_table(path, list(document), records)
    lists = [value for value in values if isinstance(value, list) and value and isinstance(value[0], dict)]
    if len(lists) == 1:
        return table_of_list(path, lists[0])
    if any(isinstance(value, dict | list) for value in values):
        raise no_table(path, "its values are neither all mappings, nor lists of one length, nor plain")
    return make_table(
        path, [KEY, VALUE], ((n, [name, number_text(value)]) for n, (name, value) in enumerate(document.items(), 1))
    )


def table_of_list(path: Path, records: list[Any]) -> Table:
    """A list of mappings, or of lists whose first one is the header."""
    if records and all(isinstance(record, Mapping) for record in records):
        return table_of_mappings(path, enumerate(records, start=1))
    if len(records) > 1 and all(isinstance(record, list) for record in records):
        header, *rows = ([number_text(cell) for cell in record] for record in records)
        return make_table(path, header, enumerate(rows, start=2), 1)
    raise no_table(path, "expected a list of mappings")


def is_columns(values: list[Any]) -> bool:
    """Whether values are lists of one length, of plain things."""
    lists = [value for value in values if isinstance(value, list) and value]
    alike = len(lists) == len(values) and len({len(value) for value in lists}) == 1
    return alike and not any(isinstance(item, dict) for value in lists for item in value)
