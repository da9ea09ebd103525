"""One way to read a folder or a file as data of a spec, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from causalvq.init.reading.column_kinds import Column


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading.

    Args:
        source: `data.source`; its `path` is relative to what was given.
        labels: where labels come from, in words; empty where there are none.
        columns: what each column is.
        pairs: `data.pairs`; empty where pairs are made from the factors.
        pairs_from: where pairs come from, in words.
        part: the column that names parts of a split.
        used: files beside the images that it takes, relative to what was given.
        others: other readings that are possible, in words, with the option that takes them.
        unused: what was found and is not taken, in words.
        notes: what else a person should know.
        incomplete: rows without an image and images without a row or a name that fits, in words.
        stand_ins: for some columns the cells that are taken for no value.
        pixels: the range of pixels that are no bytes, in words; empty for bytes.
    """

    source: Mapping[str, Any]
    labels: str = ""
    columns: tuple[Column, ...] = ()
    pairs: Mapping[str, Any] = field(default_factory=dict)
    pairs_from: str = ""
    part: str | None = None
    used: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    stand_ins: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pixels: str = ""

    @property
    def factors(self) -> tuple[Column, ...]:
        """The columns that are factors, measurements in bins among them."""
        return tuple(column for column in self.columns if column.kind in ("factor", "measurement"))

    @property
    def group(self) -> str | None:
        """The column of what a split keeps together."""
        return next((column.name for column in self.columns if column.kind == "group"), None)

    @property
    def left_out(self) -> tuple[Column, ...]:
        """The columns that are not."""
        return tuple(column for column in self.columns if column.kind == "left out")
