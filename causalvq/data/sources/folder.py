"""The user's own folder of images, labelled by a table or by the names of the files.

By a table: `metadata.csv` with a column `file_name`, relative to the table (the ImageFolder convention of Hugging
Face), and a column for each factor. By names: a pattern such as `{shape}_{hue}.png`; `{_}` stands for a part that does
not matter. Without either, the images are unlabelled. Values are in numeric order if all are numbers, else in
alphabetical order.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from causalvq.data.arrays import Integers
from causalvq.data.facts import FactorFacts
from causalvq.data.faults import (
    BAD_LABELS,
    BAD_ROW,
    DAMAGED,
    MISSING,
    UNKNOWN_SOURCE,
    diagnostic,
    fault,
    require_file,
    require_folder,
)
from causalvq.data.labels import checked_labels, require_few_values
from causalvq.data.pixels import Alpha
from causalvq.data.sources.pictured import Pictured
from causalvq.dsl import did_you_mean
from causalvq.errors import DataError

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm")
TABLE: Final = "metadata.csv"
FAULTS_SHOWN: Final = 50


class FolderSource(Pictured):
    """A folder of images.

    Args:
        folder: the folder; images in folders within it count.
        metadata: name of the table, relative to the folder; the files it names are relative to the table.
        pattern: read the factors from the names instead.
        columns: the factors to take, in this order; empty for all.
        size: side in pixels to which images are cropped and resized; None requires them to be of one size.
        alpha: whether transparency is laid over white or kept as a channel.

    Raises:
        DataError: CVQ301 when folder, table or a file of the table is missing (all of them together), CVQ310 when a
            row is not as described, CVQ305 when names do not fit the pattern, CVQ306 for a factor with one value.
    """

    def __init__(
        self,
        folder: Path,
        metadata: str = TABLE,
        pattern: str | None = None,
        columns: Sequence[str] = (),
        size: int | None = None,
        alpha: Alpha = "white",
    ) -> None:
        require_folder(folder)
        table = folder / metadata
        labelled_by_table = pattern is None and (table.is_file() or metadata != TABLE)
        if labelled_by_table:
            names, paths, rows = _from_table(require_file(table))
        else:
            names, paths, rows = _from_names(folder, pattern)
        names, rows = _chosen(names, rows, columns, table if labelled_by_table else folder)
        labels, factors = _numbered(names, rows, table if labelled_by_table else folder)
        super().__init__(
            folder,
            paths,
            labels,
            factors,
            tables=[table] if labelled_by_table else [],
            setting=f"folder {pattern} {','.join(columns)}",
            size=size,
            alpha=alpha,
        )


def _from_table(table: Path) -> tuple[list[str], list[Path], list[list[str]]]:
    """Factor names, files, and the value of each factor in each file."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            records = list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise fault(DAMAGED, f"{table.name} is not a CSV of UTF-8 text", table, got=str(error)) from error
    header = [cell.strip() for cell in records[0]] if records else []
    if "file_name" not in header or len(set(header)) != len(header):
        got = ",".join(header)
        raise fault(BAD_ROW, "the header has no column file_name, or one twice", table, line=1, got=got)
    where = header.index("file_name")
    paths: dict[Path, int] = {}
    rows, faults = [], []
    for line, record in enumerate(records[1:], start=2):
        cells = [cell.strip() for cell in record]
        if not any(cells):
            continue
        if len(cells) != len(header) or not all(cells):
            faults.append(diagnostic(BAD_ROW, "the row has an empty or missing cell", table, line=line))
            continue
        name = cells.pop(where)
        path = table.parent / name
        if not path.is_file():
            faults.append(diagnostic(MISSING, f"the row names {name}, which does not exist", table, line=line))
        elif path in paths:
            message = f"the row names {name}, as line {paths[path]} does: one image would have two labels"
            faults.append(diagnostic(BAD_ROW, message, table, line=line))
        paths[path] = line
        rows.append(cells)
    if faults:
        raise DataError(*faults[:FAULTS_SHOWN])
    if not paths:
        raise fault(BAD_ROW, "the table has no rows", table)
    header.pop(where)
    return header, list(paths), rows


def _from_names(folder: Path, pattern: str | None) -> tuple[list[str], list[Path], list[list[str]]]:
    """The same from the names of all images in the folder; no factors without a pattern."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not paths:
        raise fault(MISSING, "there are no images in the folder", folder, expected=", ".join(SUFFIXES))
    if pattern is None:
        return [], paths, [[] for _ in paths]
    names, expression = _compiled(pattern, folder)
    matches = [expression.fullmatch(path.relative_to(folder).as_posix()) for path in paths]
    strangers = [path for path, match in zip(paths, matches, strict=True) if match is None]
    if strangers:
        message = f"{strangers[0].name} and {len(strangers) - 1} more names do not fit the pattern"
        raise fault(BAD_LABELS, message, strangers[0], expected=pattern)
    return names, paths, [list(match.groups()) for match in matches if match is not None]


def _compiled(pattern: str, folder: Path) -> tuple[list[str], re.Pattern[str]]:
    """The factors of a pattern and the expression that reads them; a value has no `/` and is as short as can be."""
    names, expression = [], ""
    for part in re.split(r"(\{[^{}]*\})", pattern):
        if not (part.startswith("{") and part.endswith("}")):
            expression += re.escape(part)
        elif part in ("{}", "{_}"):
            expression += "[^/]*?"
        else:
            names.append(part[1:-1].strip())
            expression += "([^/]+?)"
    if not names or len(set(names)) != len(names):
        raise fault(BAD_LABELS, "the pattern names no factor, or one twice", folder, got=pattern)
    return names, re.compile(expression)


def _chosen(
    names: list[str], rows: list[list[str]], columns: Sequence[str], place: Path
) -> tuple[list[str], list[list[str]]]:
    if not columns:
        return names, rows
    for column in columns:
        if column not in names:
            hint = did_you_mean(column, names)
            raise fault(UNKNOWN_SOURCE, f"there is no column {column!r}", place, expected=", ".join(names), hint=hint)
    kept = [names.index(column) for column in columns]
    return list(columns), [[row[column] for column in kept] for row in rows]


def _numbered(names: list[str], rows: list[list[str]], place: Path) -> tuple[Integers, tuple[FactorFacts, ...]]:
    labels = np.empty((len(rows), len(names)), dtype=np.int64)
    factors = []
    for column, name in enumerate(names):
        written = [row[column] for row in rows]
        require_few_values(name, len(set(written)), place)
        values = _ordered(set(written))
        number = {value: index for index, value in enumerate(values)}
        labels[:, column] = [number[value] for value in written]
        factors.append(FactorFacts(name, len(values), values))
    return checked_labels(labels, factors, len(rows), place), tuple(factors)


def _ordered(values: set[str]) -> tuple[str, ...]:
    try:
        return tuple(sorted(values, key=float))
    except ValueError:
        return tuple(sorted(values))
