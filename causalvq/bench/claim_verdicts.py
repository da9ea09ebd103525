"""What claims of a suite come to: each test's score over seeds, its interval, and whether it reaches its bound."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from causalvq.bench.cell_results import CellResult, names_of
from causalvq.bench.cells import OWN
from causalvq.bench.suite_table import heading
from causalvq.dsl.checks.suite_checks import tests_of, trained_on
from causalvq.dsl.spec.suite import Claim, Suite, Test
from causalvq.dsl.suite_diagnostics import NO_SUCH_SCORE
from causalvq.dsl.suite_loader import SuiteDocument
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Diagnostic

Verdict = Literal["holds", "does not hold", "not measured"]

STUDENT: Final = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""The .975 quantile of Student's t with 1 to 10 degrees of freedom."""

NORMAL: Final = 1.96


@dataclass(frozen=True, slots=True)
class Judged:
    """A test of a claim.

    Args:
        test: what is asked.
        told: the measure in words: score, spec, set, and what is taken away.
        experiment: what was trained for it.
        values: the score or difference of each seed.
        interval: of 95%: of Student over seeds, or of one seed's score where there is one, or all agree; else None.
        verdict: whether the mean reaches the bound.
    """

    test: Test
    told: str
    experiment: str
    values: tuple[float, ...]
    interval: tuple[float, float] | None
    verdict: Verdict

    @property
    def bound(self) -> str:
        """What it had to reach."""
        return (
            f"at least {self.test.at_least:g}" if self.test.at_least is not None else f"at most {self.test.at_most:g}"
        )

    @property
    def clear(self) -> bool:
        """Whether all of the interval is on the side of the verdict."""
        return self.interval is not None and all(
            reached(self.test, end) == (self.verdict == "holds") for end in self.interval
        )

    def to_json(self) -> dict[str, Any]:
        """For a program."""
        return {
            "measure": self.told,
            "experiment": self.experiment,
            "values": list(self.values),
            "mean": statistics.fmean(self.values) if self.values else None,
            "interval": self.interval,
            "bound": self.bound,
            "verdict": self.verdict,
            "clear": self.clear,
        }


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim.

    Args:
        claim: what is claimed.
        tests: each of its tests.
    """

    claim: Claim
    tests: tuple[Judged, ...]

    @property
    def verdict(self) -> Verdict:
        """It holds when all tests do; where one does not, it does not, whatever was not measured."""
        found = {one.verdict for one in self.tests}
        return "does not hold" if "does not hold" in found else "not measured" if "not measured" in found else "holds"

    def to_json(self) -> dict[str, Any]:
        """For a program."""
        return {
            "name": self.claim.name,
            "claim": self.claim.says,
            "verdict": self.verdict,
            "tests": [one.to_json() for one in self.tests],
        }


def judge_claims(suite: Suite, results: Iterable[CellResult]) -> tuple[JudgedClaim, ...]:
    """What the claims of a suite come to.

    Args:
        suite: the suite.
        results: of its runs, as far as they are trained.
    """
    found = {(one.spec, one.set, one.seed): one for one in results if one.state == "done"}
    return tuple(JudgedClaim(one, tuple(judged(test, suite, found) for test in one.tests)) for one in suite.claims)


def claims_markdown(claims: Sequence[JudgedClaim]) -> str:
    """A table in Markdown: a row for each test, and the verdict on the whole claim in the first of them."""
    head = ("claim", "measure", "mean", "95%", "bound", "test", "claim holds")
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for claim in claims:
        for index, one in enumerate(claim.tests):
            mean = f"{statistics.fmean(one.values):.4f}" if one.values else "-"
            between = "-" if one.interval is None else f"{one.interval[0]:.4f} to {one.interval[1]:.4f}"
            whole = (claim.claim.name, claim.verdict) if index == 0 else ("", "")
            lines.append(f"| {whole[0]} | {one.told} | {mean} | {between} | {one.bound} | {one.verdict} | {whole[1]} |")
    return "\n".join(lines) + "\n"


def unknown_scores(document: SuiteDocument, results: Sequence[CellResult]) -> tuple[Diagnostic, ...]:
    """Warnings of scores that a suite writes and no run has; none before there is a run that is trained.

    Args:
        document: the suite.
        results: of its runs.
    """
    suite, done = document.suite, [one for one in results if one.state == "done"]
    written = suite.columns if "columns" in document.tree.entries else ()
    named = [(f"columns[{index}]", name) for index, name in enumerate(written)]
    for path, test in tests_of(suite):
        named += [(f"{path}.score", test.score)]
        named += [(f"{path}.than.score", test.than.score)] if test.than and test.than.score else []
    known = names_of(done)
    return tuple(
        Diagnostic(
            NO_SUCH_SCORE,
            f"no run has the score {name}",
            document.place(path),
            hint=did_you_mean(name, known),
            severity="warning",
        )
        for path, name in named
        if done and name not in known and "." not in name
    )


class Side(NamedTuple):
    """A score of the runs of a spec on a set."""

    score: str
    spec: str
    set: str

    def __str__(self) -> str:
        return f"{heading(self.score)} of {self.spec} on {self.set}"


class Value(NamedTuple):
    """A score of one seed, and how far the ends of its interval of 95% are below and above it; None without one."""

    value: float
    ends: tuple[float, float] | None

    def __sub__(self, other: Value) -> Value:
        """The difference of two that err independently; where one has no interval it counts as certain."""
        if self.ends is None and other.ends is None:
            return Value(self.value - other.value, None)
        (below, above), (less, more) = self.ends or (0.0, 0.0), other.ends or (0.0, 0.0)
        return Value(self.value - other.value, (math.hypot(below, more), math.hypot(above, less)))

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval itself."""
        return None if self.ends is None else (self.value - self.ends[0], self.value + self.ends[1])


