"""Parquet, by pyarrow."""

from __future__ import annotations

from pathlib import Path

from causalvq.data.data_faults import require_extra
from causalvq.data.tables.making import make_table, no_table
from causalvq.data.tables.table import Table, number_text


def read(path: Path) -> Table:
    """A Parquet file as text; rows are numbered from 1.

    Raises:
        DataError: CVQ312 when pyarrow is not installed, CVQ302 when the file is damaged.
    """
    parquet = require_extra("pyarrow.parquet", "parquet", path)
    try:
        table = parquet.read_table(path)
        columns = {name: column.to_pylist() for name, column in zip(table.column_names, table.columns, strict=True)}
    except Exception as error:  # pyarrow has exceptions of its own for each kind of damage
        raise no_table(path, f"it is damaged or no Parquet file ({error})"[:300]) from error
    rows = enumerate(([number_text(cell) for cell in row] for row in zip(*columns.values(), strict=True)), start=1)
    return make_table(path, list(columns), rows)
