"""How much a number says about a factor, estimated from its nearest neighbours: no bins and no density.

Axes: N samples, V variables, F factors.
"""

from __future__ import annotations

import numpy as np

from causalvq.data.types import Floats, Integers
from causalvq.metrics.representation.classifiers import require_classifiers

NEIGHBOURS = 10
"""Of the same value, as in the published InfoMEC."""

JITTER = 1e-10
"""Of the deviation: what tells equal numbers apart, as in scikit-learn."""

SHUFFLES = 32
"""Columns of shuffled labels at least that tell what chance gives."""

DEVIATIONS = 3.09
"""Above what chance gives, which independent columns exceed once in a thousand times."""


def nearest_information(vectors: Floats, labels: Integers) -> Floats:
    """Mutual information of each variable and each factor in nats: float64 [V, F], at least 0.

    Ross (2014, PLoS ONE 9(2) e87357, equation 2), after Kraskov, Stoegbauer and Grassberger (2004, arXiv
    cond-mat/0305641): digamma(N) - <digamma(n of the value)> + digamma(k) - <digamma(m)>, m the samples as near as the
    k-th neighbour of the same value. It is what `sklearn.feature_selection.mutual_info_classif` estimates, here by
    sorting, which for single numbers is many times as fast. Values of one sample say nothing and are left out. A
    variable that tells the factor has its entropy, an independent one noise around 0, cut at 0; a dead one has 0.

    Args:
        vectors: [N, V].
        labels: int64 [N, F], numbered from 0.

    Raises:
        MetricError: CVQ604 without scipy, which scikit-learn brings.
    """
    require_classifiers("information of vectors")
    spread = vectors.std(0)
    live = np.ptp(vectors, axis=0) > 0
    scaled = (vectors - vectors.mean(0)) / np.where(live, spread, 1)
    scaled += JITTER * np.random.default_rng(0).standard_normal(scaled.shape)
    found = np.zeros((vectors.shape[1], labels.shape[1]))
    for factor, column in enumerate(labels.T):
        for variable in np.flatnonzero(live):
            found[variable, factor] = _of_one(scaled[:, variable], column)
    return found


def information_beyond_chance(vectors: Floats, labels: Integers) -> Floats:
    """The same, where it is more than chance gives to independent columns of this length; 0 elsewhere.

    What chance gives is seen from labels that are shuffled: half of its estimates are cut at 0, so that the deviation
    of all is the root of twice their mean square; 3.09 deviations are exceeded once in a thousand times.

    Args:
        vectors: [N, V].
        labels: int64 [N, F], numbered from 0.
    """
    found = nearest_information(vectors, labels)
    draw = np.random.default_rng(0)
    times = -(-SHUFFLES // vectors.shape[1])
    by_chance = np.concatenate([nearest_information(vectors, draw.permutation(labels)) for _ in range(times)])
    least = DEVIATIONS * np.sqrt(2 * (by_chance**2).mean(0))
    return np.where(found > least, found, 0.0)


def _of_one(numbers: Floats, labels: Integers) -> float:
    from scipy.special import digamma

    counts = np.bincount(labels)[labels]
    kept = counts > 1
    if not kept.any():
        return 0.0
    numbers, labels, counts = numbers[kept], labels[kept], counts[kept]
    radius, neighbours = np.empty(len(numbers)), np.minimum(NEIGHBOURS, counts - 1)
    for value in np.unique(labels):
        own = np.flatnonzero(labels == value)
        radius[own] = _radii(numbers[own], int(neighbours[own[0]]))
    near = _within(numbers, np.nextafter(radius, 0))  # nearer than the neighbour, which itself does not count
    parts = digamma(len(numbers)) - digamma(counts) + digamma(neighbours) - digamma(near)
    return max(0.0, float(parts.mean()))


def _within(numbers: Floats, radius: Floats) -> Integers:
    """How many numbers, itself among them, are as near to each as its radius: int64 [n]."""
    ordered, last = np.sort(numbers), len(numbers) - 1
    below = np.searchsorted(ordered, numbers - radius, "left")
    above = np.searchsorted(ordered, numbers + radius, "right")
    # The sums are rounded, the differences decide: the number at either end may be one too few or too many.
    below += numbers - ordered[below] > radius
    below -= (below > 0) & (numbers - ordered[below - 1] <= radius)
    above -= ordered[above - 1] - numbers > radius
    above += (above <= last) & (ordered[np.minimum(above, last)] - numbers <= radius)
    within: Integers = above - below
    return within


def _radii(numbers: Floats, neighbours: int) -> Floats:
    """The distance of each number to its k-th nearest other one.

    In order, the k + 1 numbers nearest to one, itself among them, stand side by side: of all such windows that hold it,
    the one whose farther end is nearest.
    """
    order = np.argsort(numbers)
    ordered, count = numbers[order], len(numbers)
    radius = np.full(count, np.inf)
    for below in range(neighbours + 1):  # how many of the k stand before it
        at = np.arange(below, count - (neighbours - below))
        farther = np.maximum(ordered[at] - ordered[at - below], ordered[at + neighbours - below] - ordered[at])
        radius[at] = np.minimum(radius[at], farther)
    found = np.empty(count)
    found[order] = radius
    return found
