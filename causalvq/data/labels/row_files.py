"""From a row of a table to the images that it speaks of: by a column of names, or by columns that name them together.

`{plate}_{well}.png`: the image of a row is the one whose name has the cells of plate and of well there. Numbers may
have leading zeros in one of the two. `{_}` and `{*}` stand for what does not matter, so that several images may be of
one row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from causalvq.data.data_faults import UNKNOWN_SOURCE, fault
from causalvq.data.labels.file_columns import column_of_files
from causalvq.data.labels.file_names import Locator, folded, numeral
from causalvq.data.labels.name_patterns import NamePattern, name_pattern
from causalvq.data.tables import Table, is_empty
from causalvq.dsl.text.suggest import did_you_mean

Key = tuple[str, ...]


class RowFiles:
    """The images of each row of a table.

    Args:
        table: the table.
        locator: of the folder with the images.
        named: the column of file names, or a pattern of names in which columns stand; None finds the column.

    Raises:
        DataError: CVQ307 when a column is not there, CVQ310 when no column names images.
    """

    def __init__(self, table: Table, locator: Locator, named: str | None) -> None:
        self._locator, self._near = locator, locator.nearness(table.path.parent)
        self._files: Mapping[Key, Sequence[str]] = {}
        self.columns: tuple[str, ...] = ()
        if named is not None and is_pattern(named, table.header):
            pattern = pattern_of_columns(named, table)
            self._places = [table.header.index(name) for name in pattern.names]
            self._text, self._files = named, files_by_key(pattern, locator.image_names)
        else:
            self.columns = (column_of_files(table, locator, named),)
            self._places = [table.header.index(self.columns[0])]
            self._text = ""

    def of(self, row: Sequence[str]) -> tuple[str, Sequence[str]]:
        """What a row calls its image, empty where it has no name for it, and the files that are meant."""
        cells = [row[place] for place in self._places]
        if not self._text:
            found = None if is_empty(cells[0]) else self._locator.find(cells[0], self._near)
            return cells[0], () if found is None else (found,)
        if any(map(is_empty, cells)):
            return "", ()
        return " ".join(cells), self._files.get(key_of(cells), ())


def is_pattern(named: str, header: Sequence[str]) -> bool:
    """Whether what should name a column is a pattern of names in which columns stand."""
    return "{" in named and named not in header


def pattern_of_columns(text: str, table: Table) -> NamePattern:
    """A pattern whose fields are columns of a table.

    Raises:
        DataError: CVQ307 when a field is none, CVQ305 when it names none or one twice.
    """
    pattern = name_pattern(text, table.path)
    for name in pattern.names:
        if name not in table.header:
            message, expected = f"{text} names {name!r}, which is no column", ", ".join(table.header)
            hint = did_you_mean(name, table.header)
            raise fault(UNKNOWN_SOURCE, message, table.path, expected=expected, hint=hint)
    return pattern


def files_by_key(pattern: NamePattern, files: Sequence[str]) -> Mapping[Key, list[str]]:
    """The files that fit a pattern, by what stands in its fields."""
    found: dict[Key, list[str]] = {}
    for file in files:
        read = pattern.read(file)
        if read is not None:
            found.setdefault(key_of(read), []).append(file)
    return found


def key_of(texts: Sequence[str]) -> Key:
    """Texts without what tables and names write differently: capitals, and leading zeros of numbers."""
    return tuple(numeral(folded(text)) for text in texts)


def filled(pattern: NamePattern, cells: Mapping[str, str]) -> str:
    """The name that a pattern gives for cells, as a person reads it."""
    text = pattern.text
    for name in pattern.names:
        text = text.replace(f"{{{name}}}", cells[name])
    return text


def one_file(files: Mapping[Key, Sequence[str]], cells: Sequence[str], place: Path, line: int) -> str | None:
    """The one file of some cells; None where there is none.

    Raises:
        DataError: CVQ307 when there are several.
    """
    found = files.get(key_of(cells), ())
    if len(found) > 1:
        message = f"{found[0]} and {found[1]} are both of {' '.join(cells)}"
        raise fault(UNKNOWN_SOURCE, message, place, line=line or None, expected="one image for each row")
    return found[0] if found else None
