"""Published data sets, recognised by the files that they consist of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from causalvq.data.labels.file_names import Listing
from causalvq.regular_files import real_path

CAUSALVAE: Final = re.compile(r"(.*/)?a_-?\d+_-?\d+_-?\d+_-?\d+\.png")


def published_layout(listing: Listing, missing: str) -> dict[str, Any] | None:
    """The `data.source` of a published set; its `path` is relative to the folder.

    Args:
        listing: of the folder.
        missing: what to do about images that are not there.
    """
    known = frozenset(listing.files)
    for format_name, folder in recognised(listing.files, known):
        source = {"format": format_name, "path": folder.rstrip("/")}
        if format_name == "celeba" and missing != "error":
            source["missing"] = missing
        if format_name == "causalvae":
            source["scene"] = "flow" if "flow" in f"{real_path(listing.folder)}/{folder}".lower() else "pendulum"
        return source
    return None


def recognised(files: tuple[str, ...], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Formats and the folders they lie in."""
    for file in files:
        folder, name = file[: file.rfind("/") + 1], file.rpartition("/")[2]
        for format_name, fits in MARKS:
            if fits(folder, name, known):
                yield format_name, folder.removesuffix("shoes/") if format_name == "sprites" else folder
    if files and sum(CAUSALVAE.fullmatch(file) is not None for file in files) * 10 > 9 * len(files):
        yield "causalvae", ""


DSPRITES: Final = 6
"""Factors of dSprites; arrays of these names and of others are somebody's own."""

Mark = Callable[[str, str, frozenset[str]], bool]


def celeba(_: str, name: str, __: frozenset[str]) -> bool:
    """The list of attributes."""
    return name == "list_attr_celeba.txt"


def cars3d(folder: str, name: str, known: frozenset[str]) -> bool:
    """A mesh beside the list."""
    return name.startswith("car_") and name.endswith("_mesh.mat") and f"{folder}list.txt" in known


def smallnorb(_: str, name: str, __: frozenset[str]) -> bool:
    """The images of one of the two parts."""
    return name.startswith("smallnorb-") and name.endswith("-dat.mat")


def sprites(folder: str, name: str, known: frozenset[str]) -> bool:
    """The shoes, beside bodies."""
    return folder.endswith("shoes/") and name == "1.png" and f"{folder[: -len('shoes/')]}body/0.png" in known


def falcor3d(_: str, name: str, __: frozenset[str]) -> bool:
    """The labels of Falcor3D."""
    return name == "train-rec.labels"


def isaac3d(folder: str, name: str, known: frozenset[str]) -> bool:
    """The labels of Isaac3D, beside its first image."""
    return name == "labels.npy" and f"{folder}images/000000.png" in known


def causal3dident(_: str, name: str, __: frozenset[str]) -> bool:
    """The latents of one class."""
    return name.startswith("raw_latents_") and name.endswith(".npy")


MARKS: Final[tuple[tuple[str, Mark], ...]] = (
    ("celeba", celeba),
    ("cars3d", cars3d),
    ("smallnorb", smallnorb),
    ("falcor3d", falcor3d),
    ("isaac3d", isaac3d),
    ("causal3dident", causal3dident),
    ("sprites", sprites),
)


def published_file(path: Path, arrays: Mapping[str, tuple[int, ...]]) -> str | None:
    """The format of a published file, by its arrays or its name.

    Args:
        path: the file.
        arrays: the shapes of the arrays in it by name.
    """
    if "imgs" in arrays and arrays.get("latents_classes", ())[1:] == (DSPRITES,):
        return "dsprites"
    if "3dshapes" in path.name and path.suffix in (".h5", ".hdf5"):
        return "3dshapes"
    if "mpi3d" in path.name.lower() and "labels" not in arrays:
        return "mpi3d"
    return None
