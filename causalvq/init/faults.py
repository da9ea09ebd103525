"""What `causalvq init` says when data do not become a spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NOTHING_SAID: Final = "CVQ320"  # nothing says what was done to what
NOT_TAKEN: Final = "CVQ321"  # what an option names is not what it should be
NO_DATA: Final = "CVQ322"  # no images, or a kind of file that is not read
INCOMPLETE: Final = "CVQ323"  # images without a row


def shortest_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table to show, indented."""
    return "\n".join(f"        {','.join(row)}" for row in (header, *rows, ("...",)))
