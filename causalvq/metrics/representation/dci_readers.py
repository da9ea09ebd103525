"""DCI as it is published, by gradient boosting, and by logistic regression, beside that of forests in `dci`.

Axes: n samples, F factors, K columns.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Integers
from causalvq.metrics.representation.classifiers import require_classifiers, scaled
from causalvq.metrics.representation.dci import DCI, Fit, Fitted, dci_by
from causalvq.metrics.representation.metric_inputs import Sample

STAGES = 100
"""Of boosting, each a tree of depth 3 a value: scikit-learn's own setting, with which DCI is published."""

SEEN, MEASURED = 5_000, 5_000
"""Samples at most that are fitted to, half of what is published, and measured on, as published."""

SEEN_VECTORS = 2_000
"""Vectors at most that are boosted: each split looks at all values of all dimensions, of codes at two a state."""

STRENGTH, STEPS = 2.0, 100
"""C of the logistic regression times the root of the samples, and how often it passes over them at most.

The penalty of a weight is then about two deviations of what chance makes of its gradient, however many samples there
are, so that variables that say nothing have no weight.
"""


def dci_boosted(seen: Sample, held_out: Sample) -> DCI:
    """DCI by gradient boosting (Eastwood and Williams, ICLR 2018, as in disentanglement_lib, arXiv 1811.12359).

    For each factor `GradientBoostingClassifier` of 100 stages of depth 3; importances are of impurity, added for each
    variable over the columns of its states, without which a perfect code would be incomplete. Fitted to at most 5,000
    samples, where 10,000 are published (vectors 2,000: trees on values are slow), and measured on 5,000. Each in
    [0, 1]: a perfect code is near 1 in all three; a random one near 0 in the first two and at a guess in the third; a
    constant one has 0, 0 and the share of the most usual values.

    Raises:
        MetricError: CVQ604 without scikit-learn.
    """
    require_classifiers("DCI by gradient boosting")
    return _of_some(fitted_boosting, seen, held_out, SEEN if seen.discrete else SEEN_VECTORS)


def dci_logistic(seen: Sample, held_out: Sample) -> DCI:
    """DCI by logistic regression: the linear reader of Eastwood and Williams (ICLR 2018), for values.

    Weights are kept few by their absolute sum (L1, C = 2 / sqrt(n)), as by the lasso there; importances are absolute
    weights, added over the values of a factor and over the columns of a variable's states. Vectors are brought to
    mean 0 and deviation 1 first. Fitted to at most 5,000 samples and measured on 5,000. In [0, 1]: perfect, random and
    constant codes score as by `dci_boosted`; what only a combination of variables tells (a parity) is not read.

    Raises:
        MetricError: CVQ604 without scikit-learn.
    """
    require_classifiers("DCI by logistic regression")
    return _of_some(fitted_lines, seen, held_out, SEEN)


def fitted_boosting(columns: Any, labels: Integers) -> list[Fitted]:
    """Gradient boosting for each factor, one core a factor."""
    from joblib import Parallel, delayed

    with warnings.catch_warnings():  # held here: what threads warn of is a matter of the whole process
        warnings.simplefilter("ignore", UserWarning)
        models = Parallel(n_jobs=-1, prefer="threads")(delayed(_boosted)(columns, column) for column in labels.T)
    return [Fitted(model.feature_importances_, model.predict) for model in models]


def fitted_lines(columns: Any, labels: Integers) -> list[Fitted]:
    """Logistic regression with an L1 penalty for each factor."""
    from sklearn.linear_model import LogisticRegression

    readers = []
    with warnings.catch_warnings():  # where it stops tells weights apart as well
        warnings.simplefilter("ignore", UserWarning)
        strength = STRENGTH / np.sqrt(columns.shape[0])
        for column in labels.T:
            line = LogisticRegression(C=strength, l1_ratio=1.0, solver="saga", max_iter=STEPS, random_state=0)
            line.fit(columns, column)
            readers.append(Fitted(np.abs(line.coef_).sum(0), line.predict))
    return readers


def _of_some(fit: Fit, seen: Sample, held_out: Sample, most: int) -> DCI:
    first, rest = _thinned(seen, most), _thinned(held_out, MEASURED)
    columns = _columns(first, rest)
    return dci_by(fit, (columns[0], first.labels), (columns[1], rest.labels), seen.owners)


def _thinned(sample: Sample, most: int) -> Sample:
    """As many as that, evenly, since samples may lie in an order."""
    return sample[np.linspace(0, len(sample) - 1, min(len(sample), most)).astype(np.int64)]


def _columns(seen: Sample, held_out: Sample) -> tuple[Any, Any]:
    """Columns of states are mostly zeros, of which trees and lines need not see any."""
    if not seen.discrete:
        return scaled(seen.columns, held_out.columns)
    from scipy.sparse import csr_matrix

    return csr_matrix(seen.columns), csr_matrix(held_out.columns)


def _boosted(columns: Any, labels: npt.NDArray[Any]) -> Any:
    from sklearn.ensemble import GradientBoostingClassifier

    return GradientBoostingClassifier(n_estimators=STAGES, random_state=0).fit(columns, labels)
