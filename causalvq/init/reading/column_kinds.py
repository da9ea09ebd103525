"""What the columns of a table of labels are: factors, measurements, parts of a split, or none of these, and why.

Axes: N images.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from causalvq.data.labels.canonical_values import written
from causalvq.data.labels.factor_labels import MOST_VALUES
from causalvq.data.labels.numbering import edges_between_groups
from causalvq.data.labels.spellings import part_of
from causalvq.data.tables import is_empty, number_text
from causalvq.data.written_numbers import number_of

Kind = Literal["factor", "measurement", "part", "group", "left out"]
Bins = int | tuple[float, ...]
Cells = Sequence[Any] | npt.NDArray[Any]

TIME: Final = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([T ].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}( .*)?|\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
)
TIMES: Final = frozenset({"time", "date", "timestamp", "datetime", "created", "modified", "acquired"})
IDENTIFIERS: Final = frozenset(
    {"id", "idx", "index", "uuid", "guid", "hash", "md5", "url", "path", "filename", "file", "row", "unnamed: 0", "key"}
)
SPLITS: Final = frozenset({"split", "partition", "fold", "kfold", "cv_fold", "subset"})
GROUPS: Final = (
    *("patient", "subject", "participant", "donor", "volunteer", "individual", "animal", "mouse", "rat", "specimen"),
    *("case", "family", "litter", "cage", "plate", "slide", "batch", "lot", "experiment", "hospital", "site", "center"),
    *("centre", "clinic", "scanner", "scan", "session", "recording"),
)
"""Words for what images belong to that must not be split, the likelier ones first."""

LEAST_GROUPS: Final = 5
TEXTS: Final = frozenset(
    {"comment", "comments", "note", "notes", "description", "caption", "remark", "remarks", "text"}
)
FEW: Final = 12  # values that are never too many for a factor
LONG: Final = 40  # signs of a mean value that is no name
MOST_GROUPS: Final = 24
BINS: Final = 8
SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is.

    Args:
        name: of the column.
        kind: `factor`, `measurement`, `part` (of a split), `group` (that a split keeps together) or `left out`.
        why: why it is left out, or what there is of it, in words.
        values: how many different ones there are.
        bins: how a measurement is cut.
    """

    name: str
    kind: Kind
    why: str
    values: int
    bins: Bins | None = None


def column_kinds(columns: Mapping[str, Cells], naming: Mapping[str, str] = MappingProxyType({})) -> tuple[Column, ...]:
    """Say of each column what it is; a column that would be a name of each image is a factor if there is no other.

    Args:
        columns: the cells of each: text, numbers or truth values, N of them.
        naming: columns that name images, and why they are no labels; they may be groups.
    """
    found = tuple(column_kind(name, cells) for name, cells in columns.items())
    named = tuple(
        replace(column, kind="left out", why=naming[column.name])
        if column.name in naming and column.kind != "group"
        else column
        for column in found
    )
    if any(column.kind in ("factor", "measurement") for column in named):
        return _one_group(named)
    return tuple(column if column.name in naming else _only(column, columns[column.name]) for column in named)


