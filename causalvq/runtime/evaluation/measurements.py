"""What is measured of a run: scores, intervals, and what each factor has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from causalvq.errors import Diagnostic
from causalvq.metrics.bootstrap import Interval
from causalvq.metrics.shares import FactorScores
from causalvq.runtime.evaluation.metrics.code_metrics import CodeScores
from causalvq.runtime.evaluation.pair_tables import PairTable

APART: Final = ("codes", "intervals", "tables", "warnings")
"""Fields that are no scores."""


@dataclass(frozen=True, slots=True)
class HeldOutFactor(FactorScores):
    """What was measured on the held-out pairs whose action is on one factor; None where nothing was.

    Args:
        intervention_ratio: error of the image after the action over that of reconstruction.
        intervention_ratio_interval: of that ratio, at 95%, by drawing images again.
        preserved: share of the other factors that the action leaves as they were.
        preserved_interval: of that share.
    """

    intervention_ratio: float | None = None
    intervention_ratio_interval: tuple[float, float] | None = None
    preserved: float | None = None
    preserved_interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured; None for what was not asked for, could not be, or has no pairs.

    An `error` is the standard error of the share before it, as if pairs were independent; `intervals` do without that.

    Args:
        pairs: held-out pairs.
        factors_in_spec: factors whose actions the model learned.
        factors_scored: those of them that have a held-out pair; all means are over these alone.
        by_factor: accuracies of each factor of the spec, by name.
        action_accuracy: share of pairs whose exact action was retrieved.
        action_accuracy_error: of that share.
        action_accuracy_mean_over_factors: mean of the factors' shares, each factor weighing the same.
        action_accuracy_top_3: share of pairs whose action is among the three most probable ones; None of fewer than 4.
        action_accuracy_top_5: among the five most probable ones.
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
        intervention_ratio: the second error over the first; 1 where an action costs nothing.
        copy_mse: x itself, against y.
        changed_variables: mean number of variables whose code differs between x and y.
        reconstruction_psnr: of the same images, in decibels; None where one is equal to the true one.
        reconstruction_ssim: of the same images, 1 at best.
        intervention_psnr: of the images after the action.
        intervention_ssim: of the images after the action.
        copy_psnr: of x itself.
        copy_ssim: of x itself.
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
        codes: by name of the metric, what the metrics of arrays say of codes; those that were asked for.
        intervals: by name of a score, where it lies at 95% if other pairs of other images were asked about; None where
            there are not two. Scores that are no means over pairs have none.
        tables: by name of a metric of pairs, what each pair has.
        warnings: what could not be measured, and which factors a score leaves out.
    """

    pairs: int
    factors_in_spec: int
    factors_scored: int
    by_factor: Mapping[str, HeldOutFactor]
    action_accuracy: float | None = None
    action_accuracy_error: float | None = None
    action_accuracy_mean_over_factors: float | None = None
    action_accuracy_top_3: float | None = None
    action_accuracy_top_5: float | None = None
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
    intervention_ratio: float | None = None
    copy_mse: float | None = None
    changed_variables: float | None = None
    reconstruction_psnr: float | None = None
    reconstruction_ssim: float | None = None
    intervention_psnr: float | None = None
    intervention_ssim: float | None = None
    copy_psnr: float | None = None
    copy_ssim: float | None = None
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
    codes: Mapping[str, CodeScores] = field(default_factory=dict)
    intervals: Mapping[str, Interval | None] = field(default_factory=dict)
    tables: Mapping[str, PairTable] = field(default_factory=dict, repr=False, compare=False)
    warnings: tuple[Diagnostic, ...] = field(default=())

    @property
    def scores(self) -> dict[str, float | None]:
        """All scores by name, those of codes after the others; numbers of pairs and of factors are none."""
        counts = ("pairs", "factors_in_spec", "factors_scored", "by_factor", *APART)
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in counts}
        return own | {name: value for one in self.codes.values() for name, value in one.scores.items()}

    def to_json(self) -> dict[str, Any]:
        """The scores by name; the warnings are `notes`, tables are left out."""
        told = {name: None if one is None else one.to_json() for name, one in self.intervals.items()}
        return {
            "pairs": self.pairs,
            "factors_in_spec": self.factors_in_spec,
            "factors_scored": self.factors_scored,
            **self.scores,
            "by_factor": {name: scores.to_json() for name, scores in self.by_factor.items()},
            **({"codes": {name: one.to_json() for name, one in self.codes.items()}} if self.codes else {}),
            "intervals": told,
            "notes": [str(warning) for warning in self.warnings],
        }
