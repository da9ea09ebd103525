"""Modularity and explicitness of Ridgeway and Mozer (2018, arXiv 1802.05312, section 2).

Axes: V variables, F factors.
"""

from __future__ import annotations

import numpy as np

from causalvq.data.types import Floats
from causalvq.metrics.representation.classifiers import areas, probabilities
from causalvq.metrics.representation.information import mutual_information
from causalvq.metrics.representation.metric_inputs import Sample


def modularity(sample: Sample) -> Floats:
    """How far each variable says something about one factor only: float64 [V], the score is the mean.

    1 - (sum of the squares of its information about the factors other than its best) / (best squared (F - 1)); a
    variable that says nothing has 0, as in disentanglement_lib, and with a single factor any other has 1. In [0, 1]: 1
    for a perfect or a duplicated code, 0 for a variable that tells all factors alike or none. A random code has no
    value of its own: chance gives it a little information about all factors, so it is no lower bound; see InfoMEC,
    which takes chance away.
    """
    information = mutual_information(sample.states, sample.labels)
    largest, factors = information.max(1), sample.labels.shape[1]
    known = largest > 0
    others = (information**2).sum(1) - largest**2
    spread = others / np.where(known, largest**2 * max(1, factors - 1), 1)
    scores: Floats = np.where(known, 1 - spread, 0.0).clip(0, 1)
    return scores


def explicitness_by_area(seen: Sample, held_out: Sample) -> Floats:
    """How well a linear classifier tells each value of a factor from the others: float64 [F], the score is the mean.

    The area under the ROC curve of each value against the rest, by the probabilities of one logistic regression on all
    variables; the mean over values that occur in `held_out` beside others. In [0, 1]: 1 for a perfect code, 0.5 for a
    random or a constant one. NaN for a factor of one value there.

    Args:
        seen: what is fitted to.
        held_out: what is measured on.

    Raises:
        MetricError: CVQ604 without scikit-learn.
    """
    return np.array(
        [
            areas(probabilities(seen, held_out, factor), held_out.labels[:, factor])
            for factor in range(seen.labels.shape[1])
        ]
    )
