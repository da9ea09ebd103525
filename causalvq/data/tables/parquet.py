"""Parquet, by pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from causalvq.data.budget import require_cells, require_columns, require_unpacked
from causalvq.data.data_faults import require_extra
from causalvq.data.tables.making import make_table, no_table
from causalvq.data.tables.table import Table, number_text
from causalvq.errors import DataError

BATCH: Final = 4096  # rows read at a time


def read(path: Path) -> Table:
    """A Parquet file as text; rows are numbered from 1.

    Raises:
        DataError: CVQ312 when pyarrow is not installed, CVQ302 when the file is damaged, CVQ309 when it holds too much.
    """
    parquet = require_extra("pyarrow.parquet", "parquet", path)
    try:
        with parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            require_columns(len(names), path)
            require_cells(file.metadata.num_rows, len(names), path)
            rows = list(_rows(file, path))
    except DataError:
        raise
    except Exception as error:  # pyarrow has exceptions of its own for each kind of damage
        raise no_table(path, f"it is damaged or no Parquet file ({error})"[:300]) from error
    return make_table(path, names, enumerate(rows, start=1))


def _rows(file: Any, path: Path) -> Iterator[list[str]]:
    """The cells of each row; a few bytes of a file may be the text of every row, so what they unpack to is counted."""
    unpacked = 0
    for batch in file.iter_batches(batch_size=BATCH):
        unpacked += batch.nbytes
        require_unpacked(unpacked, path)
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [number_text(cell) for cell in row]
