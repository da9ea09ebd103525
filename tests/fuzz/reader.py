"""What a reader is to the fuzzer: where it works, how a case is made, and how one is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

Case = tuple[str, bytes]
"""The ending of a case, which says what of the reader's it is, and its content."""


@dataclass(frozen=True)
class Reader:
    """One of the program's ways to read what strangers hold.

    Args:
        prepare: makes what every case needs, in a folder, once a process: small valid files.
        make: a case, from chance and what was prepared.
        read: reads a case that is in a file; it may raise a `CausalVQError` and nothing else.
    """

    prepare: Callable[[Path], Any]
    make: Callable[[Random, Any], Case]
    read: Callable[[Path, Any], None]


def ending_of(path: Path) -> str:
    """`.labels.csv` of `0123.labels.csv`."""
    return path.name[path.name.index(".") :]
