"""Interventional robustness: how far a variable stays where it is when all factors but one change.

Axes: N samples, V variables, F factors.
"""

from __future__ import annotations

import numpy as np

from causalvq.data.types import Floats, Integers
from causalvq.metrics.representation.metric_inputs import Sample

QUANTILE = 0.99


def irs(sample: Sample) -> Floats:
    """Interventional robustness score of each variable (Suter et al. 2019, arXiv 1811.00007, section 4): float64 [V].

    1 - the 0.99 quantile of the deviations from the mean among samples of one value of a factor, averaged over its
    values by their counts, over the largest deviation from the mean of all samples; the best of all factors. Of a
    code, whose numbers mean nothing, the deviation of a sample is the share of the others that are in another state.
    In [0, 1]: 1 for a perfect, permuted or duplicated code; near 0 for a random one; 0 for a dead variable.
    """
    centre = sample.columns.mean(0)
    whole = _deviations(sample, np.arange(len(sample)), centre).max(0)
    live = np.ptp(sample.states, axis=0) > 0 if sample.discrete else np.ptp(sample.columns, axis=0) > 0
    best = np.zeros(sample.variables)
    for labels in sample.labels.T:
        left = np.zeros(sample.variables)
        for value in np.unique(labels):
            rows = np.flatnonzero(labels == value)
            deviations = _deviations(sample, rows, sample.columns[rows].mean(0))
            left += len(rows) / len(sample) * np.quantile(deviations, QUANTILE, axis=0)
        best = np.maximum(best, 1 - left / np.where(live, whole, 1))
    return np.where(live, best, 0.0).clip(0, 1)


def mean_irs(sample: Sample, scores: Floats) -> float:
    """The mean over variables, weighted by their largest deviations, as in disentanglement_lib; 0 if all are dead."""
    whole = _deviations(sample, np.arange(len(sample)), sample.columns.mean(0)).max(0)
    return float(np.average(scores, weights=whole)) if whole.sum() > 0 else 0.0


def _deviations(sample: Sample, rows: Integers, centre: Floats) -> Floats:
    """Of each sample and variable from a mean, [rows, V]: of codes 1 - the share of the state that it is in."""
    if not sample.discrete:
        return np.abs(sample.columns[rows] - centre)
    own = sample.columns[rows] * centre
    return 1 - sample.by_variable(own)
