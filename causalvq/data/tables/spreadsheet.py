"""Excel workbooks (xlsx), by openpyxl: the first sheet that has cells."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import Any

from causalvq.data.budget import require_unpacked
from causalvq.data.data_faults import require_extra
from causalvq.data.tables.making import make_table, no_table
from causalvq.data.tables.table import Table, number_text
from causalvq.errors import DataError


def read(path: Path) -> Table:
    """The first sheet of a workbook that has cells; formulas count by the values that were last computed.

    Raises:
        DataError: CVQ312 when openpyxl is not installed, CVQ302 when the file is damaged or empty.
    """
    openpyxl = require_extra("openpyxl", "xlsx", path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            with zipfile.ZipFile(path) as parts:
                require_unpacked(sum(part.file_size for part in parts.infolist()), path)
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                return _first_sheet(path, book)
            finally:
                book.close()
    except DataError:
        raise
    except Exception as error:  # a zip of XML: its parsers raise whatever they meet
        raise no_table(path, f"it is damaged or no workbook ({error})"[:300]) from error


def _first_sheet(path: Path, book: Any) -> Table:
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what it says of its size may be anything
        records = [
            (number, [number_text(cell) for cell in record])
            for number, record in enumerate(sheet.iter_rows(values_only=True), start=1)
            if any(cell is not None for cell in record)
        ]
        if records:
            (line, header), *rows = records
            return make_table(path, header, rows, line)
    raise no_table(path, "no sheet has a cell")
