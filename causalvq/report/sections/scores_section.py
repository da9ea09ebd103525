"""What was measured on held-out pairs, with intervals; and what was not learned, and why."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from causalvq.errors import Code
from causalvq.metrics.shares import DEVIATIONS
from causalvq.report.run_subject import Missing, Subject
from causalvq.report.sections.report_section import Made
from causalvq.runtime import run_diagnostics
from causalvq.runtime.evaluation.measurements import Measurements
from causalvq.runtime.run_diagnostics import NOT_LEARNED, ONLY_BOTH

UNSHOWN: Final = ("pairs", "factors_in_spec", "factors_scored")
"""Counts, which the heading tells."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A score: its name, its value, the interval of 95% where one is known, and what it means."""

    name: str
    value: str
    interval: str
    meaning: str


@dataclass(frozen=True, slots=True)
class FactorRow:
    """The accuracies of one factor, with intervals of 95%; empty where nothing was found.

    Args:
        share: the share of its actions that was found; None where there were no pairs.
        low: lower end of its interval.
        high: upper end.
    """

    name: str
    pairs: int
    action: str
    factor: str
    share: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ScoresContent:
    """What was measured: scores, those of each factor, and over which pairs."""

    scores: tuple[ScoreRow, ...]
    factors: tuple[FactorRow, ...]
    pairs: int
    scored: int
    known: int
    supervision: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnosis.

    Args:
        code: its number.
        message: what is wrong.
        details: what was expected, what was found, and the remedy, each with its name.
        why: what the code means.
    """

    code: str
    message: str
    details: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True, slots=True)
class DiagnosesContent:
    """What was not learned, what else a score leaves out, and whether actions were asked for at all."""

    unlearned: tuple[Finding, ...]
    others: tuple[Finding, ...]
    asked: bool


def scores_section(subject: Subject) -> Made:
    """What was measured.

    Raises:
        Missing: when nothing was.
    """
    found, meanings = _scores(subject), _meanings()
    order = [*(name for name in meanings if name in found), *(name for name in found if name not in meanings)]
    rows = tuple(
        ScoreRow(name.replace("_", " "), f"{value:.4g}", _interval(found, name), meanings.get(name, ""))
        for name, value in ((name, found[name]) for name in order)
        if isinstance(value, int | float) and name not in UNSHOWN and not _is_error(found, name)
    )
    own = _mapping(found.get("by_factor"))
    named = [factor.name for factor in subject.plan.data.factors if factor.name in own]
    factors = tuple(_factor(name, _mapping(own[name])) for name in (named or own))
    counts = (int(found.get(name) or 0) for name in UNSHOWN)
    pairs, known, scored = counts
    return Made(ScoresContent(rows, factors, pairs, scored, known, str(found.get("supervision", ""))))


def diagnoses_section(subject: Subject) -> Made:
    """What was not learned.

    Raises:
        Missing: when nothing was measured.
    """
    found = _scores(subject)
    notes = [finding(str(note)) for note in found.get("notes") or ()]
    unlearned = tuple(one for one in notes if one.code in (NOT_LEARNED, ONLY_BOTH))
    others = tuple(one for one in notes if one not in unlearned)
    return Made(DiagnosesContent(unlearned, others, found.get("action_accuracy") is not None))


def finding(note: str) -> Finding:
    """A diagnosis as metrics.json has it, taken apart.

    >>> finding("CVQ454 hue is not learned: why; got: 40%; hint: more pairs").details
    (('got', '40%'), ('hint', 'more pairs'))
    """
    code, _, rest = note.partition(" ") if note.startswith("CVQ") else ("", "", note)
    message, *details = re.split(r"; (?=(?:expected|got|hint): )", rest)
    pairs = tuple((name, text) for name, _, text in (detail.partition(": ") for detail in details))
    known = {str(one): one.text for one in vars(run_diagnostics).values() if isinstance(one, Code)}
    return Finding(code, message, pairs, known.get(code, ""))


def _scores(subject: Subject) -> Mapping[str, Any]:
    if not subject.record.scores:
        raise Missing("Nothing has been measured yet: `causalvq train` measures when training has ended.")
    return subject.record.scores


def _interval(found: Mapping[str, Any], name: str) -> str:
    """The interval of a score: the one that was measured, or in runs of before, of a share from its standard error."""
    known, error, value = _mapping(found.get("intervals")).get(name), found.get(f"{name}_error"), found[name]
    if isinstance(known, dict):
        return f"{known['lower']:.4g} to {known['upper']:.4g}"
    if not isinstance(error, int | float):
        return ""
    low, high = max(0.0, value - DEVIATIONS * error), min(1.0, value + DEVIATIONS * error)
    return f"{low:.4g} to {high:.4g}"


def _is_error(found: Mapping[str, Any], name: str) -> bool:
    """Whether a number is the standard error of another one, which its interval tells."""
    return name.endswith("_error") and name.removesuffix("_error") in found


def _factor(name: str, found: Mapping[str, Any]) -> FactorRow:
    action, whole = _share(found, "action_accuracy"), _share(found, "factor_accuracy")
    low, high = found.get("action_accuracy_interval") or (0.0, 0.0)
    return FactorRow(name, int(found.get("pairs") or 0), action, whole, found.get("action_accuracy"), low, high)


def _share(found: Mapping[str, Any], name: str) -> str:
    share, interval = found.get(name), found.get(f"{name}_interval")
    if share is None:
        return "no pairs"
    return f"{share:.4f}" + (f" ({interval[0]:.4f} to {interval[1]:.4f})" if interval else "")


def _meanings() -> dict[str, str]:
    """What each score is, from the text that defines it."""
    text = inspect.cleandoc(Measurements.__doc__ or "").partition("Args:\n")[2]
    entries = re.split(r"\n {4}(?=\w+: )", f"\n{text.rstrip()}")
    told = (" ".join(entry.split()).partition(": ") for entry in entries if entry.strip())
    return {name: re.sub(r"; None [^.;]*", "", meaning).removesuffix(".") for name, _, meaning in told}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
