"""Tables, bars and lines by rich, which is imported where something is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from causalvq.cli.terminal import say_text, visible
from causalvq.metrics.score_table import ScoreTable, latex, markdown


class Terminal(Console):
    """Rich's console for text that is not markup: `[red]` in a name is printed as it is."""

    def __init__(self, *, quiet: bool = False, soft_wrap: bool = False) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, soft_wrap=soft_wrap, quiet=quiet)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print lines, or what rich draws."""
        super().print(*(visible(one) if isinstance(one, str) else one for one in objects), **options)


def print_tables(tables: Iterable[ScoreTable], form: str = "") -> None:
    """Print tables for a person, or as text for a page or a paper.

    Args:
        tables: one after the other.
        form: `markdown` or `latex`; empty for a table of the terminal.
    """
    written = {"markdown": markdown, "latex": latex}.get(form)
    if written is None:
        for table in tables:
            Terminal().print(drawn(table))
        return
    say_text("\n\n".join(written(table) for table in tables))


def drawn(table: ScoreTable) -> Table:
    """A table of the terminal."""
    shown = Table(title=visible(table.title) or None, title_justify="left")
    for heading, right in zip(table.headings, table.right, strict=True):
        shown.add_column(heading, justify="right" if right else "left")
    for row in table.rows:
        shown.add_row(*(visible(cell) for cell in row))
    return shown
