"""The metrics that a plan asks for, measured on the test part of the split."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from math import sqrt
from types import MappingProxyType

import numpy as np
import torch

from causalvq.compiler import Plan
from causalvq.data import Prepared
from causalvq.data.arrays import Integers
from causalvq.runtime.codes import encode_rows, pair_actions
from causalvq.runtime.evaluate import evaluate, thinned
from causalvq.runtime.metrics.dci import dci, require_library
from causalvq.runtime.metrics.infomec import infomec
from causalvq.runtime.metrics.preserved import kept_shares
from causalvq.runtime.model import CausalVQ

MOST_IMAGES = 10_000
"""Training images that a probe or a forest is fitted to; more are thinned evenly. As many as the field draws."""

MOST_INTERVENTIONS = 1_000
MOST_PRODUCTS = 2**40
"""Multiply-adds for the search of nearest images, which take about half a minute on one core."""


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured; None for what was not asked for. An `error` is the standard error of the share before it.

    Args:
        pairs: held-out pairs.
        action_accuracy: share of pairs whose exact action was retrieved.
        action_accuracy_error: of that share.
        factor_accuracy: share of pairs whose factor was retrieved, whatever the direction or value.
        factor_accuracy_error: of that share.
        code_action_accuracy: share of pairs whose exact action the codes tell by themselves.
        code_factor_accuracy: share of pairs whose factor they tell.
        calibration_error: of the probabilities of what was retrieved; 0 is best.
        chance: accuracy of guessing an action at random.
        factor_chance: accuracy of guessing a factor at random.
        reconstruction_mse: y decoded from its own codes, against y; pixels in [-1, 1].
        intervention_mse: x after the true action, against y.
        copy_mse: x itself, against y.
        changed_variables: mean number of variables whose code differs between x and y.
        infomec_modularity: InfoM of the codes.
        infomec_explicitness: InfoE of the codes.
        infomec_compactness: InfoC of the codes.
        dci_disentanglement: D of the codes.
        dci_completeness: C of the codes.
        dci_informativeness: I of the codes.
        preserved: share of the other factors that an action leaves as they were; None also where every factor is set
            or an effect.
        preserved_error: of that share.
    """

    pairs: int
    action_accuracy: float | None = None
    action_accuracy_error: float | None = None
    factor_accuracy: float | None = None
    factor_accuracy_error: float | None = None
    code_action_accuracy: float | None = None
    code_factor_accuracy: float | None = None
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
    dci_disentanglement: float | None = None
    dci_completeness: float | None = None
    dci_informativeness: float | None = None
    preserved: float | None = None
    preserved_error: float | None = None

    def to_json(self) -> dict[str, int | float | None]:
        """The scores by name."""
        return asdict(self)


Found = Mapping[str, float | None]


def measure(plan: Plan, model: CausalVQ, data: Prepared, device: torch.device) -> Measurements:
    """Measure what the plan asks for.

    Args:
        plan: its `metrics` say what.
        model: trained, with its mechanisms estimated.
        data: images, labels and pairs.
        device: where the model is.

    Raises:
        RunError: CVQ450 when a metric needs a library that is not there.
    """
    require_library(plan)
    model.eval()
    found: dict[str, float | None] = {}
    for family, metrics in FAMILIES.items():
        if not metrics.isdisjoint(plan.metrics):
            found |= family(plan, model, data, device)
    return Measurements(len(data.pairs["test"]), **found)


def standard_error(share: float, count: int) -> float:
    """Of a share of independent trials, after Agresti and Coull (1998), which does not call 5 of 5 certain.

    Args:
        share: in [0, 1].
        count: trials, at least 0.
    """
    trials = count + 4
    middle = (share * count + 2) / trials
    return sqrt(middle * (1 - middle) / trials)


def _of_pairs(plan: Plan, model: CausalVQ, data: Prepared, device: torch.device) -> Found:
    scores = evaluate(model, data, device)
    retrieval: Found = {
        "action_accuracy": scores.action_accuracy,
        "action_accuracy_error": standard_error(scores.action_accuracy, scores.pairs),
        "factor_accuracy": scores.factor_accuracy,
        "factor_accuracy_error": standard_error(scores.factor_accuracy, scores.pairs),
        "code_action_accuracy": scores.code_action_accuracy,
        "code_factor_accuracy": scores.code_factor_accuracy,
        "calibration_error": scores.calibration_error,
        "chance": scores.chance,
        "factor_chance": scores.factor_chance,
    }
    images: Found = {
        name: getattr(scores, name)
        for name in ("reconstruction_mse", "intervention_mse", "copy_mse", "changed_variables")
    }
    asked = {"action_retrieval": retrieval, "intervention": images}
    return {name: value for metric in asked if metric in plan.metrics for name, value in asked[metric].items()}


def _of_codes(plan: Plan, model: CausalVQ, data: Prepared, device: torch.device) -> Found:
    seen, held_out = (_labelled_codes(model, data, rows, device) for rows in (_thin(data.split.train), data.split.test))
    found: dict[str, float | None] = {}
    for name, score in (("infomec", infomec), ("dci", dci)):
        if name in plan.metrics:
            found |= {f"{name}_{part}": value for part, value in asdict(score(seen, held_out)).items()}
    return found


def _labelled_codes(model: CausalVQ, data: Prepared, rows: Integers, device: torch.device) -> tuple[Integers, Integers]:
    return encode_rows(model, data.images, rows, device)[rows].cpu().numpy(), data.labels[rows]


def _thin(rows: Integers) -> Integers:
    kept: Integers = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_IMAGES)).round().astype(np.int64)]
    return kept


@torch.inference_mode()
def _of_images(_plan: Plan, model: CausalVQ, data: Prepared, device: torch.device) -> Found:
    affordable = max(1, MOST_PRODUCTS // data.images.size)
    pairs = thinned(data.pairs["test"], min(MOST_INTERVENTIONS, affordable))
    codes = encode_rows(model, data.images, np.unique(pairs.x), device)[pairs.x]
    after = model.decode(model.transition.predict(codes, pair_actions(model, pairs, device)))
    shares = kept_shares(after, data, pairs)
    known = shares[~np.isnan(shares)]
    if not len(known):
        return {"preserved": None, "preserved_error": None}
    share = float(known.mean())
    return {"preserved": share, "preserved_error": standard_error(share, len(known))}


Family = Callable[[Plan, CausalVQ, Prepared, torch.device], Found]
FAMILIES: Mapping[Family, frozenset[str]] = MappingProxyType(
    {
        _of_pairs: frozenset(("action_retrieval", "intervention")),
        _of_codes: frozenset(("infomec", "dci")),
        _of_images: frozenset(("preserved",)),
    }
)
"""What is measured together, and the metrics that ask for it."""
