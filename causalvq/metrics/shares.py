"""How sure a share of hits is, and the accuracies of each factor.

Axes: P pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np

from causalvq.data.types import Flags, Integers

DEVIATIONS = 1.959964
"""Of a normal variable, between which it lies 95 times in a hundred."""


@dataclass(frozen=True, slots=True)
class FactorScores:
    """What was found on the held-out pairs whose action is on one factor; None where nothing was.

    Args:
        pairs: that were scored, or would have been.
        action_accuracy: share of them whose exact action was retrieved.
        action_accuracy_interval: of that share, at 95%.
        factor_accuracy: share of them whose factor was retrieved, whatever the direction or value.
        factor_accuracy_interval: of that share, at 95%.
    """

    pairs: int
    action_accuracy: float | None = None
    action_accuracy_interval: tuple[float, float] | None = None
    factor_accuracy: float | None = None
    factor_accuracy_interval: tuple[float, float] | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain values; intervals are lists."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def scores_by_factor(
    names: Sequence[str], factor: Integers, action_hits: Flags | None = None, factor_hits: Flags | None = None
) -> dict[str, FactorScores]:
    """The accuracies of each factor.

    Args:
        names: of the factors.
        factor: int64 [P], the position of each pair's factor among them.
        action_hits: bool [P], the pairs whose action was found; None where none was looked for.
        factor_hits: bool [P], the pairs whose factor was found.
    """
    found: dict[str, FactorScores] = {}
    for position, name in enumerate(names):
        own = factor == position
        pairs = int(own.sum())
        if not pairs or action_hits is None or factor_hits is None:
            found[name] = FactorScores(pairs)
            continue
        hits = [int(hit[own].sum()) for hit in (action_hits, factor_hits)]
        action, whole = ((count / pairs, wilson(count, pairs)) for count in hits)
        found[name] = FactorScores(pairs, *action, *whole)
    return found


def mean_over_factors(accuracies: Sequence[float | None]) -> float | None:
    """The mean of those that are known, every factor weighing the same; None where none is."""
    known = [accuracy for accuracy in accuracies if accuracy is not None]
    return float(np.mean(known)) if known else None


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The interval of Wilson (1927) at 95% for the share of hits in independent trials.

    It stays within [0, 1] and does not call 5 of 5 certain.

    >>> tuple(round(end, 3) for end in wilson(5, 5))
    (0.566, 1.0)

    Args:
        hits: of the trials.
        count: trials, at least 1.
    """
    share, square = hits / count, DEVIATIONS**2 / count
    middle = (share + square / 2) / (1 + square)
    half = sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return max(0.0, middle - half) if hits else 0.0, min(1.0, middle + half) if hits < count else 1.0


def standard_error(share: float, count: int) -> float:
    """Of a share of independent trials, after Agresti and Coull (1998), which does not call 5 of 5 certain.

    Args:
        share: in [0, 1].
        count: trials, at least 0.
    """
    trials = count + 4
    middle = (share * count + 2) / trials
    return sqrt(middle * (1 - middle) / trials)
