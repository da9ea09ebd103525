"""The user's own npz: `images`, `labels`, `factor_names`, and what the labels mean; or arrays of other names.

images         [N, H, W] or [N, H, W, channels]; of several arrays the rows follow each other
labels         [N, F] or [N] of numbers or text; absent when the images are unlabelled
factor_names   strings [F]; default: factor_0, factor_1, ...
factor_sizes   integers [F]: labels number the values, from 0 to one less than the size
factor_cyclic  booleans [F]; default: none is cyclic
values_<name>  strings [size]: the name of each value, which labels number from 0; default: labels are values themselves
grid_complete  boolean, checked when it is there

Values are those that occur, whatever their numbers are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.data_faults import BAD_LABELS, WRONG_SHAPE, fault
from causalvq.data.facts import FactorFacts
from causalvq.data.formats.archive import Archive
from causalvq.data.formats.array_files import ArchiveArrays, require_array
from causalvq.data.formats.array_labels import columns_of, labelled
from causalvq.data.formats.arrays import ArraysSource, chosen, count_of, label_arrays, listed, none
from causalvq.data.labels.canonical_values import place_of
from causalvq.data.labels.factor_labels import checked_labels, require_few_values
from causalvq.data.labels.numbering import Bins
from causalvq.data.pixels import Alpha
from causalvq.data.tables import number_text
from causalvq.data.types import Integers
from causalvq.dsl.name_rule import cleaned

LABELS = "labels"
VALUES = "values_"


class NpzSource(ArraysSource):
    """An npz in the format above.

    Args:
        path: the file.
        images: array of the images, or several.
        labels: array of the labels, or several, each a factor.
        factor_names: a name for each factor; empty for those of the file.
        one_hot: how many columns each factor has, where labels are one-hot.
        bins: for the names of measurements, how they are cut.
        columns: the factors to take; empty for all.
        alpha: whether the fourth of four uint8 channels is transparency, laid over white, or a channel.

    Raises:
        DataError: when the file or an array is missing, damaged, or not what the format says.
    """

    def __init__(
        self,
        path: Path,
        images: str | Sequence[str] = "images",
        labels: str | Sequence[str] = LABELS,
        factor_names: Sequence[str] = (),
        one_hot: Sequence[int] = (),
        bins: Mapping[str, Bins] | None = None,
        columns: Sequence[str] = (),
        alpha: Alpha = "white",
    ) -> None:
        arrays = ArchiveArrays(path)
        parts = listed(images)
        count = count_of(arrays, parts, alpha)
        if not factor_names and labels == LABELS and arrays.has("factor_names"):
            require_array(arrays, LABELS)
        found, names = label_arrays(arrays, labels, LABELS, factor_names)
        if not found:
            table, factors = none(count)
        else:
            names = names or (_vector(arrays.archive, "factor_names", "US", -1) if not one_hot else ())
            told = columns_of(found, count, one_hot, names, path)
            whole = len(found) == 1 and not one_hot
            table, factors = _described(arrays.archive, told, bins or {}, chosen(columns, told, path), whole)
        later = (parts, listed(labels), tuple(factor_names), tuple(one_hot), dict(bins or {}), tuple(columns))
        changed = [repr(later)] if later != (("images",), (LABELS,), (), (), {}, ()) else []
        super().__init__(arrays, parts, table, factors, [*parts, *found], "npz", *changed, alpha=alpha)
        if _claims_grid(arrays.archive) and not changed and not self.facts.grid_complete:
            raise fault(
                BAD_LABELS,
                "grid_complete is true, but the labels are not every combination of factor values once",
                path,
            )


def _claims_grid(archive: Archive) -> bool:
    """Whether an archive says that its labels are a grid.

    Raises:
        DataError: CVQ303 when it says neither yes nor no.
    """
    if "grid_complete" not in archive.members:
        return False
    said = archive.read("grid_complete")
    if said.size != 1 or said.dtype.kind not in "biu":
        got = f"{said.dtype} of shape {said.shape}"
        raise fault(WRONG_SHAPE, "grid_complete is true or false", archive.path, expected="one truth value", got=got)
    return bool(said.reshape(-1)[0])


def _described(
    archive: Archive,
    columns: Mapping[str, npt.NDArray[Any]],
    bins: Mapping[str, Bins],
    only: Sequence[str],
    whole: bool,
) -> tuple[Integers, tuple[FactorFacts, ...]]:
    """Labels and factors of columns, or of only some of them, as the archive describes them.

    Args:
        archive: which may name values, and say how many there are and which factors are cyclic.
        columns: by factor.
        bins: for the names of measurements, how they are cut.
        only: the factors to take; empty for all.
        whole: whether the columns are those of one array, of which sizes and cycles are declared.
    """
    names = list(only or columns)
    if whole:
        _refuse_stray_values(archive, list(columns))
    declared = _declared_values(archive, list(columns), whole)
    numbers = {name: columns[name] for name in names if name in declared and name not in bins}
    others = {name: columns[name] for name in names if name not in numbers}
    parts = [_numbering(archive, numbers, declared)] if numbers else []
    if others or bins:
        parts.append(labelled(others, bins, (), archive.path))
    table = np.concatenate([labels for labels, _ in parts], axis=1)
    factors = [factor for _, found in parts for factor in found]
    order = [[*numbers, *others].index(name) for name in names]
    cyclic = dict(zip(columns, _vector(archive, "factor_cyclic", "b", len(columns)) if whole else (), strict=False))
    return np.ascontiguousarray(table[:, order]), tuple(
        replace(factors[index], cyclic=cyclic.get(factors[index].name) == "True") for index in order
    )


def _declared_values(archive: Archive, names: Sequence[str], whole: bool) -> dict[str, tuple[str, ...] | int]:
    """For each factor of which the archive says it: the names of its values, or how many there are."""
    sizes = _vector(archive, "factor_sizes", "iu", len(names)) if whole else []
    found: dict[str, tuple[str, ...] | int] = {name: int(size) for name, size in zip(names, sizes, strict=False)}
    for name, size in found.items():
        assert isinstance(size, int)
        require_few_values(name, size, archive.path)
    for name in names:
        declared = found.get(name)
        member = next((one for one in archive.members if one[:7] == VALUES and cleaned(one[7:]) == name), VALUES + name)
        values = tuple(_vector(archive, member, "US", declared if isinstance(declared, int) else -1))
        if len({cleaned(value) for value in values}) != len(values):
            raise fault(BAD_LABELS, f"values_{name} names two values alike", archive.path, got=", ".join(values))
        if values:
            found[name] = values
    return found


def _numbering(
    archive: Archive, columns: Mapping[str, npt.NDArray[Any]], declared: Mapping[str, tuple[str, ...] | int]
) -> tuple[Integers, tuple[FactorFacts, ...]]:
    """Labels that number declared values, of which those that occur are kept with their names."""
    names = {name: said if isinstance(said, tuple) else () for name, said in declared.items()}
    sizes = {name: len(said) if isinstance(said, tuple) else said for name, said in declared.items()}
    whole = [_whole_numbers(name, column, names[name], archive.path) for name, column in columns.items()]
    facts = [FactorFacts(name, sizes[name], names[name]) for name in columns]
    table = checked_labels(np.stack(whole, axis=1), facts, len(whole[0]), archive.path)
    factors = []
    for column, fact in enumerate(facts):
        present, labels = np.unique(table[:, column], return_inverse=True)
        table[:, column] = labels.reshape(-1)
        values = tuple(fact.values[label] if fact.values else str(label) for label in present.tolist())
        gone = [value for value in fact.values if value not in values]
        told = (f"{', '.join(gone)}: declared, but of no image, and no value" for _ in gone[:1])
        factors.append(FactorFacts(fact.name, len(values), values, notices=tuple(told)))
    return table, tuple(factors)


def _whole_numbers(name: str, column: npt.NDArray[Any], values: Sequence[str], path: Path) -> npt.NDArray[Any]:
    """Whole numbers as integers, whatever type they are kept in, and names of declared values as their numbers.

    Raises:
        DataError: CVQ305 for a text that is no name of a value.
    """
    if column.dtype.kind == "b" or (column.dtype.kind == "f" and np.array_equal(column, np.round(column))):
        return column.astype(np.int64)
    if column.dtype.kind not in "US" or not values:
        return column
    texts = [number_text(text) for text in column.tolist()]
    places = {text: place_of(values, text) for text in dict.fromkeys(texts)}
    stray = next((row for row, text in enumerate(texts) if places[text] is None), None)
    if stray is not None:
        message = f"factor {name!r} has a label in row {stray} that values_{name} does not name"
        raise fault(BAD_LABELS, message, path, expected=", ".join(values[:20]), got=texts[stray])
    return np.array([places[text] for text in texts], dtype=np.int64)


def _vector(archive: Archive, name: str, kinds: str, length: int) -> list[str]:
    """A one-dimensional array as strings, of any length where `length` is -1; empty when it is absent."""
    if name not in archive.members:
        return []
    array = archive.read(name)
    if array.ndim != 1 or array.dtype.kind not in kinds or (length >= 0 and len(array) != length):
        raise fault(
            WRONG_SHAPE,
            f"array {name!r} has the wrong shape or type",
            archive.path,
            expected=f"{length if length >= 0 else 'F'} values of kind {' or '.join(kinds)}",
            got=f"{array.dtype} of shape {array.shape}",
        )
    return [item.decode(errors="backslashreplace") if isinstance(item, bytes) else str(item) for item in array]


def _refuse_stray_values(archive: Archive, names: list[str]) -> None:
    """A misspelt `values_<factor>` would be ignored in silence, and the values shown as numbers."""
    for member in archive.members:
        factor = cleaned(member.removeprefix(VALUES))
        if member.startswith(VALUES) and factor not in names:
            raise fault(
                BAD_LABELS, f"array {member!r} names no factor", archive.path, expected=", ".join(names), got=factor
            )
