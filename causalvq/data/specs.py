"""How a source is named: a built-in's name, or a format and the files that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class NpzSpec:
    """An npz of `images`, `labels`, `factor_names` and optional value names."""

    path: str
    format: Literal["npz"] = "npz"
