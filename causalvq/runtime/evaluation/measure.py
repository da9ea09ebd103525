"""The metrics that a plan asks for, measured on the test part of the split.

A score never costs a model: what cannot be measured is None, and a warning says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, TypeVar, cast

import numpy as np
import torch

from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.data.types import Flags
from causalvq.errors import Diagnostic
from causalvq.metrics.bootstrap import DRAWS
from causalvq.metrics.shares import scores_by_factor
from causalvq.runtime.baselines.action_reader import ActionReader
from causalvq.runtime.evaluation.baseline_scores import METRICS as BASELINE_METRICS
from causalvq.runtime.evaluation.baseline_scores import BaselineSubject
from causalvq.runtime.evaluation.diagnosis.causes import diagnosed
from causalvq.runtime.evaluation.diagnosis.evidence import evidence_of
from causalvq.runtime.evaluation.found_scores import Found
from causalvq.runtime.evaluation.measurements import HeldOutFactor, Measurements
from causalvq.runtime.evaluation.metrics.code_metrics import CODE_METRICS, CodeScores
from causalvq.runtime.evaluation.pair_tables import Intervals, PairTable, intervals
from causalvq.runtime.evaluation.run_metrics import METRICS, OF_PAIRS
from causalvq.runtime.evaluation.subject import Subject, thinned
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.run_diagnostics import FEWER_FACTORS, NOT_MEASURED
from causalvq.runtime.trainable import Trainable

Measured = TypeVar("Measured")


def measure(plan: Plan, model: CausalVQ, data: Prepared, device: torch.device, draws: int = DRAWS) -> Measurements:
    """Measure what the plan asks for, each metric by itself: one that fails takes no other with it.

    Args:
        plan: its `metrics` say what.
        model: trained, with its mechanisms estimated.
        data: images, labels and pairs.
        device: where the model is.
        draws: of images, for intervals; 0 for none.
    """
    model.eval()
    return measured(plan, data, METRICS, Subject(plan, model, data, device), draws, diagnoses)


def measure_model(
    plan: Plan, model: Trainable, data: Prepared, device: torch.device, draws: int = DRAWS
) -> Measurements:
    """Measure what the plan asks for, of the causal model or of a baseline; see `measure`."""
    if plan.coded:
        return measure(plan, cast(CausalVQ, model), data, device, draws)
    model.eval()
    return measured(plan, data, BASELINE_METRICS, BaselineSubject(plan, cast(ActionReader, model), data, device), draws)


def measured(
    plan: Plan,
    data: Prepared,
    metrics: Mapping[str, Callable[[Measured], Found]],
    subject: Measured,
    draws: int,
    diagnose: Callable[[Measured], tuple[Diagnostic, ...]] = lambda _: (),
) -> Measurements:
    """Measure what the plan asks for by metrics of some kind of subject.

    Args:
        plan: its `metrics` say what.
        data: images, labels and pairs.
        metrics: how each is measured.
        subject: what is measured.
        draws: of images, for intervals; 0 for none.
        diagnose: says what was not learned, once actions were retrieved.
    """
    gathered, warnings = _Gathered(draws), list(left_out(plan, data))
    for name, metric in metrics.items():
        if name not in plan.metrics:
            continue
        try:
            gathered.add(name, metric(subject))
        except Exception as error:  # whatever it is, out of memory among it: the model is worth more than its score
            warnings.append(not_measured(name, error))
    warnings.extend(not_measured(name, ValueError(f"{key} is not finite")) for name, key in gathered.infinite)
    if "action_accuracy" in gathered.scores:
        warnings.extend(diagnose(subject))
    by_factor = _by_factor(plan, data, gathered)
    scored = sum(scores.pairs > 0 for scores in by_factor.values())
    return Measurements(
        len(data.pairs["test"]),
        len(by_factor),
        scored,
        by_factor,
        **gathered.scores,
        codes=gathered.codes,
        intervals=gathered.intervals,
        tables=gathered.tables,
        warnings=tuple(warnings),
    )


class _Gathered:
    """What all metrics together have found so far."""

    def __init__(self, draws: int) -> None:
        self.draws = draws
        self.scores: dict[str, Any] = {}
        self.intervals: Intervals = {}
        self.factor_intervals: list[Intervals] = []
        self.codes: dict[str, CodeScores] = {}
        self.tables: dict[str, PairTable] = {}
        self.infinite: list[tuple[str, str]] = []

    def add(self, name: str, found: Found) -> None:
        """Take over what a metric found: all of it, or nothing where intervals of it fail."""
        if found.table is not None and self.draws:
            whole, each = intervals(found.table, self.draws)
            self.intervals |= whole
            empty: list[Intervals] = [{} for _ in each]
            self.factor_intervals = [a | b for a, b in zip(self.factor_intervals or empty, each, strict=True)]
        if found.table is not None:
            self.tables[name] = found.table
        scores = finite(found.scores)
        self.scores |= scores
        self.codes |= found.codes
        self.infinite += [(name, key) for key in scores if scores[key] is None and found.scores[key] is not None]


def _by_factor(plan: Plan, data: Prepared, gathered: _Gathered) -> dict[str, HeldOutFactor]:
    """What each factor has: accuracies where actions were retrieved, what images and other factors suffer."""
    names = [factor.name for factor in plan.data.factors]
    retrieved = gathered.tables.get("action_retrieval")
    if retrieved is not None:
        action, factor = (retrieved.values[name] > 0 for name in ("action_accuracy", "factor_accuracy"))
        found = scores_by_factor(names, retrieved.pairs.factor, action, factor)
    else:
        found = scores_by_factor(names, data.pairs["test"].factor)
    means: list[dict[str, Any]] = [{} for _ in names]
    for table in gathered.tables.values():
        means = [a | b for a, b in zip(means, table.means_by_factor(), strict=True)]
    ends = gathered.factor_intervals or [{} for _ in names]
    return {
        name: HeldOutFactor(**asdict(found[name]) | _measured(*both))
        for name, *both in zip(names, means, ends, strict=True)
    }


def _measured(means: Mapping[str, Any], ends: Intervals) -> dict[str, Any]:
    """Of a factor what images and other factors suffer, and intervals that know of pairs that share images."""
    told: dict[str, Any] = {name: means.get(name) for name in ("intervention_ratio", "preserved")}
    for name in ("action_accuracy", "factor_accuracy", *told):
        end = ends.get(name)
        if end is not None:
            told[f"{name}_interval"] = (end.lower, end.upper)
    return told


def diagnoses(subject: Subject) -> tuple[Diagnostic, ...]:
    """CVQ454 and CVQ455: the factors that were not learned, with the likely cause and a remedy."""
    try:
        found = evidence_of(subject.plan, subject.model, subject.data, subject.device, subject.coded, subject.hits)
        return tuple(told for told in map(diagnosed, found) if told is not None)
    except Exception as error:  # as with any metric
        return (not_measured("what was not learned", error),)


def finite(scores: Mapping[str, Any]) -> dict[str, Any]:
    """The scores, None for a number that is not finite: JSON has no such number, and it says nothing."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in scores.items()
    }


