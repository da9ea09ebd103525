"""The metrics that a plan asks for, measured on the test part of the split.

A score never costs a model: what cannot be measured is None, and a warning says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import torch

from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.data.types import Flags, Integers
from causalvq.errors import Diagnostic
from causalvq.metrics.representation.dci import dci
from causalvq.metrics.representation.infomec import infomec
from causalvq.metrics.shares import FactorScores, mean_over_factors, scores_by_factor, standard_error
from causalvq.runtime.detail import with_detail
from causalvq.runtime.estimation.codes import BATCH, encode_rows, pair_actions
from causalvq.runtime.evaluation.diagnosis.causes import diagnosed
from causalvq.runtime.evaluation.diagnosis.evidence import evidence_of
from causalvq.runtime.evaluation.metrics.preserved import kept_shares
from causalvq.runtime.evaluation.metrics.probe import explicitness
from causalvq.runtime.evaluation.pair_scores import (
    CodedPairs,
    Retrieved,
    coded_pairs,
    image_scores,
    mean,
    representative,
    retrieve,
)
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.run_diagnostics import FEWER_FACTORS, NOT_MEASURED

MOST_IMAGES = 10_000
"""Training images that a probe or a forest is fitted to; more are thinned evenly. As many as the field draws."""

MOST_INTERVENTIONS = 1_000
MOST_PRODUCTS = 2**40
"""Multiply-adds for the search of nearest images, which take about half a minute on one core."""


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured; None for what was not asked for, could not be, or has no pairs.

    An `error` is the standard error of the share before it.

    Args:
        pairs: held-out pairs.
        factors_in_spec: factors whose actions the model learned.
        factors_scored: those of them that have a held-out pair; all means are over these alone.
        by_factor: accuracies of each factor of the spec, by name.
        action_accuracy: share of pairs whose exact action was retrieved.
        action_accuracy_error: of that share.
        action_accuracy_mean_over_factors: mean of the factors' shares, each factor weighing the same.
        factor_accuracy: share of pairs whose factor was retrieved, whatever the direction or value.
        factor_accuracy_error: of that share.
        factor_accuracy_mean_over_factors: mean of the factors' shares, each factor weighing the same.
        code_action_accuracy: share of pairs whose exact action the codes tell by themselves.
        code_factor_accuracy: share of pairs whose factor they tell.
        vector_action_accuracy: share of pairs whose exact action the vectors tell by themselves, before rounding.
        calibration_error: of the probabilities of what was retrieved; 0 is best.
        chance: accuracy of guessing an action at random: of 2 F steps on F factors, 1 / (2 F).
        factor_chance: accuracy of guessing a factor at random, 1 / F.
        reconstruction_mse: y decoded from its own codes, against y; pixels in [-1, 1].
        intervention_mse: x after the true action, against y.
        copy_mse: x itself, against y.
        changed_variables: mean number of variables whose code differs between x and y.
        infomec_modularity: InfoM of the codes.
        infomec_explicitness: InfoE of the codes.
        infomec_compactness: InfoC of the codes.
        infomec_modularity_of_labels: InfoM of the labels themselves on the same images: held-out parts that are grown
            along pairs hold neighbours, whose labels tell of each other, so that no codes need to have more.
        infomec_compactness_of_labels: InfoC of the labels themselves.
        dci_disentanglement: D of the codes.
        dci_completeness: C of the codes.
        dci_informativeness: I of the codes.
        preserved: share of the other factors that an action leaves as they were in the image that `intervene` answers
            with; None also where every factor is set or an effect.
        preserved_error: of that share.
        code_preserved: the same of images decoded from codes alone.
        read_back: share of interventions in whose image the encoder reads the codes that the action gives.
        warnings: what could not be measured, and which factors a score leaves out.
    """

    pairs: int
    factors_in_spec: int
    factors_scored: int
    by_factor: Mapping[str, FactorScores]
    action_accuracy: float | None = None
    action_accuracy_error: float | None = None
    action_accuracy_mean_over_factors: float | None = None
    factor_accuracy: float | None = None
    factor_accuracy_error: float | None = None
    factor_accuracy_mean_over_factors: float | None = None
    code_action_accuracy: float | None = None
    code_factor_accuracy: float | None = None
    vector_action_accuracy: float | None = None
    calibration_error: float | None = None
    chance: float | None = None
    factor_chance: float | None = None
    reconstruction_mse: float | None = None
    intervention_mse: float | None = None
    copy_mse: float | None = None
    changed_variables: float | None = None
    infomec_modularity: float | None = None
    infomec_explicitness: float | None = None
    infomec_compactness: float | None = None
    infomec_modularity_of_labels: float | None = None
    infomec_compactness_of_labels: float | None = None
    dci_disentanglement: float | None = None
    dci_completeness: float | None = None
    dci_informativeness: float | None = None
    preserved: float | None = None
    preserved_error: float | None = None
    code_preserved: float | None = None
    read_back: float | None = None
    warnings: tuple[Diagnostic, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The scores by name; the warnings are `notes`."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "warnings"}
        factors = {name: scores.to_json() for name, scores in self.by_factor.items()}
        return {**values, "by_factor": factors, "notes": [str(warning) for warning in self.warnings]}


class Subject:
    """What is measured, and what several metrics need of it, made once.

    Args:
        plan: its `metrics` say what is asked for.
        model: trained, with its mechanisms estimated.
        data: images, labels and pairs.
        device: where the model is.
    """

    def __init__(self, plan: Plan, model: CausalVQ, data: Prepared, device: torch.device) -> None:
        self.plan, self.model, self.data, self.device = plan, model, data, device

    @cached_property
    def coded(self) -> CodedPairs:
        """The held-out pairs as codes."""
        return coded_pairs(self.model, self.data, self.device)

    @cached_property
    def seen(self) -> tuple[Integers, Integers]:
        """Codes int64 [N, V] and labels int64 [N, F] of training images."""
        return self._labelled_codes(_thin(self.data.split.train))

    @cached_property
    def held_out(self) -> tuple[Integers, Integers]:
        """Codes and labels of the test images."""
        return self._labelled_codes(self.data.split.test)

    @cached_property
    def hits(self) -> Retrieved:
        """What is retrieved of the held-out pairs."""
        return retrieve(self.model, self.coded, self.data.images, self.device)

    def _labelled_codes(self, rows: Integers) -> tuple[Integers, Integers]:
        codes = encode_rows(self.model, self.data.images, rows, self.device)[rows]
        return codes.cpu().numpy(), self.data.labels[rows]


Found = Mapping[str, Any]


def measure(plan: Plan, model: CausalVQ, data: Prepared, device: torch.device) -> Measurements:
    """Measure what the plan asks for, each metric by itself: one that fails takes no other with it.

    Args:
        plan: its `metrics` say what.
        model: trained, with its mechanisms estimated.
        data: images, labels and pairs.
        device: where the model is.
    """
    model.eval()
    subject, found = Subject(plan, model, data, device), dict[str, Any]()
    warnings = list(left_out(plan, data))
    for name, metric in METRICS.items():
        if name not in plan.metrics:
            continue
        try:
            scores = metric(subject)
        except Exception as error:  # whatever it is, out of memory among it: the model is worth more than its score
            warnings.append(not_measured(name, error))
        else:
            found |= finite(scores)
            wrong = [key for key in scores if found[key] is None and scores[key] is not None]
            warnings.extend(not_measured(name, ValueError(f"{key} is not finite")) for key in wrong)
    if "action_accuracy" in found:
        warnings.extend(diagnoses(subject))
    pairs = data.pairs["test"]
    counted = scores_by_factor([factor.name for factor in plan.data.factors], pairs.factor)
    scored = sum(scores.pairs > 0 for scores in counted.values())
    return Measurements(len(pairs), len(counted), scored, **{"by_factor": counted, **found}, warnings=tuple(warnings))


def diagnoses(subject: Subject) -> tuple[Diagnostic, ...]:
    """CVQ454 and CVQ455: the factors that were not learned, with the likely cause and a remedy."""
    try:
        found = evidence_of(subject.plan, subject.model, subject.data, subject.device, subject.coded, subject.hits)
        return tuple(told for told in map(diagnosed, found) if told is not None)
    except Exception as error:  # as with any metric
        return (not_measured("what was not learned", error),)


def finite(scores: Found) -> dict[str, Any]:
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
    for name, part, rows in (("infomec", "test", data.split.test), ("dci", "train", _thin(data.split.train))):
        if name in plan.metrics and data.labels.shape[1]:
            varies = np.array([len(np.unique(column)) > 1 for column in data.labels[rows].T], dtype=np.bool_)
            yield from _fewer(names, varies, name, f"have not two values in the {part} part", f"data.split.{part}")


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


def _action_retrieval(subject: Subject) -> Found:
    coded = subject.coded
    if not len(coded.pairs):
        return {}
    hits = subject.hits
    names = [factor.name for factor in subject.plan.data.factors]
    by_factor = scores_by_factor(names, coded.pairs.factor, hits.action, hits.factor)
    action, whole = mean(hits.action, coded.weight), mean(hits.factor, coded.weight)
    factor = subject.model.actions.factor
    return {
        "by_factor": by_factor,
        "action_accuracy": action,
        "action_accuracy_error": standard_error(action, len(coded.pairs)),
        "action_accuracy_mean_over_factors": mean_over_factors([one.action_accuracy for one in by_factor.values()]),
        "factor_accuracy": whole,
        "factor_accuracy_error": standard_error(whole, len(coded.pairs)),
        "factor_accuracy_mean_over_factors": mean_over_factors([one.factor_accuracy for one in by_factor.values()]),
        "code_action_accuracy": mean(hits.code_action, coded.weight),
        "code_factor_accuracy": mean(hits.code_factor, coded.weight),
        "vector_action_accuracy": None if hits.vector_action is None else mean(hits.vector_action, coded.weight),
        "calibration_error": hits.calibration_error,
        "chance": 1 / len(factor),
        "factor_chance": 1 / len(torch.unique(factor)),
    }


def _intervention(subject: Subject) -> Found:
    if not len(subject.coded.pairs):
        return {}
    return asdict(image_scores(subject.model, subject.coded, subject.data.images, subject.device))


def _infomec(subject: Subject) -> Found:
    scores = infomec(subject.seen, subject.held_out, explicitness)
    seen, held_out = ((labels, labels) for _, labels in (subject.seen, subject.held_out))
    labels = infomec(seen, held_out, explicitness)
    return {f"infomec_{part}": value for part, value in asdict(scores).items()} | {
        "infomec_modularity_of_labels": labels.modularity,
        "infomec_compactness_of_labels": labels.compactness,
    }


def _dci(subject: Subject) -> Found:
    return {f"dci_{part}": value for part, value in asdict(dci(subject.seen, subject.held_out)).items()}


@torch.inference_mode()
def _preserved(subject: Subject) -> Found:
    model, data, device = subject.model, subject.data, subject.device
    affordable = max(1, MOST_PRODUCTS // data.images.size)
    pairs, weight = representative(data.pairs["test"], min(MOST_INTERVENTIONS, affordable))
    if not len(pairs):
        return {}
    codes = encode_rows(model, data.images, np.unique(pairs.x), device)[pairs.x]
    wanted = model.transition.predict(codes, pair_actions(model, pairs, device))
    decoded = model.decode(wanted)
    images = images_at(data.images, pairs.x, device, model.pixels.normalise)
    pictures = with_detail(images, model.decode(codes), decoded)
    read = torch.cat([model.encode(part) for part in torch.split(pictures, BATCH)])
    back = (read == wanted).all(1).cpu().numpy()
    shares, of_codes = (kept_shares(some, data, pairs, model.pixels.normalise) for some in (pictures, decoded))
    known = ~np.isnan(shares)
    if not known.any():
        return {"read_back": mean(back, weight)}
    share = mean(shares[known], weight[known])
    return {
        "preserved": share,
        "preserved_error": standard_error(share, int(known.sum())),
        "code_preserved": mean(of_codes[known], weight[known]),
        "read_back": mean(back, weight),
    }


def _thin(rows: Integers) -> Integers:
    kept: Integers = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_IMAGES)).round().astype(np.int64)]
    return kept


METRICS: Mapping[str, Callable[[Subject], Found]] = MappingProxyType(
    {
        "action_retrieval": _action_retrieval,
        "intervention": _intervention,
        "infomec": _infomec,
        "dci": _dci,
        "preserved": _preserved,
    }
)
OF_PAIRS = ("action_retrieval", "intervention", "preserved")
"""The metrics that are means over held-out pairs."""
