"""Which arrays label images, how their columns are called, and what in them stands for no value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import diagnostic
from causalvq.data.formats.array_files import ArrayFiles
from causalvq.data.formats.array_labels import KINDS, columns_of, one_hot_groups
from causalvq.data.tables import number_text
from causalvq.dsl.name_rule import cleaned
from causalvq.errors import DataError
from causalvq.init.options import Options
from causalvq.init.reading import stand_ins
from causalvq.init.reading.array_headers import Header, stem
from causalvq.init.reading.init_faults import INCOMPLETE

LABEL_WORDS: Final = (
    *("labels", "label", "y", "targets", "target", "factors", "factor", "classes", "latents", "latent"),
    *("attributes", "attrs", "values", "concepts", "params", "parameters", "annotations", "generative"),
)
NAMED: Final = ("factor_names", "label_names", "latents_names", "latent_names", "names", "columns", "attributes")
"""Arrays that name the columns of labels, the likelier ones first."""

MOST_LABELS: Final = 256  # columns


@dataclass(frozen=True, slots=True)
class Chosen:
    """The arrays that label images.

    Args:
        used: their names.
        told: the same in words.
        columns: by the names of factors.
        names: what a spec has to say of the names of factors; empty where the file says them.
        one_hot: how many columns each factor has, where labels are one-hot.
        others: arrays that could be labels too.
        describing: arrays that name factors.
    """

    used: tuple[str, ...]
    told: str
    columns: Mapping[str, npt.NDArray[Any]]
    names: tuple[str, ...] = ()
    one_hot: tuple[int, ...] = ()
    others: tuple[Header, ...] = ()
    describing: frozenset[str] = field(default_factory=frozenset)


def chosen_arrays(arrays: ArrayFiles, rest: Sequence[Header], count: int) -> Chosen | None:
    """The arrays beside images that label them; None where none has a row for each.

    Args:
        arrays: where they are read.
        rest: all but the images, the likelier ones first.
        count: how many images there are.
    """
    flat = [h for h in rest if h.shape == (count,) and h.kind in KINDS]
    tables = [h for h in rest if is_table(h, count)]
    tables.sort(key=lambda header: (rank(header), header.kind == "f"))
    lone = sorted((h for h in flat if rank(h) < len(LABEL_WORDS)), key=rank)
    if tables and (rank(tables[0]) < len(LABEL_WORDS) or not lone):
        hot = one_hot_arrays(arrays, tables)
        return hot or of_table(arrays, tables, rest, count)
    if not flat:
        return None
    used = flat if len(flat) > 1 else [*lone, *flat][:1]
    short = [stem(header.name) for header in used]
    names = tuple(short) if len(used) > 1 and len(set(short)) == len(short) else ()
    found = {header.name: arrays.read(header.name) for header in used}
    columns = columns_of(found, count, (), names, arrays.path)
    own = tuple(header.name for header in used)
    return Chosen(own, ", ".join(own), columns, names if names != own else ())


def is_table(header: Header, count: int) -> bool:
    """Whether an array has a row of labels for each image: columns, or records."""
    if header.fields:
        return header.shape == (count,)
    sizes = header.shape
    return len(sizes) == 2 and sizes[0] == count and sizes[1] <= MOST_LABELS and header.kind in KINDS


def rank(header: Header) -> int:
    """How likely the name of an array is that of labels: the place of its likeliest word."""
    words = re.split(r"[^a-z]+", stem(header.name))
    return min((LABEL_WORDS.index(word) for word in words if word in LABEL_WORDS), default=len(LABEL_WORDS))


def one_hot_arrays(arrays: ArrayFiles, tables: Sequence[Header]) -> Chosen | None:
    """Several arrays each of which is one factor, one-hot; None where there are no such."""
    own = [header for header in tables if header.kind in "iufb" and not header.fields]
    if len(own) < 2 or any(rank(header) < len(LABEL_WORDS) for header in own):
        return None
    found = {header.name: arrays.read(header.name) for header in own}
    groups = [one_hot_groups(array) for array in found.values()]
    names = tuple(stem(header.name) for header in own)
    if any(len(group) != 1 for group in groups) or len(set(names)) < len(names):
        return None
    widths = tuple(group[0] for group in groups)
    columns = columns_of(found, len(next(iter(found.values()))), widths, names, arrays.path)
    told = f"{', '.join(map(str, own))}, each one-hot"
    return Chosen(tuple(found), told, columns, names if names != tuple(found) else (), widths)


def of_table(arrays: ArrayFiles, tables: Sequence[Header], rest: Sequence[Header], count: int) -> Chosen:
    """Labels of one array, by columns, one-hot groups or the fields of records."""
    header, *others = tables
    table = arrays.read(header.name)
    groups = () if header.fields else one_hot_groups(table)
    width = len(groups) or len(header.fields) or table.shape[1]
    names, said_by = (header.fields, "") if header.fields else names_for(arrays, rest, width)
    given = names if said_by not in ("", "factor_names") else ()
    columns = columns_of({header.name: table}, count, groups, names, arrays.path)
    told = str(header) + (f", one-hot in groups of {', '.join(map(str, groups))}" if groups else "")
    return Chosen((header.name,), told, columns, given, groups, tuple(others), frozenset({said_by} - {""}))


def names_for(arrays: ArrayFiles, rest: Sequence[Header], width: int) -> tuple[tuple[str, ...], str]:
    """Names of as many columns, and the array that has them; none where there is no such array."""
    likely = [h for h in rest if h.shape == (width,) and h.kind in "US" and stem(h.name) in NAMED]
    for header in sorted(likely, key=lambda one: NAMED.index(stem(one.name))):
        read = enumerate(arrays.read(header.name).tolist())
        names = tuple(cleaned(number_text(text)) or f"factor_{index}" for index, text in read)
        if len(set(names)) == width:
            return names, stem(header.name)
    return (), ""


def require_known(chosen: Chosen, options: Options, arrays: ArrayFiles) -> None:
    """Refuse labels of which some stand for no value, as arrays have no option that leaves them out.

    Raises:
        DataError: CVQ323, with what to write in NumPy.
    """
    floats = {name: np.isfinite(column) for name, column in chosen.columns.items() if column.dtype.kind == "f"}
    stray = {name: int(np.sum(~finite)) for name, finite in floats.items() if not finite.all()}
    marks = {} if options.missing == "keep" else stand_ins.stand_ins(listed(chosen))
    told = [f"{rows:,} rows in which {name} is not a number" for name, rows in stray.items()]
    told += stand_ins.told(marks, listed(chosen))
    if not told:
        return
    known = [f"numpy.isfinite({written(chosen, name)})" for name in stray]
    known += [f"~numpy.isin({written(chosen, name)}, {values_of(texts)})" for name, texts in marks.items()]
    otherwise = "; or take them for values like others: --missing keep" if marks else ""
    arrays_told = " and ".join(f"{stem(name)}[keep]" for name in chosen.used)
    raise DataError(
        diagnostic(
            INCOMPLETE,
            f"{chosen.told} does not say all of each image: {' and '.join(told)}",
            arrays.path,
            expected="a value of each factor for each image",
            hint=f"leave such images out: keep = {' & '.join(known)}; save images[keep] and {arrays_told}{otherwise}",
        )
    )


def written(chosen: Chosen, factor: str) -> str:
    """The column of a factor as NumPy writes it."""
    place = list(chosen.columns).index(factor)
    if len(chosen.used) > 1:
        return stem(chosen.used[place])
    name = stem(chosen.used[0])
    return name if len(chosen.columns) == 1 else f"{name}[:, {place}]"


def listed(chosen: Chosen) -> dict[str, list[Any]]:
    """The columns of labels as lists."""
    return {name: column.tolist() for name, column in chosen.columns.items() if column.dtype.kind not in "b"}


def values_of(marks: Sequence[str]) -> str:
    """Cells that stand for no value as Python writes them."""
    return f"[{', '.join(text if stand_ins.as_number(text) is not None else repr(text) for text in marks)}]"
