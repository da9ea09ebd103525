"""How far the best variable for a factor is ahead of the second: in information (MIG), in what it predicts (SAP).

Axes: V variables, F factors.
"""

from __future__ import annotations

import numpy as np

from causalvq.data.types import Floats
from causalvq.metrics.representation.classifiers import recall, separated
from causalvq.metrics.representation.information import entropy, mutual_information
from causalvq.metrics.representation.metric_inputs import Sample


def mig(sample: Sample) -> Floats:
    """Mutual information gap of each factor (Chen et al. 2018, arXiv 1802.04942, equation 6): float64 [F].

    (largest - second largest information of a variable about the factor) / entropy of the factor; the score is the
    mean. Of codes the information is exact, of vectors it is of 20 bins of equal width, as in disentanglement_lib.
    In [0, 1]: 1 for a perfect code, 0 for a duplicated one; near 0 for a random or constant one. A variable that is
    alone is ahead of nothing: its information counts whole.
    """
    information = mutual_information(sample.states, sample.labels)
    whole = np.array([entropy(np.bincount(column)) for column in sample.labels.T])
    gaps: Floats = _gap(information, 0.0) / whole
    return gaps


def sap(seen: Sample, held_out: Sample) -> Floats:
    """Separated attribute predictability of each factor (Kumar et al. 2018, arXiv 1711.00848, section 3): float64 [F].

    How much better the best variable predicts the factor than the second. Of vectors by a linear support vector
    machine, every value weighing the same (C 0.01, as in disentanglement_lib); of codes by the value that a state
    stands for most, since a line through numbers of states would ask what the numbers are. Measured as the mean recall
    of values that occur in `held_out`, which is accuracy where values are equally frequent; a guess has 1 / values and
    is what a variable must beat. In [0, 1): a perfect code of L values has 1 - 1 / L, a duplicated one 0, a random or
    constant one about 0.

    Args:
        seen: what is fitted to.
        held_out: what is measured on.

    Raises:
        MetricError: CVQ604 for vectors without scikit-learn.
    """
    gaps = []
    for factor in range(seen.labels.shape[1]):
        truth = held_out.labels[:, factor]
        scores = np.array(
            [recall(separated(seen, held_out, variable, factor), truth) for variable in range(seen.variables)]
        )
        gaps.append(_gap(scores[:, None], 1 / len(np.unique(truth))))
    return np.concatenate(gaps)


def _gap(scores: Floats, least: float) -> Floats:
    """Largest less second largest of each column, neither of them below what is had without any variable."""
    rows = np.concatenate([scores.clip(min=least), np.full((1, scores.shape[1]), least)])
    ordered = np.sort(rows, axis=0)
    gaps: Floats = ordered[-1] - ordered[-2]
    return gaps
