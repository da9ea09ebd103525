"""Rows and their table: one row a run; medians, least and greatest over seeds."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HEADINGS = (
    "set",
    "group",
    "seeds",
    "ours: action",
    "factor",
    "codes alone",
    "int/rec",
    "preserved",
    "InfoM",
    "s",
    "classifier: action",
    "factor",
    "s",
    "ridge: action",
    "factor",
    "bound",
    "test pairs",
    "of factors",
)
COLUMNS = (
    ("action", 3),
    ("factor", 3),
    ("codes", 3),
    ("ratio", 2),
    ("preserved", 3),
    ("infom", 3),
    ("seconds", 0),
    ("classifier_action", 3),
    ("classifier_factor", 3),
    ("classifier_seconds", 0),
    ("ridge_action", 3),
    ("ridge_factor", 3),
    ("bound", 3),
    ("pairs", 0),
    ("tested", 0),
)


@dataclass(frozen=True)
class Result:
    """One set with one seed; None for what was not reached or is not known.

    Args:
        data: name of the set.
        group: `tuned` or `judged`.
        seed: of everything but the set.
        failed: the command that failed and why; "" where ours was trained and the baselines were.
        pairs: held-out pairs that the baselines were scored on.
        tested: how many factors these pairs are of.
        action: action accuracy of ours.
        factor: factor accuracy of ours.
        codes: action accuracy by codes alone, where `evaluate` tells the two apart.
        reconstruction: its error.
        intervention: its error.
        preserved: share of other factors that an action leaves as they were.
        infom: InfoM of the codes.
        seconds: of `causalvq train`, as a process.
        precision: of the products of ours and of the classifier.
        classifier_action: action accuracy of the classifier.
        classifier_factor: its factor accuracy.
        classifier_seconds: how long it was trained.
        classifier_steps: how many steps that were.
        ridge_action: action accuracy of the ridge.
        ridge_factor: its factor accuracy.
        ridge_seconds: how long it took.
        bound: upper bound of action accuracy.
        threads: of every process.
        commit: what was measured.
        machine: where.
        date: when, UTC.
    """

    data: str
    group: str
    seed: int
    failed: str = ""
    pairs: int | None = None
    tested: int | None = None
    action: float | None = None
    factor: float | None = None
    codes: float | None = None
    reconstruction: float | None = None
    intervention: float | None = None
    preserved: float | None = None
    infom: float | None = None
    seconds: float | None = None
    precision: str | None = None
    classifier_action: float | None = None
    classifier_factor: float | None = None
    classifier_seconds: float | None = None
    classifier_steps: int | None = None
    ridge_action: float | None = None
    ridge_factor: float | None = None
    ridge_seconds: float | None = None
    bound: float | None = None
    threads: int | None = None
    commit: str = ""
    machine: str = ""
    date: str = ""

    @property
    def ratio(self) -> float | None:
        """Error of an intervened image over that of a reconstructed one."""
        if self.intervention is None or not self.reconstruction:
            return None
        return self.intervention / self.reconstruction


def append_row(file: Path, result: Result) -> None:
    """Append a line of JSON, so that an interrupted run keeps the rows that it has."""
    with file.open("a", encoding="utf-8") as rows:
        rows.write(json.dumps(asdict(result) | {"ratio": result.ratio}) + "\n")


def line(result: Result) -> str:
    """One run, for a reader who waits."""
    figures = "  ".join(
        f"{name} {value:.{digits}f}" for name, digits in COLUMNS if (value := getattr(result, name)) is not None
    )
    failed = f"  FAILED {result.failed}" if result.failed else ""
    return f"{result.data:12} seed {result.seed}  {figures}{failed}"


def table(results: Sequence[Result]) -> str:
    """A row of Markdown for each set, in the order in which they were run; what failed stands below."""
    names = list(dict.fromkeys(result.data for result in results))
    rows = [row([result for result in results if result.data == name]) for name in names]
    heads = [f"| {' | '.join(HEADINGS)} |", f"|{' --- |' * len(HEADINGS)}"]
    faults = [f"{result.data}, seed {result.seed}: {result.failed}" for result in results if result.failed]
    return "\n".join([*heads, *rows, *(["", *faults] if faults else [])])


def row(results: Sequence[Result]) -> str:
    """The row of one set."""
    seeds = ", ".join(str(result.seed) for result in results)
    cells = [results[0].data, results[0].group, seeds]
    cells += [spread([getattr(result, name) for result in results], digits) for name, digits in COLUMNS]
    return f"| {' | '.join(cells)} |"


def spread(values: Sequence[float | None], digits: int) -> str:
    """Median, and least to greatest where they differ; how many there are where some are missing; - for none."""
    there = [value for value in values if value is not None]
    if not there:
        return "-"
    least, most = (f"{value:.{digits}f}" for value in (min(there), max(there)))
    median = f"{statistics.median(there):.{digits}f}"
    range_ = f" ({least} to {most})" if least != most else ""
    missing = f" [{len(there)} of {len(values)}]" if len(there) < len(values) else ""
    return median + range_ + missing
