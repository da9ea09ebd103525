"""Classifiers that metrics read factors with: scikit-learn's, each imported where it is fitted.

Axes: n samples, V variables, K columns, L values.
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Floats, Integers
from causalvq.metrics.metric_faults import NO_CLASSIFIER, fault
from causalvq.metrics.representation.metric_inputs import Sample

RIDGE = 1e-5
"""Weight of the squared norm beside the mean error, which is that of the probe of runs."""

SURE = 1e-12
"""The least probability of a value, also of one that was not fitted to."""


def require_classifiers(metric: str) -> None:
    """Refuse a metric that needs scikit-learn where it is not installed.

    Raises:
        MetricError: CVQ604.
    """
    if find_spec("sklearn") is None:
        message = f"{metric} is made with scikit-learn, which is not installed"
        raise fault(NO_CLASSIFIER, message, hint="pip install 'causalvq[metrics]'")


def fitted_logistic(columns: npt.NDArray[Any], labels: Integers, ridge: float = RIDGE, balanced: bool = True) -> Any:
    """A logistic regression, every value weighing the same if it is balanced; there must be two values.

    Args:
        columns: [n, K], dense or sparse.
        labels: int64 [n].
        ridge: weight of the squared norm beside the mean error; 0 for none.
        balanced: whether values weigh the same however often they occur.
    """
    require_classifiers("a linear probe")
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    strength = 1 / (2 * columns.shape[0] * ridge) if ridge else np.inf
    model = LogisticRegression(C=strength, class_weight="balanced" if balanced else None, max_iter=300)
    with warnings.catch_warnings():  # separable codes have no best weights: where it stops tells them apart as well
        warnings.simplefilter("ignore")
        return model.fit(csr_matrix(columns), labels)  # one-hot columns are mostly zeros


def probabilities(seen: Sample, held_out: Sample, factor: int, ridge: float = RIDGE) -> Floats:
    """Of each value of a factor in each held-out sample, by a linear probe of all variables.

    Vectors are brought to mean 0 and deviation 1 first, by what is seen.

    Returns:
        float64 [n, L], L the values of all samples of the factor; a value that is not seen has none.
    """
    labels = seen.labels[:, factor]
    known = np.unique(labels)
    found = np.zeros((len(held_out), 1 + int(max(labels.max(), held_out.labels[:, factor].max()))))
    if len(known) == 1:
        found[:, known[0]] = 1.0
        return found
    first, rest = scaled(seen.columns, held_out.columns) if not seen.discrete else (seen.columns, held_out.columns)
    found[:, known] = fitted_logistic(first, labels, ridge).predict_proba(rest)
    return found


def scaled(seen: Floats, held_out: Floats) -> tuple[Floats, Floats]:
    """Both with the means and deviations of the first taken out."""
    deviation = seen.std(0)
    deviation = np.where(deviation > 0, deviation, 1)
    return (seen - seen.mean(0)) / deviation, (held_out - seen.mean(0)) / deviation


def probed_explicitness(seen: Sample, held_out: Sample, ridge: float = RIDGE) -> tuple[float, ...]:
    """For each factor, the share of its uncertainty that a linear probe takes away: InfoE of Hsu et al. (2023).

    (H0 - H) / H0 with H the mean error in nats, every value that occurs in `held_out` weighing the same, and H0 that
    of a guess. In [0, 1]: near 1 for a perfect code, 0 for a random or constant one.

    Args:
        seen: what is fitted to.
        held_out: what is measured on; the same again for the published value, which is in sample and has no ridge.
        ridge: weight of the squared norm; 0 for none.

    Raises:
        MetricError: CVQ604 without scikit-learn.
    """
    return tuple(
        _certainty(probabilities(seen, held_out, factor, ridge), held_out.labels[:, factor])
        for factor in range(seen.labels.shape[1])
    )


def _certainty(chances: Floats, truth: Integers) -> float:
    values = np.unique(truth)
    if len(values) < 2:
        return 0.0
    errors = -np.log(chances[np.arange(len(truth)), truth].clip(SURE, 1))
    error = np.mean([errors[truth == value].mean() for value in values])
    return float(np.clip(1 - error / np.log(len(values)), 0, 1))


def areas(chances: Floats, truth: Integers) -> float:
    """Mean area under the ROC curves of the values that occur beside others; NaN where one value occurs."""
    require_classifiers("explicitness")
    from sklearn.metrics import roc_auc_score

    values = np.unique(truth)
    if len(values) < 2:
        return float("nan")
    return float(np.mean([roc_auc_score(truth == value, chances[:, value]) for value in values]))


def separated(seen: Sample, held_out: Sample, variable: int, factor: int) -> Integers:
    """The value of a factor in each held-out sample, as one variable predicts it, values weighing the same."""
    labels = seen.labels[:, factor]
    if seen.discrete:
        return vote(seen.states[:, variable], labels, held_out.states[:, variable])
    require_classifiers("SAP of vectors")
    if len(np.unique(labels)) == 1 or not np.ptp(seen.columns[:, variable]):
        return np.full(len(held_out), labels[0])
    from sklearn.svm import LinearSVC

    line = LinearSVC(C=0.01, class_weight="balanced", dual=False, random_state=0)
    found: Integers = line.fit(seen.columns[:, [variable]], labels).predict(held_out.columns[:, [variable]])
    return found


def vote(states: Integers, labels: Integers, asked: Integers, balanced: bool = True) -> Integers:
    """The value that each state stands for most, the least of equal ones; a state that is not seen says the most usual.

    Args:
        states: int64 [n].
        labels: int64 [n].
        asked: the states to tell the values of.
        balanced: whether values weigh the same however often they occur.
    """
    rows, values = int(max(states.max(), asked.max())) + 1, int(labels.max()) + 1
    counts = np.bincount(states * values + labels, minlength=rows * values).reshape(rows, values)
    totals = np.bincount(labels, minlength=values)
    weight = counts / np.maximum(totals, 1) if balanced else counts
    weight[counts.sum(1) == 0] = totals
    told: Integers = weight.argmax(1)
    return told[asked]


def recall(found: Integers, truth: Integers) -> float:
    """Mean share of each value's samples that are told right."""
    return float(np.mean([np.mean(found[truth == value] == value) for value in np.unique(truth)]))
