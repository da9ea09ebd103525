"""Text with a delimiter: comma, tabulator, semicolon or bar, told from the text itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from causalvq.data.data_faults import BAD_ROW, DAMAGED, fault
from causalvq.data.tables.comma_numbers import with_points
from causalvq.data.tables.encodings import text_of
from causalvq.data.tables.making import make_table
from causalvq.data.tables.table import Table

DELIMITERS: Final = (",", "\t", ";", "|")
SAMPLE: Final = 50  # lines from which the delimiter is told
NAMES_IMAGE: Final = re.compile(r".+\.(png|jpe?g|jpe|jfif|bmp|gif|webp|tiff?|ppm|pgm|npy)", re.IGNORECASE)
DECIMAL: Final = re.compile(r"^\s*([-+]?\d+),(\d+)\s*$")
NUMBER: Final = re.compile(r"[-+]?\d+([.,]\d+)?([eE][-+]?\d+)?")
MOST_CELL: Final = 2**17  # characters of one cell


def read(path: Path) -> Table:
    """Text with delimiters, whatever its encoding; first lines with # are remarks, or the header of what follows.

    A file whose first row names an image has no header: its columns are column_1, column_2, ... Where semicolons
    delimit, a comma within a number is its decimal point; elsewhere it is where a whole column is written so.

    Raises:
        DataError: CVQ302 when it is no such text, CVQ310 when a row does not fit the header.
    """
    text, notices = text_of(path)
    lines = text.splitlines()
    skip = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    delimiter = delimiter_of(lines[skip : skip + SAMPLE], spaces=path.suffix.lower() == ".txt")
    records = parsed(lines[skip:], path, skip, delimiter)
    first = next(records, None)
    if first is None:
        raise fault(BAD_ROW, f"{path.name} is empty", path, line=1)
    number, header = first
    named = remarked(lines[:skip], delimiter, len(header))
    if any(NAMES_IMAGE.fullmatch(cell.strip()) for cell in header) or (named and all(map(is_plain, header))):
        names = named or [f"column_{index + 1}" for index in range(len(header))]
        table = make_table(path, names, [first, *records], skip if named else 0)
    else:
        table = make_table(path, header, records, number)
    return with_points(replace(table, notices=notices), delimiter)


def is_plain(cell: str) -> bool:
    """Whether a cell is a number, as no name of a column is."""
    return NUMBER.fullmatch(cell.strip()) is not None


def remarked(remarks: list[str], delimiter: str, columns: int) -> list[str] | None:
    """The header that the last of some remarks is, as programs write that mark it with #; None where it is none."""
    if not remarks:
        return None
    try:
        cells = next(csv.reader([remarks[-1].lstrip("# ")], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # too long for a cell
        return None
    return cells if len(cells) == columns and all(cell.strip() for cell in cells) else None


def parsed(lines: list[str], path: Path, skip: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, and the line in which each ends."""
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=delimiter == " ")
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                cells = [DECIMAL.sub(r"\1.\2", cell) for cell in record] if delimiter == ";" else record
                yield skip + reader.line_num, cells
    except csv.Error as error:
        raise fault(DAMAGED, f"{path.name} is not a CSV", path, got=str(error)) from error


def delimiter_of(lines: list[str], *, spaces: bool = False) -> str:
    """The delimiter that cuts most lines in the same number of cells, more than one; a comma where none does.

    Args:
        lines: the first of a file.
        spaces: whether spaces may delimit, where no other sign does.

    >>> delimiter_of(["a;b;c", "1;2,5;3"]), delimiter_of(["name", "x.png"]), delimiter_of(["a.png 1"], spaces=True)
    (';', ',', ' ')
    """
    filled = [line.strip() for line in lines if line.strip()]
    best, score = ",", (0, 0)
    for delimiter in DELIMITERS:
        counts = [line.count(delimiter) for line in filled]
        usual = counts[0] if counts else 0
        found = (sum(count == usual for count in counts), usual)
        if usual and found > score:
            best, score = delimiter, found
    return " " if spaces and score == (0, 0) and any(" " in line for line in filled) else best
