"""CelebA (Liu et al., 2015): `img_align_celeba/*.jpg`, `list_attr_celeba.txt`, `list_eval_partition.txt`.

The list of attributes has the number of images, the names of the attributes, then a row for each image: its file and
+1 or -1 for each attribute. The partition has a row for each image: its file and 0 (train), 1 (validation), 2 (test).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np

from causalvq.data.data_faults import (
    BAD_LABELS,
    BAD_ROW,
    DAMAGED,
    MISSING,
    UNKNOWN_SOURCE,
    diagnostic,
    fault,
    listed_text,
    require_folder,
)
from causalvq.data.facts import FactorFacts
from causalvq.data.labels.factor_labels import checked_labels
from causalvq.data.sources.pictured import Pictured
from causalvq.data.types import Flags, Integers
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import DataError

Part = Literal["all", "train", "validation", "test"]
PARTS: Final = ("train", "validation", "test")
IMAGES: Final = "img_align_celeba"
FAULTS_SHOWN: Final = 10
COUNT: Final = re.compile("[0-9]{1,9}")


class CelebASource(Pictured):
    """The published folder.

    Args:
        folder: where the two lists and `img_align_celeba` lie.
        attributes: the attributes taken as factors; empty for all of them.
        part: the published part to read.
        missing: whether images of the list that are not there are faults, or left out and counted.

    Raises:
        DataError: CVQ301 when a list or an image is missing; CVQ310 when a row is not as described, with its line;
            CVQ307 for an attribute that is not in the list.
    """

    def __init__(
        self,
        folder: Path,
        attributes: Sequence[str] = (),
        part: Part = "all",
        missing: Literal["error", "skip"] = "error",
    ) -> None:
        require_folder(folder)
        table = folder / "list_attr_celeba.txt"
        names, files, values = _read_attributes(table)
        tables = [table]
        if part != "all":
            kept = _partition(folder / "list_eval_partition.txt", files) == PARTS.index(part)
            if not kept.any():
                raise fault(BAD_LABELS, f"no image is in the part {part!r}", folder / "list_eval_partition.txt")
            files, values = [name for name, keep in zip(files, kept, strict=True) if keep], values[kept]
            tables.append(folder / "list_eval_partition.txt")
        images = folder / IMAGES
        present = frozenset(os.listdir(require_folder(images))) if images.is_dir() else ()  # noqa: PTH208
        there = np.array([name in present for name in files], dtype=np.bool_)
        skipped = _left_out(files, there, folder, table) if missing == "skip" else ()
        if missing == "error" and not there.all():
            raise _absent(files, there, folder)
        files, values = [name for name, keep in zip(files, there, strict=True) if keep], values[there]
        chosen = [_column(name, names, table) for name in attributes] or list(range(len(names)))
        factors = tuple(FactorFacts(names[column], 2, ("no", "yes")) for column in chosen)
        labels = checked_labels(values[:, chosen], factors, len(files), table)
        paths = [folder / IMAGES / name for name in files]
        setting = f"celeba {part} {','.join(attributes)}" + (" skip" if skipped else "")
        super().__init__(folder, paths, labels, factors, tables=tables, setting=setting, skipped=skipped)


def _left_out(files: Sequence[str], there: Flags, folder: Path, table: Path) -> tuple[str, ...]:
    """What is left out where images are not there, in words."""
    if not there.any():
        raise fault(MISSING, f"no image of {table.name} is in {IMAGES}", folder / IMAGES, got=f"{len(files):,} names")
    count = int((~there).sum())
    return (f"{count:,} row{'s' * (count != 1)} whose image is not there",) if count else ()


def _absent(files: Sequence[str], there: Flags, folder: Path) -> DataError:
    """The first few images that are not there, then how many they are."""
    names = [name for name, present in zip(files, there, strict=True) if not present]
    found = [diagnostic(MISSING, f"{name} does not exist", folder / IMAGES / name) for name in names[:FAULTS_SHOWN]]
    message = f"{len(names):,} of {len(files):,} images of the list are not there"
    hint = "put them there, or leave them out: data.source.missing: skip (`causalvq init --missing skip`)"
    return DataError(*found, diagnostic(MISSING, message, folder / IMAGES, hint=hint))


def _read_attributes(path: Path) -> tuple[list[str], list[str], Integers]:
    """Names of the attributes, files, and 0 or 1 for each: int64 [N, attributes]."""
    lines = _lines(path)
    if len(lines) < 3 or not COUNT.fullmatch(lines[0].strip()):
        raise fault(DAMAGED, "the list does not begin with the number of images", path, line=1)
    names, count = lines[1].split(), int(lines[0])
    if count != len(lines) - 2:
        got = f"{len(lines) - 2:,}"
        raise fault(DAMAGED, "the list has another number of rows than it says", path, expected=f"{count:,}", got=got)
    files, values = [], np.empty((count, len(names)), dtype=np.int64)
    for number, line in enumerate(lines[2:]):
        name, *signs = line.split()
        if len(signs) != len(names) or not set(signs) <= {"1", "-1"}:
            raise fault(
                BAD_ROW,
                "the row is not a file and 1 or -1 for each attribute",
                path,
                line=number + 3,
                expected=f"{len(names)} signs",
                got=line[:80],
            )
        files.append(name)
        values[number] = [sign == "1" for sign in signs]
    return names, files, values


def _partition(path: Path, files: Sequence[str]) -> Integers:
    """The published part of each file: int64 [N]."""
    parts = {}
    for number, line in enumerate(_lines(path)):
        cells = line.split()
        if len(cells) != 2 or cells[1] not in ("0", "1", "2"):
            raise fault(BAD_ROW, "the row is not a file and 0, 1 or 2", path, line=number + 1, got=line[:80])
        parts[cells[0]] = int(cells[1])
    absent = [name for name in files if name not in parts]
    if absent:
        raise fault(BAD_LABELS, f"{absent[0]} and {len(absent) - 1} more images are in no part", path)
    return np.array([parts[name] for name in files], dtype=np.int64)


def _column(name: str, names: Sequence[str], path: Path) -> int:
    if name not in names:
        hint = did_you_mean(name, names)
        raise fault(UNKNOWN_SOURCE, f"there is no attribute {name!r}", path, expected=", ".join(names), hint=hint)
    return names.index(name)


def _lines(path: Path) -> list[str]:
    return [line for line in listed_text(path).splitlines() if line.strip()]
