"""Runs of several specs and seeds as tables: which they are, and their scores with differences."""

from __future__ import annotations

from collections.abc import Iterator

from causalvq.cli.plans import column_letter
from causalvq.cli.reports.scores import told_interval
from causalvq.metrics.score_table import ScoreTable, decimals
from causalvq.runtime.evaluation.seed_comparison import Contrast, Group, SeedComparison, Summary

PLACES = 4
WAYS = {"seeds": "differences by seed", "pairs": "differences on the same pairs"}
OF_FACTOR = ": "
"""Between the name of a factor and that of its score."""

SMALL = ("mse",)
"""Parts of the names of scores that are told with a digit more."""


def seed_tables(found: SeedComparison) -> Iterator[ScoreTable]:
    """The runs of each group, then a row for each score, then one for each score of each factor."""
    letters = [column_letter(number) for number in range(len(found.groups))]
    yield run_table(found, letters)
    compared = [(letter, one) for letter, one in zip(letters[1:], found.contrasts, strict=True) if one is not None]
    headings = ["score", *letters]
    for letter, _ in compared:
        headings += [f"{letter} - A", f"95% of {letter} - A"]
    names = dict.fromkeys(name for group in found.groups for name in group.scores)
    for of_factors, title in ((False, heading(found)), (True, "by factor")):
        rows = tuple(
            (told(name), *cells(name, found.groups), *apart(name, compared))
            for name in names
            if (OF_FACTOR in name) == of_factors
        )
        if rows:
            yield ScoreTable(tuple(headings), rows, frozenset(headings[1:]), title)


def run_table(found: SeedComparison, letters: list[str]) -> ScoreTable:
    """A row for each run."""
    rows = [
        (letter, group.name, str(run.plan.seed), f"{len(run.pairs):,}", run.path)
        for letter, group in zip(letters, found.groups, strict=True)
        for run in group.runs
    ]
    return ScoreTable(("", "spec", "seed", "test pairs", "run"), tuple(rows), frozenset(("seed", "test pairs")), "runs")


def heading(found: SeedComparison) -> str:
    """What the figures are."""
    parts = ["held-out scores"]
    if any(len(group.runs) > 1 for group in found.groups):
        parts.append("mean ± standard deviation over runs")
    ways = {one.paired_by for one in found.contrasts if one is not None}
    parts += [told for way, told in WAYS.items() if way in ways]
    return "; ".join(parts)


def cells(name: str, groups: tuple[Group, ...]) -> Iterator[str]:
    """The score of each group."""
    for group in groups:
        one = group.scores.get(name)
        yield "none" if one is None else summary(one, places(name))


def summary(one: Summary, digits: int) -> str:
    """`0.9876 ± 0.0012`, and of how many runs where some have none."""
    known = sum(value is not None for value in one.values)
    some = f" ({known} of {len(one.values)} runs)" if known < len(one.values) else ""
    return decimals(one.mean, digits) + ("" if one.spread is None else f" ± {one.spread:.{digits}f}") + some


def apart(name: str, compared: list[tuple[str, Contrast]]) -> Iterator[str]:
    """The difference of each group from the first, and its interval."""
    for _, one in compared:
        if name in one.scores:
            difference, interval = one.scores[name]
            yield f"{difference:+z.{places(name)}f}"
            yield told_interval(interval, places(name))
        else:
            yield from ("", "")


def told(name: str) -> str:
    """The name of a score as people read it; that of a factor before it stays as it is."""
    factor, colon, score = name.rpartition(OF_FACTOR)
    return factor + colon + score.replace("_", " ")


def places(name: str) -> int:
    """Digits after the point."""
    return PLACES + any(part in name for part in SMALL)
