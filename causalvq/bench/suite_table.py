"""The one table of a bench: mean and spread over seeds for each spec on each set, as rows, Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from causalvq.atomic_files import write_together
from causalvq.bench.cell_results import CellResult
from causalvq.dsl.spec.suite import Suite

HEADINGS: Final[Mapping[str, str]] = {
    "action_accuracy": "action",
    "factor_accuracy": "factor",
    "infomec_modularity": "InfoM",
    "infomec_explicitness": "InfoE",
    "infomec_compactness": "InfoC",
    "reconstruction_mse": "rec mse",
    "intervention_mse": "int mse",
    "intervention_ratio": "int / rec",
    "copy_ratio": "copy / int",
}
"""Shorter than the names of scores."""

UNJUDGED: Final = ("seconds", "steps", "pairs", "chance", "factor_chance", "changed_variables")
"""Of which neither more nor less is better."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A score over seeds.

    Args:
        values: of each seed that has it.
    """

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Over seeds."""
        return statistics.fmean(self.values)

    @property
    def deviation(self) -> float | None:
        """Standard deviation between seeds (n - 1); None of one seed."""
        return statistics.stdev(self.values) if len(self.values) > 1 else None


@dataclass(frozen=True, slots=True)
class Row:
    """A spec on a set.

    Args:
        set: name of the set.
        spec: name of the spec.
        seeds: that are trained.
        wanted: seeds of the suite.
        scores: of each column that any of them has.
        failed: seeds that failed.
    """

    set: str
    spec: str
    seeds: tuple[int, ...]
    wanted: int
    scores: Mapping[str, Spread]
    failed: int = 0


def rows_of(suite: Suite, results: Iterable[CellResult]) -> tuple[Row, ...]:
    """The rows of a table, sets together, in the order of the results."""
    found: dict[tuple[str, str], list[CellResult]] = {}
    for result in results:
        found.setdefault((result.set, result.spec), []).append(result)
    sets = list(dict.fromkeys(name for name, _ in found))
    return tuple(
        row(suite, of_one) for (name, _), of_one in sorted(found.items(), key=lambda item: sets.index(item[0][0]))
    )


def row(suite: Suite, results: Sequence[CellResult]) -> Row:
    """The row of all seeds of one spec on one set."""
    done = [result for result in results if result.state == "done"]
    scores = {}
    for column in suite.columns:
        values = tuple(value for result in done if (value := result.score(column)) is not None)
        if values:
            scores[column] = Spread(values)
    first = results[0]
    seeds = tuple(sorted(result.seed for result in done))
    return Row(first.set, first.spec, seeds, len(suite.seeds), scores, len(results) - len(done))


def less_is_better(score: str) -> bool:
    """Whether a score is an error."""
    return score.endswith(("_mse", "_error", "_ratio")) and score != "copy_ratio"


def best_of(rows: Sequence[Row], column: str) -> frozenset[str]:
    """The specs with the best mean of a column among the rows of one set, to the digits told; none of a single row."""
    if column in UNJUDGED:
        return frozenset()
    means = {one.spec: one.scores[column].mean for one in rows if column in one.scores}
    if len(means) < 2:
        return frozenset()
    best = min(means.values()) if less_is_better(column) else max(means.values())
    return frozenset(spec for spec, mean in means.items() if written(column, mean) == written(column, best))


def written(column: str, value: float) -> str:
    """A score with the digits that it is told in."""
    if column in ("seconds", "steps", "pairs"):
        return f"{value:.0f}"
    if column.endswith("_ratio"):
        return f"{value:.2f}"
    return f"{value:.5f}" if column.endswith("_mse") else f"{value:.3f}"


def cell_text(column: str, spread: Spread | None) -> str:
    """`0.981 ± 0.004`; nothing after one seed."""
    if spread is None:
        return "-"
    deviation = spread.deviation
    return written(column, spread.mean) + ("" if deviation is None else f" ± {written(column, deviation)}")


def heading(column: str) -> str:
    """What a column is called."""
    return HEADINGS.get(column, column.replace("_", " "))


def table_head(suite: Suite) -> tuple[str, ...]:
    """The headings."""
    return ("set", "spec", "seeds", *map(heading, suite.columns))


def table_rows(suite: Suite, rows: Sequence[Row], mark: tuple[str, str]) -> Iterator[tuple[str, ...]]:
    """The rows as texts; what is best of its set stands between two marks."""
    for one in rows:
        alike = [other for other in rows if other.set == one.set]
        seeds = f"{len(one.seeds)} of {one.wanted}" + (f", {one.failed} failed" if one.failed else "")
        cells = []
        for column in suite.columns:
            text = cell_text(column, one.scores.get(column))
            best = one.spec in best_of(alike, column)
            cells.append(f"{mark[0]}{text}{mark[1]}" if best else text)
        yield one.set, one.spec, seeds, *cells


def markdown(suite: Suite, rows: Sequence[Row]) -> str:
    """The table in Markdown, the best of each set bold."""
    head = table_head(suite)
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(cells)} |" for cells in table_rows(suite, rows, ("**", "**"))]
    return "\n".join(lines) + "\n"


def comma_separated(suite: Suite, rows: Sequence[Row]) -> str:
    """The table in CSV: mean and deviation of each column, in all digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["set", "spec", "seeds", *(name for one in suite.columns for name in (one, f"{one}_deviation"))])
    for one in rows:
        cells: list[Any] = [one.set, one.spec, len(one.seeds)]
        for column in suite.columns:
            spread = one.scores.get(column)
            cells += ["", ""] if spread is None else [spread.mean, spread.deviation]
        writer.writerow(cells)
    return text.getvalue()


def as_json(suite: Suite, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The table for a program."""
    return [
        {
            "set": one.set,
            "spec": one.spec,
            "seeds": list(one.seeds),
            "failed": one.failed,
            "scores": {
                name: {"mean": spread.mean, "deviation": spread.deviation, "values": list(spread.values)}
                for name, spread in one.scores.items()
            },
            "best": [
                column for column in suite.columns if one.spec in best_of([r for r in rows if r.set == one.set], column)
            ],
        }
        for one in rows
    ]


def write_tables(out: Path, suite: Suite, rows: Sequence[Row], others: Mapping[str, str]) -> None:
    """Write all forms of the table together.

    Args:
        out: the folder of the bench.
        suite: whose columns the table has.
        rows: of the table.
        others: texts of other files that belong to it, by their names.

    Raises:
        OSError: when they cannot be written.
    """
    write_together(
        {
            out / "table.md": markdown(suite, rows),
            out / "table.csv": comma_separated(suite, rows),
            out / "table.json": json.dumps(as_json(suite, rows), indent=1, ensure_ascii=False) + "\n",
        }
        | {out / name: text for name, text in others.items()}
    )
