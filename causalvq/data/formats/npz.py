"""The user's own npz: `images`, `labels`, `factor_names`, and what the labels mean; or arrays of other names.

images         [N, H, W] or [N, H, W, channels]; of several arrays the rows follow each other
labels         [N, F] or [N] of numbers or text; absent when the images are unlabelled
factor_names   strings [F]; default: factor_0, factor_1, ...
factor_sizes   integers [F]; default: one more than the largest label
factor_cyclic  booleans [F]; default: none is cyclic
values_<name>  strings [size]: the name of each value; default: 0, 1, 2, ...
grid_complete  boolean, checked when it is there

Labels that are whole numbers from 0 number the values, unless more than half of these numbers occur nowhere; all other
labels are values themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from causalvq.data.labels.factor_labels import checked_labels, require_few_values
from causalvq.data.labels.numbering import Bins
from causalvq.data.pixels import Alpha
from causalvq.data.types import Integers

LABELS = "labels"


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
        elif _is_declared(arrays.archive, found, one_hot, bins):
            table, factors = _declared(arrays.archive, next(iter(found.values())), names, count)
            table, factors = _narrowed(table, factors, chosen(columns, {f.name: f for f in factors}, path))
        else:
            names = names or (_vector(arrays.archive, "factor_names", "US", -1) if not one_hot else ())
            told = columns_of(found, count, one_hot, names, path)
            table, factors = labelled(told, bins or {}, chosen(columns, told, path), path)
        later = (parts, listed(labels), tuple(factor_names), tuple(one_hot), dict(bins or {}), tuple(columns))
        changed = [repr(later)] if later != (("images",), (LABELS,), (), (), {}, ()) else []
        super().__init__(arrays, parts, table, factors, [*parts, *found], "npz", *changed, alpha=alpha)
        claims_grid = "grid_complete" in arrays.archive.members and bool(arrays.archive.read("grid_complete"))
        if claims_grid and not changed and not self.facts.grid_complete:
            raise fault(
                BAD_LABELS,
                "grid_complete is true, but the labels are not every combination of factor values once",
                path,
            )


def _is_declared(
    archive: Archive, found: Mapping[str, npt.NDArray[Any]], one_hot: Sequence[int], bins: Mapping[str, Bins] | None
) -> bool:
    """Whether labels number values: the archive says how many or which, or whole numbers from 0 leave few out."""
    (first, *more) = found.values()
    if more or one_hot or bins or first.ndim not in (1, 2):
        return False
    if "factor_sizes" in archive.members or any(name.startswith("values_") for name in archive.members):
        return True
    if first.dtype.kind not in "iu":
        return False
    table = first[:, None] if first.ndim == 1 else first
    return all(
        not len(column) or (column.min() >= 0 and int(column.max()) < 2 * len(np.unique(column))) for column in table.T
    )


def _narrowed(
    table: Integers, factors: tuple[FactorFacts, ...], names: Sequence[str]
) -> tuple[Integers, tuple[FactorFacts, ...]]:
    """Some of the factors, in the order of their names; all where none is named."""
    if not names:
        return table, factors
    order = [[factor.name for factor in factors].index(name) for name in names]
    return np.ascontiguousarray(table[:, order]), tuple(factors[index] for index in order)


def _declared(
    archive: Archive, labels: npt.NDArray[Any], given: Sequence[str], images: int
) -> tuple[Integers, tuple[FactorFacts, ...]]:
    """Labels that number the values of factors, as the archive describes them."""
    labels = labels[:, None] if labels.ndim == 1 else labels
    if labels.dtype.kind == "f" and np.array_equal(labels, np.round(labels)):
        labels = labels.astype(np.int64)
    count = labels.shape[1] if labels.ndim == 2 else 0
    names = list(given) or _vector(archive, "factor_names", "US", -1) or [f"factor_{index}" for index in range(count)]
    if labels.ndim != 2 or count != len(names) or len(set(names) - {""}) != count:
        raise fault(
            WRONG_SHAPE,
            "factor_names does not name each column of labels once",
            archive.path,
            expected=f"{labels.shape[1] if labels.ndim == 2 else 'F'} different names",
            got=", ".join(names),
        )
    _refuse_stray_values(archive, names)
    sizes = _sizes(archive, labels, names)
    cyclic = _vector(archive, "factor_cyclic", "b", count) or ["False"] * count
    factors = tuple(
        FactorFacts(name, size, _values(archive, name, size), wraps == "True")
        for name, size, wraps in zip(names, sizes, cyclic, strict=True)
    )
    if len(labels) != images:
        raise fault(
            WRONG_SHAPE,
            f"labels have {len(labels):,} rows for {images:,} images",
            archive.path,
            hint="save a row of labels for each image",
        )
    return checked_labels(labels, factors, images, archive.path), factors


def _sizes(archive: Archive, labels: npt.NDArray[Any], names: list[str]) -> list[int]:
    """The number of values of each factor, as declared or as the largest label asks for."""
    written = _vector(archive, "factor_sizes", "iu", len(names))
    tops = (int(top) + 1 for top in labels.max(axis=0, initial=0)) if labels.dtype.kind in "iu" else (0 for _ in names)
    sizes = [int(size) for size in written] or list(tops)
    for name, size in zip(names, sizes, strict=True):
        require_few_values(name, size, archive.path)
    return sizes


def _values(archive: Archive, factor: str, size: int) -> tuple[str, ...]:
    values = _vector(archive, f"values_{factor}", "US", size)
    if len(set(values)) != len(values):
        raise fault(BAD_LABELS, f"values_{factor} names two values alike", archive.path, got=", ".join(values))
    return tuple(values) or tuple(str(value) for value in range(size))


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
        factor = member.removeprefix("values_")
        if factor != member and factor not in names:
            raise fault(
                BAD_LABELS, f"array {member!r} names no factor", archive.path, expected=", ".join(names), got=factor
            )