def judged(test: Test, suite: Suite, results: Mapping[tuple[str, str, int], CellResult]) -> Judged:
    """What a test comes to."""
    own, than = Side(test.score, test.spec, set_of(test.spec, test.set, suite)), reference(test, suite)
    sides = (own,) if than is None else (own, than)
    found: list[Value] = []
    for seed in suite.seeds:
        both = [value_of(results.get((side.spec, side.set, seed)), side.score) for side in sides]
        known = [value for value in both if value is not None]
        if len(known) == len(sides):
            found.append(known[0] if than is None else known[0] - known[1])
    values = tuple(one.value for one in found)
    verdict: Verdict = "not measured"
    if len(values) == len(suite.seeds):
        verdict = "holds" if reached(test, statistics.fmean(values)) else "does not hold"
    told = " minus ".join(map(str, sides))
    return Judged(test, told, experiment(sides, suite, results), values, interval(found), verdict)


def reference(test: Test, suite: Suite) -> Side | None:
    """The score that is taken away."""
    than = test.than
    if than is None:
        return None
    spec = than.spec or test.spec
    return Side(than.score or test.score, spec, set_of(spec, than.set or test.set, suite))


def value_of(run: CellResult | None, score: str) -> Value | None:
    """A score of a run, with the interval that the run says, or else that of its standard error."""
    value = None if run is None else run.score(score)
    if run is None or value is None:
        return None
    low, high = (run.score(f"intervals.{score}.{end}") for end in ("lower", "upper"))
    if low is not None and high is not None:
        return Value(value, (max(0.0, value - low), max(0.0, high - value)))
    error = run.score(f"{score}_error")
    return Value(value, None if error is None else (NORMAL * error, NORMAL * error))


def set_of(spec: str, one: str | None, suite: Suite) -> str:
    """The set that a test means: the one it names, or the only one that its spec is trained on."""
    if one is not None:
        return one
    return next(iter(trained_on(spec, suite)), OWN)


def experiment(sides: Sequence[Side], suite: Suite, results: Mapping[tuple[str, str, int], CellResult]) -> str:
    """What was trained: specs and sets, how long, seeds."""
    trained = dict.fromkeys((side.spec, side.set) for side in sides)
    runs = [results[spec, one, seed] for spec, one in trained for seed in suite.seeds if (spec, one, seed) in results]
    steps = sorted({run.steps for run in runs})
    if not steps:
        long = "not trained"
    else:
        long = f"{steps[0]:,} steps" if len(steps) == 1 else f"{steps[0]:,} to {steps[-1]:,} steps"
    names = " and ".join(f"{spec} on {one}" for spec, one in trained)
    seeds = min(sum(pair == (run.spec, run.set) for run in runs) for pair in trained)
    return f"{names}, {long}, {seeds} of {len(suite.seeds)} seeds"


def reached(test: Test, value: float) -> bool:
    """Whether a value reaches the bound of a test."""
    return value >= test.at_least if test.at_least is not None else value <= (test.at_most or 0.0)


def interval(values: Sequence[Value]) -> tuple[float, float] | None:
    """Of 95%: of Student over seeds, or of the score itself where there is one seed or all agree.

    >>> interval([Value(0.9, None), Value(1.0, None)]), interval([Value(0.5, (0.1, 0.2))]), interval([Value(0.5, None)])
    ((0.3147, 1.5853), (0.4, 0.7), None)
    """
    numbers = [one.value for one in values]
    deviation = statistics.stdev(numbers) if len(numbers) > 1 else 0.0
    if not deviation:
        found = values[0].interval if values else None
    else:
        quantile = STUDENT[len(numbers) - 2] if len(numbers) - 2 < len(STUDENT) else NORMAL
        half, mean = quantile * deviation / math.sqrt(len(numbers)), statistics.fmean(numbers)
        found = mean - half, mean + half
    return None if found is None else (round(found[0], 6), round(found[1], 6))
