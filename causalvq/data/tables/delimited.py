"""Text with a delimiter: comma, tabulator, semicolon or bar, told from the text itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from causalvq.data.data_faults import BAD_ROW, DAMAGED, fault
from causalvq.data.tables.making import make_table
from causalvq.data.tables.table import Table

DELIMITERS: Final = (",", "\t", ";", "|")
SAMPLE: Final = 50  # lines from which the delimiter is told
NAMES_IMAGE: Final = re.compile(r".+\.(png|jpe?g|bmp|gif|webp|tiff?|ppm|pgm|npy)", re.IGNORECASE)
DECIMAL: Final = re.compile(r"^\s*([-+]?\d+),(\d+)\s*$")
MOST_CELL: Final = 2**17  # characters of one cell


def read(path: Path) -> Table:
    """Text with delimiters in UTF-8, or what Excel calls Unicode text (UTF-16); a first line with # is skipped.

    A file whose first row names an image has no header: its columns are column_1, column_2, ... Where semicolons
    delimit, a comma within a number is its decimal point.

    Raises:
        DataError: CVQ302 when it is no such text, CVQ310 when a row does not fit the header.
    """
    lines = text_of(path).splitlines()
    skip = 1 if lines[:1] and lines[0].startswith("#") else 0
    delimiter = delimiter_of(lines[skip : skip + SAMPLE], spaces=path.suffix.lower() == ".txt")
    records = parsed(lines[skip:], path, skip, delimiter)
    first = next(records, None)
    if first is None:
        raise fault(BAD_ROW, f"{path.name} is empty", path, line=1)
    number, header = first
    if any(NAMES_IMAGE.fullmatch(cell.strip()) for cell in header):
        names = [f"column_{index + 1}" for index in range(len(header))]
        return make_table(path, names, [first, *records])
    return make_table(path, header, records, number)


def text_of(path: Path) -> str:
    """The text of a file.

    Raises:
        DataError: CVQ302 when it is not UTF-8, nor UTF-16 with its mark.
    """
    content = path.read_bytes()
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        hint = "save it as CSV in UTF-8"
        raise fault(DAMAGED, f"{path.name} is not UTF-8 text", path, hint=hint) from error


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
