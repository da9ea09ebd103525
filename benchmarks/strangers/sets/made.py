"""What a generator makes, and the files in which a stranger would bring it.

Axes: N images, H, W pixels, C channels, F factors.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image

from causalvq.data.types import Images, Integers


@dataclass(frozen=True)
class Factor:
    """A factor of variation.

    Args:
        name: as a user would call it.
        values: name of each value.
        cyclic: whether the first value follows the last.
    """

    name: str
    values: tuple[str, ...]
    cyclic: bool = False

    @property
    def size(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Row:
    """A line of a table of pairs: images before and after, and the action's name; "" where nobody wrote it down."""

    x: int
    y: int
    action: str


@dataclass(frozen=True, eq=False)
class Made:
    """A data set in memory.

    Args:
        images: uint8 [N, H, W, C], or [N, H, W] for grey ones.
        labels: int64 [N, F]; what a user is told of them is `factors`, which is empty where pairs are all there is.
        factors: F of them, or none.
        bound: no method can have a higher action accuracy; None where the generator does not know.
        table: before/after pairs, for sets without labels.
        files: in which a user would have it: one array file, or what CelebA is published as; pairs are always pictures.
    """

    images: Images
    labels: Integers
    factors: tuple[Factor, ...] = ()
    bound: float | None = None
    table: tuple[Row, ...] = ()
    files: Literal["npz", "celeba"] = "npz"


def ordered(name: str, size: int) -> Factor:
    """A factor with so many numbered values."""
    return Factor(name, tuple(str(value) for value in range(size)))


def wheel(name: str, size: int) -> Factor:
    """A cyclic factor whose values are angles in degrees."""
    return Factor(name, tuple(f"{360 * value / size:g}" for value in range(size)), cyclic=True)


def named(name: str, size: int, prefix: str) -> Factor:
    """A factor whose values have names and no order."""
    return Factor(name, tuple(f"{prefix} {value + 1:02}" for value in range(size)))


def full_grid(factors: Sequence[Factor]) -> Integers:
    """Every combination of values once: int64 [N, F], the last factor varies fastest."""
    return np.array(list(product(*(range(factor.size) for factor in factors))), dtype=np.int64)


def write_set(made: Made, folder: Path) -> Path:
    """Write the set under `folder`; returns what a user would give to `init --data`.

    Labelled images become one npz, or a folder of JPEGs with CelebA's lists; pairs become a folder of PNGs with
    pairs.csv in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if made.files == "celeba":
        return _write_celeba(made, folder / "celeba")
    return _write_pictures(made, folder / "pictures") if made.table else _write_npz(made, folder / "images.npz")


def picture_name(index: int) -> str:
    """The file of an image; names sort as the images are numbered."""
    return f"{index:05}.png"


def _write_npz(made: Made, path: Path) -> Path:
    arrays: dict[str, Any] = {
        "images": np.ascontiguousarray(made.images),
        "labels": made.labels,
        "factor_names": np.array([factor.name for factor in made.factors]),
        "factor_sizes": np.array([factor.size for factor in made.factors]),
        "factor_cyclic": np.array([factor.cyclic for factor in made.factors]),
    }
    arrays |= {f"values_{factor.name}": np.array(factor.values) for factor in made.factors}
    np.savez(path, **arrays)
    return path


def _write_celeba(made: Made, folder: Path) -> Path:
    """`img_align_celeba/000001.jpg`, the list of attributes and that of the published parts."""
    (folder / "img_align_celeba").mkdir(parents=True, exist_ok=True)
    rows, parts = [], []
    for index, (image, labels) in enumerate(zip(made.images, made.labels.tolist(), strict=True)):
        name = f"{index + 1:06}.jpg"
        Image.fromarray(image).save(folder / "img_align_celeba" / name, quality=92)
        rows.append(f"{name} " + " ".join(f"{2 * label - 1:2}" for label in labels))
        parts.append(f"{name} {(index % 10 == 8) + 2 * (index % 10 == 9)}")
    names = " ".join(factor.name for factor in made.factors)
    (folder / "list_attr_celeba.txt").write_text("\n".join([str(len(rows)), names, *rows]) + "\n", encoding="utf-8")
    (folder / "list_eval_partition.txt").write_text("\n".join(parts) + "\n", encoding="utf-8")
    return folder


def _write_pictures(made: Made, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for index, image in enumerate(made.images):
        Image.fromarray(image).save(folder / picture_name(index), compress_level=1)
    with (folder / "pairs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("input", "output", "action"))
        writer.writerows((picture_name(row.x), picture_name(row.y), row.action) for row in made.table)
    return folder
