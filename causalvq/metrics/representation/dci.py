"""DCI: disentanglement, completeness and informativeness, by the importances of what reads factors from codes.

Axes: N images, V variables, F factors.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from causalvq.data.types import Floats, Integers, Real
from causalvq.metrics.representation.classifiers import require_classifiers
from causalvq.metrics.representation.information import numbered
from causalvq.metrics.representation.metric_inputs import Sample

TREES = 100
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Fitted:
    """What reads one factor from columns.

    Args:
        importances: of each column, float64 [K], at least 0.
        predict: from columns [n, K] to the values of the factor, int64 [n].
    """

    importances: Floats
    predict: Callable[[Any], Integers]


Fit = Callable[[Real, Integers], list[Fitted]]
"""From columns [n, K] and labels [n, F] that all vary, a reader of each factor."""


@dataclass(frozen=True, slots=True)
class DCI:
    """The three scores of Eastwood and Williams (ICLR 2018), each in [0, 1], 1 the best.

    None where no factor varies in the images that are fitted to, the accuracy also without held-out images.

    Args:
        disentanglement: how far each variable matters to one factor only, variables weighted by importance.
        completeness: how far one variable only matters to each factor.
        informativeness: accuracy of what was fitted on held-out images.
    """

    disentanglement: float | None
    completeness: float | None
    informativeness: float | None


def dci(seen: tuple[Integers, Integers], held_out: tuple[Integers, Integers]) -> DCI:
    """Score codes against labels, with a forest of 100 trees of depth 10 for each factor.

    Codes are names, not amounts: the forests see whether a variable is in a state, and the importances of all states
    of a variable are added. Variables and states are put in an order of their own first, so that neither the order of
    variables nor the names of states changes a score.

    Args:
        seen: codes int64 [N, V] and labels int64 [N, F] that the forests are fitted to. Factors of one value there are
            left out.
        held_out: codes and labels for the accuracy; there may be none.
    """
    split = len(seen[0])
    codes = in_order(np.concatenate([seen[0], held_out[0]]))
    owners = [v for v, column in enumerate(codes.T) for _ in range(int(column.max()) + 1)]
    states = np.concatenate([np.eye(int(column.max()) + 1, dtype=np.float32)[column] for column in codes.T], axis=1)
    return dci_by(fitted_forests, (states[:split], seen[1]), (states[split:], held_out[1]), np.array(owners))


def dci_of_samples(seen: Sample, held_out: Sample) -> DCI:
    """The same of codes or vectors; of vectors the forests see the values.

    A perfect code is near 1 in all three; a random one near 0 in the first two and at a guess in the third.

    Raises:
        MetricError: CVQ604 without scikit-learn.
    """
    require_classifiers("DCI")
    if seen.discrete:
        return dci((seen.states, seen.labels), (held_out.states, held_out.labels))
    return dci_by(fitted_forests, (seen.columns, seen.labels), (held_out.columns, held_out.labels), seen.owners)


def dci_by(fit: Fit, seen: tuple[Real, Integers], held_out: tuple[Real, Integers], owners: Integers) -> DCI:
    """DCI by the importances of columns, which are added for each variable.

    Args:
        fit: what reads the factors.
        seen: columns [n, K] and labels int64 [n, F] that it is fitted to. Factors of one value there are left out.
        held_out: columns and labels for the accuracy; there may be none.
        owners: int64 [K], the variable that each column is of.
    """
    varied = [f for f, column in enumerate(seen[1].T) if len(np.unique(column)) > 1]
    if not varied:
        return DCI(None, None, None)
    readers = fit(seen[0], seen[1][:, varied])
    importance = np.zeros((int(owners.max()) + 1, len(varied)))
    for position, reader in enumerate(readers):
        np.add.at(importance[:, position], owners, reader.importances)
    accuracies = [
        np.mean(reader.predict(held_out[0]) == held_out[1][:, factor])
        for factor, reader in zip(varied, readers, strict=True)
        if len(held_out[1])
    ]
    return DCI(
        disentanglement=weighted_certainty(importance),
        completeness=weighted_certainty(importance.T),
        informativeness=float(np.mean(accuracies)) if accuracies else None,
    )


def in_order(codes: Integers) -> Integers:
    """States numbered as they are first met, and variables sorted by their columns."""
    columns = np.stack([numbered(column) for column in codes.T])
    return columns[np.lexsort(columns.T[::-1])].T


def weighted_certainty(importance: Floats) -> float:
    """Mean of 1 - entropy of each row, in units of its largest, rows weighted by their sums.

    Args:
        importance: float64 [rows, n], at least 0.
    """
    total, columns = importance.sum(), importance.shape[1]
    if total == 0 or columns < 2:
        return float(total > 0)
    sums = importance.sum(1, keepdims=True)
    share = importance / np.where(sums > 0, sums, 1)
    uncertainty = -(share * np.log(np.where(share > 0, share, 1))).sum(1) / np.log(columns)
    return float(((1 - uncertainty) * sums[:, 0] / total).sum().clip(0, 1))


def fitted_forests(columns: Real, labels: Integers) -> list[Fitted]:
    """A random forest for each factor; scikit-learn takes seconds to import, and few scores need it."""
    from sklearn.ensemble import RandomForestClassifier

    readers = []
    for column in labels.T:
        forest = RandomForestClassifier(n_estimators=TREES, criterion="entropy", max_depth=DEPTH, random_state=0)
        with warnings.catch_warnings():  # of few images for many values, which is no fault of theirs
            warnings.simplefilter("ignore", UserWarning)
            forest.fit(columns, column)
        with np.errstate(invalid="ignore"):  # trees whose splits tell nothing: 0 / 0
            readers.append(Fitted(np.nan_to_num(forest.feature_importances_), forest.predict))
    return readers
