"""The user's own npz: `images`, `labels`, `factor_names`, and what the labels mean.

images         [N, H, W] or [N, H, W, 1 to 32] of uint8, uint16 or floats; four channels of uint8 are RGBA
labels         integers [N, F]; absent when the images are unlabelled
factor_names   strings [F]
factor_sizes   integers [F]; default: one more than the largest label
factor_cyclic  booleans [F]; default: none is cyclic
values_<name>  strings [size]: the name of each value; default: 0, 1, 2, ...
grid_complete  boolean, checked when it is there
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.archive import Archive
from causalvq.data.arrays import Images, Integers
from causalvq.data.facts import FactorFacts
from causalvq.data.faults import BAD_LABELS, WRONG_SHAPE, fault
from causalvq.data.fingerprint import fingerprint
from causalvq.data.labels import checked_labels, require_few_values
from causalvq.data.pixels import Alpha
from causalvq.data.sources.archive_pixels import ArchivePixels
from causalvq.data.sources.stored import Stored


class NpzSource(Stored):
    """An npz in the format above.

    Args:
        path: the file.
        alpha: whether the fourth of four uint8 channels is transparency, laid over white, or a channel.

    Raises:
        DataError: when the file or an array is missing, damaged, or not what the format says.
    """

    def __init__(self, path: Path, *, alpha: Alpha = "white") -> None:
        archive = Archive(path)
        self._pixels = ArchivePixels(archive, "images", alpha)
        labels, factors = _read_factors(archive, self._pixels.count)
        identity = fingerprint([path], "npz")
        super().__init__(labels, factors, self._pixels.shape, identity, dtype=self._pixels.dtype)
        claims_grid = "grid_complete" in archive.members and bool(archive.read("grid_complete"))
        if claims_grid and not self.facts.grid_complete:
            raise fault(
                BAD_LABELS,
                "grid_complete is true, but the labels are not every combination of factor values once",
                path,
            )

    def images(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C]."""
        return self._pixels.at(indices)

    def chunks(self, rows: int) -> Iterator[Images]:
        """All images in order, streamed out of the archive."""
        return self._pixels.rows(rows)


def _read_factors(archive: Archive, images: int) -> tuple[Integers, tuple[FactorFacts, ...]]:
    if "labels" not in archive.members and "factor_names" not in archive.members:
        return np.empty((images, 0), dtype=np.int64), ()
    labels = archive.read("labels")
    names = _vector(archive, "factor_names", "US", None)
    count = len(names)
    if labels.ndim != 2 or labels.shape[1] != count or len(set(names) - {""}) != count:
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


def _vector(archive: Archive, name: str, kinds: str, length: int | None) -> list[str]:
    """A one-dimensional array as strings; empty when it is absent and `length` is known."""
    if length is not None and name not in archive.members:
        return []
    array = archive.read(name)
    if array.ndim != 1 or array.dtype.kind not in kinds or (length is not None and len(array) != length):
        raise fault(
            WRONG_SHAPE,
            f"array {name!r} has the wrong shape or type",
            archive.path,
            expected=f"{length if length is not None else 'F'} values of kind {' or '.join(kinds)}",
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
