"""Which packages are there: those that causalvq needs, and those of its extras, as its own metadata names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from types import MappingProxyType
from typing import Final

from causalvq.cli.doctoring.doctor_faults import PACKAGE_WRONG
from causalvq.errors import Diagnostic

PURPOSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hdf5": "images and pairs in HDF5 files (3D Shapes, your own)",
        "xlsx": "tables in Excel workbooks",
        "parquet": "tables and images in Parquet files",
        "bench": "what `python -m benchmarks` compares with: photographs in OpenEXR, layers of torch_geometric",
        "metrics": "DCI, explicitness, SAP and the other scores that fit classifiers",
        "dev": "the tests and checks of causalvq itself",
    }
)
"""What each extra is for."""

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
EXTRA: Final = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")


@dataclass(frozen=True, slots=True)
class Extra:
    """An extra of the package.

    Args:
        name: as pip takes it.
        purpose: what it is for.
        missing: its packages that are not installed.
        install: the line that brings it.
    """

    name: str
    purpose: str
    missing: tuple[str, ...]
    install: str


def requirements() -> tuple[tuple[str, str], ...]:
    """The packages that causalvq's metadata name, each with its extra; empty for those that it always needs."""
    try:
        lines = metadata.requires("causalvq") or []
    except metadata.PackageNotFoundError:
        return ()
    return tuple(_parted(lines))


def _parted(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        needed, _, marker = line.partition(";")
        name, extra = NAME.match(needed.strip()), EXTRA.search(marker)
        if name is not None:
            yield name.group(), extra.group(1) if extra else ""


def version_of(package: str) -> str | None:
    """The version of a package that is installed; None where it is not, or its metadata are damaged."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def needed_versions() -> dict[str, str | None]:
    """Of each package that causalvq always needs, its version."""
    return {name: version_of(name) for name, extra in requirements() if not extra}


def missing_packages(versions: Mapping[str, str | None]) -> Iterator[Diagnostic]:
    """A fault for each package that is needed and not there; torch has a fault of its own."""
    for name, version in versions.items():
        if version is None and name != "torch":
            hint = f"pip install {name}"
            yield Diagnostic(PACKAGE_WRONG, f"{name} is not installed, and causalvq needs it", hint=hint)


def extras() -> tuple[Extra, ...]:
    """The extras that the metadata name, with what of each is missing."""
    packages: dict[str, list[str]] = {}
    for name, extra in requirements():
        if extra:
            packages.setdefault(extra, []).append(name)
    return tuple(
        Extra(
            extra,
            PURPOSES.get(extra, ""),
            tuple(name for name in names if version_of(name) is None),
            f"pip install 'causalvq[{extra}]'",
        )
        for extra, names in packages.items()
    )
