"""Diagnostics as a person reads them: the place, the source line, a caret, and the remedy."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import typer

from causalvq.cli.terminal import one_line, visible
from causalvq.errors import Diagnostic, Place, Severity, counted

COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "note": "blue"}
MOST_SHOWN, MOST_OF_A_KIND = 1_000, 100
MAX_WIDTH = 110
"""Longer source lines are shown as a window around the caret."""
MOST_WORDS = 2_000
"""Signs of a message, or of a detail of it: a table may have a name for each of thousands of columns."""


def print_human(diagnostics: Sequence[Diagnostic], *, all_of_them: bool = False) -> None:
    """Print diagnostics and their count to standard error, coloured where that is a terminal.

    Args:
        diagnostics: of thousands the first of each kind are printed, then how many there are of which kinds.
        all_of_them: whether each is printed, however many there are.
    """
    shown = diagnostics if all_of_them else first_of_each(diagnostics)
    for diagnostic in shown:
        typer.echo("\n".join(human(diagnostic, colour=True)), err=True)
    if len(shown) < len(diagnostics):
        kinds = counted(Counter(diagnostic.code for diagnostic in diagnostics))
        typer.echo(f"{len(diagnostics) - len(shown):,} more are not shown; in all {kinds}", err=True)
    if diagnostics:
        typer.echo(summary(diagnostics), err=True)


def first_of_each(diagnostics: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """All diagnostics where they are few, else the first of each kind."""
    if len(diagnostics) <= MOST_SHOWN:
        return diagnostics
    met: Counter[str] = Counter()
    shown = []
    for diagnostic in diagnostics:
        met[diagnostic.code] += 1
        if met[diagnostic.code] <= MOST_OF_A_KIND:
            shown.append(diagnostic)
    return shown


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """`3 errors, 1 warning`."""
    counted = Counter(diagnostic.severity for diagnostic in diagnostics)
    counts = ((counted[severity], severity) for severity in COLOURS)
    return ", ".join(f"{count} {severity}{'s' * (count != 1)}" for count, severity in counts if count)


def human(diagnostic: Diagnostic, *, colour: bool = False) -> Iterator[str]:
    """The lines of one diagnostic."""
    head = f"{diagnostic.severity}: " if diagnostic.severity != "error" else ""
    where = f"{one_line(str(diagnostic.place))}: " if diagnostic.place else ""
    code = typer.style(diagnostic.code, fg=COLOURS[diagnostic.severity], bold=True) if colour else diagnostic.code
    yield f"{where}{code} {head}{told(diagnostic.message)}"
    yield from excerpt(diagnostic.place)
    for name in ("expected", "got", "hint"):
        text = getattr(diagnostic, name)
        if text:
            yield f"    {name}: {told(text)}"
    for related in diagnostic.related:
        yield f"    {told(related.message)}: {one_line(str(related.place))}"
        yield from excerpt(related.place)


def told(text: str) -> str:
    """Words that may have names in them: not longer than a page, and lines after the first one set in."""
    cut = text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS]} ... ({len(text) - MOST_WORDS:,} more signs)"
    first, *rest = visible(cut).split("\n")
    return "\n".join([first, *(line if line.startswith("    ") else f"        {line}" for line in rest)])


def excerpt(place: Place | None) -> Iterator[str]:
    """The source line with what is meant underlined."""
    if place is None or place.excerpt is None or not place.excerpt.strip():
        return
    number = str(place.line) if place.line is not None else ""
    start = (place.column or 1) - 1
    line, start = window(place.excerpt, start)
    yield f"    {number:>4} | {visible(line)}"
    if place.column is not None:
        length = max(1, min(place.length, len(line) - start))
        before = " " * width(line[:start])
        yield f"    {'':>4} | {before}{'^' * max(1, width(line[start : start + length]))}"


def window(line: str, start: int) -> tuple[str, int]:
    """The part of a long line around a column, and the column in it."""
    if len(line) <= MAX_WIDTH:
        return line, start
    first = max(0, start - MAX_WIDTH // 2)
    return line[first : first + MAX_WIDTH], start - first


def width(text: str) -> int:
    """Columns of a terminal that the text takes once `visible`."""
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
    return wide + sum(len(visible(c)) - 1 for c in text)
