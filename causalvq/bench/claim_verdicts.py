"""What claims of a suite come to: each test's score over seeds, its interval, and whether it reaches its bound."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

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
        interval: of 95%: of Student over seeds, or of the standard error of one seed's score; None without either.
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


def unknown_scores(document: SuiteDocument, results: Sequence[CellResult]) -> tuple[Diagnostic, ...]:
    """Warnings of scores that a suite names and no run has; none before there is a run that is trained.

    Args:
        document: the suite.
        results: of its runs.
    """
    suite, done = document.suite, [one for one in results if one.state == "done"]
    named = [(f"columns[{index}]", name) for index, name in enumerate(suite.columns)]
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


def judged(test: Test, suite: Suite, results: Mapping[tuple[str, str, int], CellResult]) -> Judged:
    """What a test comes to."""
    own, than = test.than, set_of(test.spec, test.set, suite)
    runs = [results[test.spec, than, seed] for seed in suite.seeds if (test.spec, than, seed) in results]
    measured = [(run, run.score(test.score), error_of(run, test.score)) for run in runs]
    pairs = [(run, value, error) for run, value, error in measured if value is not None]
    told, trained = f"{heading(test.score)} of {test.spec} on {than}", [(test.spec, than)]
    if own is not None:
        score, spec = own.score or test.score, own.spec or test.spec
        other = set_of(spec, own.set or test.set, suite)
        told += f" minus {heading(score)} of {spec} on {other}"
        trained += [(spec, other)]
        others = [(one, results.get((spec, other, one[0].seed))) for one in pairs]
        pairs = [
            (run, value - less, both(error, error_of(against, score)))
            for (run, value, error), against in others
            if against is not None and (less := against.score(score)) is not None
        ]
    values = tuple(value for _, value, _ in pairs)
    complete = len(values) == len(suite.seeds)
    verdict: Verdict = "not measured"
    if values and complete:
        verdict = "holds" if reached(test, statistics.fmean(values)) else "does not hold"
    return Judged(
        test, told, experiment(trained, runs, suite), values, interval(values, pairs[0][2] if pairs else None), verdict
    )


def set_of(spec: str, one: str | None, suite: Suite) -> str:
    """The set that a test means: the one it names, or the only one that its spec is trained on."""
    if one is not None:
        return one
    return next(iter(trained_on(spec, suite)), OWN)


def experiment(trained: Sequence[tuple[str, str]], runs: Sequence[CellResult], suite: Suite) -> str:
    """What was trained: specs and sets, how long, seeds."""
    steps = sorted({run.steps for run in runs})
    long = (
        f"{steps[0]:,} steps" if len(steps) == 1 else f"{steps[0]:,} to {steps[-1]:,} steps" if steps else "not trained"
    )
    names = " and ".join(f"{spec} on {one}" for spec, one in dict.fromkeys(trained))
    seeds = f"{len(runs)} of {len(suite.seeds)} seeds"
    return f"{names}, {long}, {seeds}"


def reached(test: Test, value: float) -> bool:
    """Whether a value reaches the bound of a test."""
    return value >= test.at_least if test.at_least is not None else value <= (test.at_most or 0.0)


def error_of(run: CellResult, score: str) -> float | None:
    """The standard error of a score, where the run says it."""
    return run.score(f"{score}_error")


def both(left: float | None, right: float | None) -> float | None:
    """The standard error of a difference; that of one side where the other has none."""
    if left is None or right is None:
        return left if right is None else right
    return math.hypot(left, right)


def interval(values: Sequence[float], error: float | None) -> tuple[float, float] | None:
    """Of 95%: over seeds, or of the score of one.

    >>> interval([0.9, 1.0], None), interval([0.5], 0.1), interval([0.5], None)
    ((0.3147, 1.5853), (0.304, 0.696), None)
    """
    if len(values) > 1:
        quantile = STUDENT[len(values) - 2] if len(values) - 2 < len(STUDENT) else NORMAL
        half = quantile * statistics.stdev(values) / math.sqrt(len(values))
    elif values and error is not None:
        half = NORMAL * error
    else:
        return None
    mean = statistics.fmean(values)
    return round(mean - half, 6), round(mean + half, 6)
