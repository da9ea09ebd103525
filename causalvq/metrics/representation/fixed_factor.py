"""Scores of batches in which one factor is fixed: FactorVAE and BetaVAE.

Axes: B batches, S samples a batch, N samples, V variables.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from causalvq.data.types import Floats, Integers
from causalvq.metrics.representation.classifiers import fitted_logistic, vote
from causalvq.metrics.representation.metric_inputs import Sample

FITTED, MEASURED, SAMPLES = 10_000, 5_000, 64
"""Batches that are fitted to and measured on, and samples of each, as published."""

BLOCK = 2**22
"""Values of columns at a time, 32 MB."""

DEAD = 0.05
"""Standard deviation below which a dimension of a vector is left out, as in disentanglement_lib."""


def factor_vae(sample: Sample, seed: int = 0, fitted: int = FITTED, measured: int = MEASURED) -> float:
    """FactorVAE score (Kim and Mnih 2018, arXiv 1802.05983, section 4).

    In a batch of one factor fixed the variable that varies least, in units of its variance over all samples, votes for
    the factor; the share of batches whose factor is that of the majority of votes for their variable. Of a code, the
    variance is that of the indicators of its states (1 - the sum of squared shares), so that no number of a state
    matters. In [0, 1]: 1 for a perfect code, about 1 / factors for a random one; a constant one has the share of the
    most usual factor.

    Args:
        sample: codes or vectors.
        seed: of the batches.
        fitted: batches that vote.
        measured: batches that are told.
    """
    whole = sample.by_variable(sample.columns.var(0, ddof=1))
    live = whole > (0 if sample.discrete else DEAD**2)
    factors, rows = batches(sample, fitted + measured, np.random.default_rng(seed))
    least = np.zeros(len(rows), dtype=np.int64)
    if live.any():
        for part in _parts(len(rows), SAMPLES * sample.columns.shape[1]):
            local = sample.by_variable(_variances(sample.columns, rows[part]))
            relative = np.where(live, local / np.where(live, whole, 1), np.inf)
            least[part] = relative.round(9).argmin(1)  # equal variances are equal, whatever order they are summed in
    told = vote(least[:fitted], factors[:fitted], least[fitted:], balanced=False)
    return float(np.mean(told == factors[fitted:]))


def beta_vae(sample: Sample, seed: int = 0, fitted: int = FITTED, measured: int = MEASURED) -> float:
    """BetaVAE score (Higgins et al. 2017, appendix A.4): accuracy of a linear classifier of the fixed factor.

    Of two batches of equal value of one factor the mean absolute difference of each variable, sample by sample, is what
    a logistic regression tells the factor from; of codes, the share of samples whose states differ. In [0, 1]: 1 for a
    perfect code, about 1 / factors for a random or constant one. With many batches it is 1 for many entangled codes
    too, rotated ones for example.

    Args:
        sample: codes or vectors.
        seed: of the batches.
        fitted: pairs of batches that the classifier is fitted to.
        measured: pairs of batches that are told.

    Raises:
        MetricError: CVQ604 without scikit-learn.
    """
    factors, rows = batches(sample, fitted + measured, np.random.default_rng(seed), 2 * SAMPLES)
    if len(np.unique(factors[:fitted])) == 1:
        return float(np.mean(factors[fitted:] == factors[0]))
    differences = np.empty((len(rows), sample.variables))
    for part in _parts(len(rows), 2 * SAMPLES * sample.variables):
        first, second = rows[part, :SAMPLES], rows[part, SAMPLES:]
        if sample.discrete:
            differences[part] = (sample.states[first] != sample.states[second]).mean(1)
        else:
            differences[part] = np.abs(sample.columns[first] - sample.columns[second]).mean(1)
    model = fitted_logistic(differences[:fitted], factors[:fitted], balanced=False)
    return float(np.mean(model.predict(differences[fitted:]) == factors[fitted:]))


def batches(sample: Sample, count: int, draw: np.random.Generator, samples: int = SAMPLES) -> tuple[Integers, Integers]:
    """Batches of samples that have one factor's value in common, drawn with replacement.

    Args:
        sample: whose labels count.
        count: of batches, B.
        draw: where chance comes from.
        samples: of each batch, S.

    Returns:
        the factor of each batch, int64 [B], and its rows, int64 [B, S].
    """
    factors = draw.integers(0, sample.labels.shape[1], count)
    anchors = draw.integers(0, len(sample), count)
    picks = draw.random((count, samples))
    rows = np.empty((count, samples), dtype=np.int64)
    for factor in range(sample.labels.shape[1]):
        column = sample.labels[:, factor]
        order = np.argsort(column, kind="stable")
        counts = np.bincount(column)
        own = factors == factor
        value = column[anchors[own]]
        first = (np.cumsum(counts) - counts)[value]
        rows[own] = order[first[:, None] + (picks[own] * counts[value][:, None]).astype(np.int64)]
    return factors, rows


def _parts(count: int, each: int) -> Iterator[slice]:
    """Batches at a time, of so many values each."""
    step = max(1, BLOCK // each)
    return (slice(start, start + step) for start in range(0, count, step))


def _variances(columns: Floats, rows: Integers) -> Floats:
    """Of each column in each batch: [B, K]."""
    variances: Floats = columns[rows].var(1, ddof=1)
    return variances
