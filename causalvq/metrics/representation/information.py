"""How much each variable says about each factor, counted.

Axes: N images, V variables, F factors.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from causalvq.data.types import Floats, Integers

DEVIATIONS = 3.09
"""Deviations above the mean that chance stays below, 999 times in a thousand, for what is independent."""


def entropy(counts: Floats | Integers) -> float:
    """Entropy in nats of the distribution that counts of any shape stand for."""
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum())


def numbered(column: Integers) -> Integers:
    """The same column with the values that occur numbered from 0 in the order in which they are first met.

    Two columns that differ in the names of their values alone become equal.
    """
    _, first, inverse = np.unique(column, return_index=True, return_inverse=True)
    order: Integers = first.argsort().argsort()[inverse]
    return order


def relative_information(codes: Integers, labels: Integers) -> Floats:
    """Mutual information of each variable and each factor over the entropy of the factor.

    What chance gives to independent columns of this length counts as 0: a likelihood-ratio test at 0.1%, whose
    distribution is taken from Wilson and Hilferty (1931). A factor of one value has no entropy, and a row of zeros.

    Args:
        codes: int64 [N, V].
        labels: int64 [N, F].

    Returns:
        float64 [V, F], in [0, 1].
    """
    variables = [numbered(column) for column in codes.T]
    factors = [numbered(column) for column in labels.T]
    return np.array([[_relative(code, label) for label in factors] for code in variables])


def mutual_information(codes: Integers, labels: Integers) -> Floats:
    """Of each variable and each factor in nats, as counted: float64 [V, F]; chance gives a little to independent ones.

    Args:
        codes: int64 [N, V], numbered from 0.
        labels: int64 [N, F], numbered from 0.
    """
    tables = [[joint_counts(code, label) for label in labels.T] for code in codes.T]
    return np.array([[max(0.0, _shared(counts)) for counts in row] for row in tables])


def joint_counts(code: Integers, label: Integers) -> Integers:
    """How often each state occurs with each value: int64 [states, values]."""
    states, values = int(code.max()) + 1, int(label.max()) + 1
    return np.bincount(code * values + label, minlength=states * values).reshape(states, values)


def _shared(counts: Integers) -> float:
    return entropy(counts.sum(1)) + entropy(counts.sum(0)) - entropy(counts)


def _relative(code: Integers, label: Integers) -> float:
    counts = joint_counts(code, label)
    whole, shared = entropy(counts.sum(0)), _shared(counts)
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return min(1.0, shared / whole) if freedom and 2 * len(code) * shared > chance(freedom) else 0.0


def chance(freedom: int) -> float:
    """The chi-square that independent columns exceed once in a thousand times.

    Args:
        freedom: degrees of freedom, at least 1.
    """
    spread = 2 / (9 * freedom)
    cubed: float = freedom * (1 - spread + DEVIATIONS * sqrt(spread)) ** 3
    return cubed
