"""Tables of scores as text for papers and pages: Markdown and LaTeX, whatever names hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARKDOWN = {ord(sign): f"\\{sign}" for sign in "\\`*_{}[]<>#|~&!$"}
"""What GitHub's Markdown would read as more than itself."""

LATEX = {ord(sign): f"\\{sign}" for sign in "&%$#_{}"} | {
    ord("\\"): "\\textbackslash{}",
    ord("~"): "\\textasciitilde{}",
    ord("^"): "\\textasciicircum{}",
    ord("<"): "\\textless{}",
    ord(">"): "\\textgreater{}",
    ord("|"): "\\textbar{}",
    ord('"'): "\\textquotedbl{}",
    ord("["): "{[}",  # after a line break of a table it would be a length
    ord("]"): "{]}",
}


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Rows of text under headings.

    Args:
        headings: of the columns.
        rows: each as long as the headings.
        numbers: headings of the columns that are set to the right.
        title: of the whole; empty for none.

    Raises:
        ValueError: for a row of another length.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[str] = frozenset()
    title: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(f"a row of {len(row)} under {len(self.headings)} headings: {row}")

    @property
    def right(self) -> tuple[bool, ...]:
        """Whether each column is set to the right."""
        return tuple(heading in self.numbers for heading in self.headings)


def decimals(value: float | None, places: int = 4) -> str:
    """A score as tables have it; `none` where nothing could be told.

    >>> decimals(0.5), decimals(None)
    ('0.5000', 'none')
    """
    return "none" if value is None else f"{value:.{places}f}"


def markdown(table: ScoreTable) -> str:
    """A table as GitHub reads it, under its title; what names hold is text and nothing else.

    >>> print(markdown(ScoreTable(("metric", "value"), (("a|b", "0.5"),), frozenset({"value"}))))
    | metric | value |
    | --- | ---: |
    | a\\|b | 0.5 |
    """
    rule = tuple("---:" if right else "---" for right in table.right)
    lines = [_cells(table.headings, MARKDOWN), rule, *(_cells(row, MARKDOWN) for row in table.rows)]
    title = [*_cells([table.title], MARKDOWN), ""] if table.title else []
    return "\n".join([*title, *(f"| {' | '.join(cells)} |" for cells in lines)])


def latex(table: ScoreTable) -> str:
    """A `tabular` that needs no package, its title as a comment above it.

    >>> print(latex(ScoreTable(("metric", "value"), (("top_1", "50%"),), frozenset({"value"}))))
    \\begin{tabular}{lr}
    \\hline
    metric & value \\\\
    \\hline
    top\\_1 & 50\\% \\\\
    \\hline
    \\end{tabular}
    """
    columns = "".join("r" if right else "l" for right in table.right)
    lines = [f"{' & '.join(_cells(row, LATEX))} \\\\" for row in (table.headings, *table.rows)]
    title = [f"% {_line(table.title)}"] if table.title else []
    body = [lines[0], "\\hline", *lines[1:], "\\hline"]
    return "\n".join([*title, f"\\begin{{tabular}}{{{columns}}}", "\\hline", *body, "\\end{tabular}"])


def _cells(texts: Sequence[str], signs: dict[int, str]) -> Iterable[str]:
    return tuple(_line(text).translate(signs) for text in texts)


def _line(text: str) -> str:
    """On one line: a line break would end the row."""
    return " ".join(text.split())