def _one_group(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns of which one alone is the group, that of the likeliest word."""
    found = [column.name for column in columns if column.kind == "group"]
    groups = sorted((GROUPS.index(str(group_word(name))), name) for name in found)
    return tuple(
        replace(column, kind="left out", why=f"a group, as {groups[0][1]} is")
        if column.kind == "group" and column.name != groups[0][1]
        else column
        for column in columns
    )


def group_word(name: str) -> str | None:
    """The word for a group that names a column, alone or with `id` or `number`.

    >>> group_word("Patient ID"), group_word("subject_no"), group_word("template")
    ('patient', 'subject', None)
    """
    words = [
        word for word in re.split(r"[^a-z]+", name.lower()) if word not in ("", "id", "number", "no", "nr", "name")
    ]
    return words[0] if len(words) == 1 and words[0] in GROUPS else None


def column_kind(name: str, cells: Cells) -> Column:
    """Say what one column is."""
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "iuf" and not group_word(name):
        return _of_numbers(name, np.asarray(cells, dtype=np.float64), len(cells))
    texts = [number_text(cell) for cell in cells]
    filled = [text for text in texts if not is_empty(text)]
    distinct = set(written(filled).values)
    count = len(distinct)
    if len(filled) * 2 < len(texts) or not filled:
        return Column(name, "left out", f"mostly empty ({len(filled):,} of {len(texts):,} cells are filled)", count)
    if count == 1:
        return Column(name, "left out", f"one value ({shown(distinct)})", count)
    if all(part_of(text) for text in distinct):
        return Column(name, "part", f"the parts {shown(distinct)}", count)
    plain = name.lower().strip()
    if group_word(name) and count >= LEAST_GROUPS and 2 * count <= len(filled):
        return Column(name, "group", f"{count:,} groups", count)
    if plain in SPLITS:
        why = f"a split whose parts are not named train, validation or test ({shown(distinct)})"
        return Column(name, "left out", why, count)
    sample = sorted(distinct)[:100]
    if all(TIME.fullmatch(text) for text in sample) or (plain in TIMES and count > FEW):
        return Column(name, "left out", f"a time ({shown(distinct)})", count)
    numbers = as_numbers(filled)
    if numbers is not None:
        return _of_numbers(name, numbers, len(texts))
    return _of_text(name, distinct, len(texts))


def _of_text(name: str, distinct: set[str], count: int) -> Column:
    plain, values = name.lower().strip(), len(distinct)
    length = sum(map(len, distinct)) / values
    words = sum(text.count(" ") for text in distinct) / values
    if values > FEW and (length > LONG or words > 4 or plain in TEXTS):
        return Column(name, "left out", f"free text ({shown(distinct)})", values)
    many = values * 2 > count and count > 3
    if many or values > MOST_VALUES or (plain in IDENTIFIERS and values * 4 > count):
        return Column(name, "left out", f"an identifier ({shown(distinct)})", values)
    return Column(name, "factor", f"{values:,} values", values)


def _of_numbers(name: str, numbers: npt.NDArray[Any], count: int) -> Column:
    finite = numbers[np.isfinite(numbers)]
    distinct = np.unique(finite)
    values, plain = len(distinct), name.lower().strip()
    told = ", ".join(f"{value:.6g}" for value in distinct[:SHOWN])
    if values < 2:
        return Column(name, "left out", f"one value ({told or 'none'})", values)
    whole = bool(np.all(distinct == np.round(distinct)))
    named = plain in IDENTIFIERS and values * 4 > count
    if values > FEW and whole and (named or values == count):
        return Column(name, "left out", f"an identifier ({told}, ...)", values)
    if values > FEW and (values * 3 > count or values > MOST_VALUES or (not whole and values > 256)):
        bins = proposed_bins(finite)
        told = "between " + ", ".join(f"{edge:g}" for edge in bins) if isinstance(bins, tuple) else "of equal width"
        groups = len(bins) + 1 if isinstance(bins, tuple) else bins
        return Column(name, "measurement", f"{values:,} numbers in {groups} bins {told}", groups, bins)
    return Column(name, "factor", f"{values:,} values", values)


def _only(column: Column, cells: Cells) -> Column:
    """A column of identifiers or groups alone may be one that has an image of each value."""
    if column.kind == "group":
        return replace(column, kind="factor", why=f"{column.values:,} values")
    if column.kind == "left out" and column.why.startswith("an identifier") and column.values < len(cells) + 1:
        numbers = as_numbers([number_text(cell) for cell in cells])
        counting = numbers is not None and np.array_equal(np.sort(numbers) - numbers.min(), np.arange(len(numbers)))
        named = column.name.lower().strip() in IDENTIFIERS
        if numbers is not None and not counting and column.values <= MOST_VALUES and not named:
            return Column(column.name, "factor", f"{column.values:,} values", column.values)
    return column


def proposed_bins(numbers: npt.NDArray[Any]) -> Bins:
    """Bins for measurements: between groups where there are some, of equal width where that fills them, else of equal
    shares.

    Args:
        numbers: float64 [N], finite.
    """
    groups = edges_between_groups(numbers, MOST_GROUPS)
    if groups:
        return groups
    filled = np.histogram(numbers, BINS)[0]
    if filled.min() * BINS * 5 >= len(numbers):
        return BINS
    quantiles = np.quantile(numbers, np.linspace(0, 1, BINS + 1)[1:-1])
    edges = tuple(dict.fromkeys(float(f"{edge:.6g}") for edge in quantiles))
    return edges if len(edges) > 1 else BINS


def as_numbers(texts: Sequence[str]) -> npt.NDArray[Any] | None:
    """Texts as numbers, float64; None where one is none."""
    numbers = [number_of(text) for text in texts]
    if any(number is None for number in numbers):
        return None
    return np.array([float(number) for number in numbers if number is not None], dtype=np.float64)


def shown(values: set[str]) -> str:
    """The first few values in words."""
    few = sorted(values)[: SHOWN + 1]
    cut = [text if len(text) <= 24 else text[:21] + "..." for text in few[:SHOWN]]
    return ", ".join(cut) + (", ..." if len(few) > SHOWN else "")
