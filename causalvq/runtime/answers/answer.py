"""What every answer can do: tell what is in it, show itself in a notebook, be saved."""

from __future__ import annotations

import base64
import html
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image

from causalvq.atomic_files import write_atomically
from causalvq.errors import QueryError
from causalvq.runtime.run_diagnostics import NOT_WRITTEN
from causalvq.system_faults import refused

MOST_ROWS: Final = 16
"""Rows of a table that a notebook shows."""
MOST_SHOWN: Final = 16
"""Images that a picture of an answer shows."""
DIGITS: Final = 6
"""After the point, of what is told of numbers."""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """A table that people read beside the picture.

    Args:
        header: names of the columns.
        rows: cells as they are shown.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Answer(ABC):
    """An answer that tells what is in it, shows itself in a notebook, and can be saved."""

    __slots__ = ()

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """What is in the answer, without pixels: plain dictionaries, lists, strings and numbers."""

    @abstractmethod
    def title(self) -> str:
        """What was asked, in a line."""

    def described(self) -> str:
        """What the picture shows, for who cannot see it."""
        return self.title()

    def tables(self) -> tuple[AnswerTable, ...]:
        """What a notebook shows under the picture."""
        return ()

    def picture(self) -> Image.Image | None:
        """A picture of the answer; None where there is nothing to see."""
        return None

    def save(self, folder: str | Path) -> Path:
        """Write answer.json, and sheet.png where there is something to see; returns the folder.

        Args:
            folder: made when it is not there; what these files were before is replaced.

        Raises:
            QueryError: CVQ504 when it cannot be written there.
        """
        folder = Path(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in self._files().items():
                write_atomically(folder / name, content)
        except OSError as error:
            raise QueryError(refused(NOT_WRITTEN, "the answer cannot be written", error, folder)) from error
        return folder

    def _files(self) -> dict[str, str | bytes]:
        found: dict[str, str | bytes] = {"answer.json": json.dumps(self.to_dict(), sort_keys=True, indent=1) + "\n"}
        picture = self.picture()
        return found if picture is None else found | {"sheet.png": png(picture)}

    def _repr_html_(self) -> str:
        title, told, picture = html.escape(self.title()), html.escape(self.described()), self.picture()
        shown = "" if picture is None else f'<img alt="{told}" src="data:image/png;base64,{_base64(picture)}">'
        return f"<div><p><b>{title}</b></p>{shown}{''.join(_html(table) for table in self.tables())}</div>"


def png(picture: Image.Image) -> bytes:
    """A picture as the bytes of a PNG."""
    held = io.BytesIO()
    picture.save(held, "PNG", optimize=True)
    return held.getvalue()


def _base64(picture: Image.Image) -> str:
    return base64.b64encode(png(picture)).decode("ascii")


def _html(table: AnswerTable) -> str:
    rows = "".join(_row("td", row) for row in table.rows[:MOST_ROWS])
    more = len(table.rows) - MOST_ROWS
    rest = f"<p>and {more:,} more: to_dict() has all</p>" if more > 0 else ""
    return f"<table><thead>{_row('th', table.header)}</thead><tbody>{rows}</tbody></table>{rest}"


def _row(cell: str, texts: Sequence[str]) -> str:
    # Notebooks push cells to the right, which suits numbers and not words.
    return "<tr>" + "".join(f'<{cell} style="text-align:left">{html.escape(text)}</{cell}>' for text in texts) + "</tr>"
