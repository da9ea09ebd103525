"""A table as text, and how cells are written that were no text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

EMPTY: Final = frozenset(
    {
        *("", "nan", "NaN", "NAN", "NaT", "NA", "N/A", "n/a", "N/a", "N.A.", "n.a.", "#N/A", "#NA"),
        *("null", "NULL", "Null", "<NA>"),
    }
)
"""What programs write where there is no value."""

HALF_PAIR: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is written.

    Args:
        path: the file.
        header: a name for each column, each once.
        rows: the cells of each row, stripped, as many as there are names; rows of empty cells are left out.
        lines: for each row the 1-based line of the file, or its number where the file has no lines.
        header_line: where the header stands; 0 where the file has none.
        notices: what a person should know of how it was read.
    """

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    header_line: int = 0
    notices: tuple[str, ...] = ()

    def column(self, name: str) -> list[str]:
        """The cells of a column.

        Raises:
            ValueError: when there is none of this name.
        """
        where = self.header.index(name)
        return [row[where] for row in self.rows]


def is_empty(cell: str) -> bool:
    """Whether a cell says nothing."""
    return cell in EMPTY


def whole(text: str) -> str:
    """A text in which halves of surrogate pairs, which no file of text can hold, are escaped.

    >>> print(whole("caf\\udce9"), whole("\\ud800"))
    caf\\xe9 \\ud800
    """
    return text if text.isascii() else HALF_PAIR.sub(_escaped, text)


def _escaped(half: re.Match[str]) -> str:
    sign = ord(half[0])
    return f"\\x{sign - 0xDC00:02x}" if 0xDC80 <= sign <= 0xDCFF else f"\\u{sign:04x}"


def number_text(value: Any) -> str:
    """A value of a JSON file, a spreadsheet or an array as the text of a cell: `3.0` is 3, true and false are words.

    >>> number_text(3.0), number_text(True), number_text(None), number_text("  red ")
    ('3', 'true', '', 'red')
    """
    if isinstance(value, str):
        return whole(value.strip())
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace").strip()
    return str(value).strip()
