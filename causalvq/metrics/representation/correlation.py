"""Mean correlation of factors with the variables that are matched to them. Axes: V variables, F factors."""

from __future__ import annotations

import numpy as np

from causalvq.data.types import Floats, Integers
from causalvq.metrics.representation.classifiers import require_classifiers
from causalvq.metrics.representation.information import joint_counts
from causalvq.metrics.representation.metric_inputs import Sample


def mcc(sample: Sample) -> Floats:
    """Mean correlation coefficient with Hungarian matching (Khemakhem et al. 2020, arXiv 1907.04809): float64 [F].

    One variable is matched to each factor so that the sum of correlations is largest; a factor that is left without
    one has 0; the score is the mean over factors. Of vectors, absolute Pearson correlations with the numbers of the
    values, as published. Of codes, whose numbers mean nothing, `association`, which for two states and two values is
    the same. In [0, 1]: 1 for a perfect code, in any order of variables; a random one is near
    sqrt((states - 1) / samples), a constant one has 0.

    Raises:
        MetricError: CVQ604 without scipy, which scikit-learn brings.
    """
    require_classifiers("MCC")
    from scipy.optimize import linear_sum_assignment

    strength = association(sample) if sample.discrete else correlations(sample)
    matched = np.zeros(strength.shape[1])
    variables, factors = linear_sum_assignment(strength, maximize=True)
    matched[factors] = strength[variables, factors]
    return matched


def association(sample: Sample) -> Floats:
    """Root of chi-square / (samples (values - 1)) of each variable and factor: float64 [V, F].

    What the states explain of the variance of the factor's indicators: 1 where they tell every value.
    """
    return np.array([[_explained(code, label) for label in sample.labels.T] for code in sample.states.T])


def correlations(sample: Sample) -> Floats:
    """Absolute Pearson correlations: float64 [V, F]; a dead variable has 0."""
    parts = []
    for values in (sample.columns, sample.labels.astype(np.float64)):
        centred = values - values.mean(0)
        length = np.linalg.norm(centred, axis=0)
        live = np.ptp(values, axis=0) > 0
        parts.append(np.where(live, centred / np.where(length > 0, length, 1), 0))
    found: Floats = np.abs(parts[0].T @ parts[1]).clip(0, 1)
    return found


def _explained(code: Integers, label: Integers) -> float:
    counts = joint_counts(code, label)
    counts = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    if min(counts.shape) < 2:
        return 0.0
    expected = np.outer(counts.sum(1), counts.sum(0)) / counts.sum()
    chi_square = ((counts - expected) ** 2 / expected).sum()
    return float(min(1.0, np.sqrt(chi_square / counts.sum() / (counts.shape[1] - 1))))