def not_measured(metric: str, error: Exception) -> Diagnostic:
    """CVQ451: a metric that is None because measuring it failed."""
    reason = str(error).strip().partition("\n")[0] or "no reason was given"
    return Diagnostic(
        NOT_MEASURED,
        f"{metric} could not be measured",
        got=f"{type(error).__name__}: {reason}",
        hint="the model is whole; `causalvq evaluate` measures again",
        severity="warning",
    )


def left_out(plan: Plan, data: Prepared) -> Iterator[Diagnostic]:
    """CVQ452: the factors of the spec that a score which is asked for says nothing of."""
    names = np.array([factor.name for factor in plan.data.factors])
    pairs, asked = data.pairs["test"], [name for name in OF_PAIRS if name in plan.metrics]
    if asked:
        has_pairs = np.isin(np.arange(len(names)), pairs.factor)
        yield from _fewer(names, has_pairs, ", ".join(asked), "have no held-out pair", "data.split.test")
    of_codes = [name for name in ("infomec", *CODE_METRICS) if name in plan.metrics and name != "usage"]
    of_forests = [name for name in ("dci",) if name in plan.metrics]
    for wanted, part, rows in ((of_codes, "test", data.split.test), (of_forests, "train", thinned(data.split.train))):
        if wanted and data.labels.shape[1]:
            varies = np.array([len(np.unique(column)) > 1 for column in data.labels[rows].T], dtype=np.bool_)
            why = f"have not two values in the {part} part"
            yield from _fewer(names, varies, ", ".join(wanted), why, f"data.split.{part}")


def _fewer(names: Any, counted: Flags, what: str, why: str, key: str) -> Iterator[Diagnostic]:
    if counted.all():
        return
    kept = f"{counted.sum()} of {len(names)} factors"
    told = f"{kept}: {', '.join(names[counted])}" if counted.any() else kept
    yield Diagnostic(
        FEWER_FACTORS,
        f"scored on {told} ({what})",
        got=f"{', '.join(names[~counted])} {why}",
        hint=f"use more images or a larger {key}, or leave such factors out of data.factors",
        severity="warning",
    )
