"""What a user may say about a folder or file that `causalvq init` is to read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Options:
    """What is said beside the path of the data; None leaves the choice to what is found.

    Args:
        labels: a table of labels, or `names` for the file names, or `none`.
        pairs: a table of pairs, or `names` for the file names, or `factors`.
        actions: `step` or `set`.
        pattern: of the file names, which then say the factors.
        missing: whether rows and images that are not complete are faults, or left out; with `keep` they are faults, but
            no cell is taken for no value that says something.
    """

    labels: Path | str | None = None
    pairs: Path | str | None = None
    actions: Literal["step", "set"] | None = None
    pattern: str | None = None
    missing: Literal["error", "skip", "keep"] = "error"
