"""Whether actions are retrieved, from the probabilities that a model gives them.

Axes: P pairs, A actions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Floats, Integers, Real
from causalvq.metrics.array_checks import as_array, as_indices, factor_names
from causalvq.metrics.metric_faults import BAD_ARRAY, fault
from causalvq.metrics.shares import FactorScores, scores_by_factor, wilson

BINS = 15
"""Of probabilities, for the calibration error (Guo et al. 2017, arXiv 1706.04599)."""

SLACK = 1e-3
"""How far a row of probabilities may be from a sum of 1: they may be of float16."""

Share = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reliability:
    """The answers of one bin of probabilities, which are calibrated where both means are equal.

    Args:
        low: of the bin.
        high: of the bin.
        pairs: whose most probable action has a probability in it.
        probability: mean of these probabilities; None of an empty bin.
        right: share of these pairs whose most probable action is the true one; None of an empty bin.
    """

    low: float
    high: float
    pairs: int
    probability: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class ActionScores:
    """How often actions are retrieved; of equal probabilities the first action is.

    Args:
        pairs: that were scored.
        directed: share whose exact action, with direction or value, is the most probable: 1 perfect, `chance` random.
        directed_interval: of that share, at 95%.
        undirected: share whose factor is that of the most probable action: 1 perfect, `undirected_chance` random.
        undirected_interval: of that share, at 95%.
        top: for each k, the share whose action is among the k most probable ones: 1 perfect, k / A random.
        top_chance: for each k, k / A.
        by_factor: both shares for each factor, by name.
        chance: of an action drawn at random, 1 / A.
        undirected_chance: of the factor of an action drawn at random, on average over the pairs.
        calibration_error: of the probabilities of what is retrieved: 0 where they are the shares that are right.
        brier: see `brier_score`.
        brier_chance: that of equal probabilities for all actions, 1 - 1 / A.
        reliability: the bins that the calibration error is of, from the least probabilities on.
    """

    pairs: int
    directed: float
    directed_interval: Share
    undirected: float
    undirected_interval: Share
    top: Mapping[int, float]
    top_chance: Mapping[int, float]
    by_factor: Mapping[str, FactorScores]
    chance: float
    undirected_chance: float
    calibration_error: float
    brier: float
    brier_chance: float
    reliability: tuple[Reliability, ...]


def action_scores(
    probabilities: npt.ArrayLike,
    actions: npt.ArrayLike,
    factor_of: npt.ArrayLike,
    names: Sequence[str] = (),
    top: Sequence[int] = (3, 5),
) -> ActionScores:
    """Score the retrieval of actions.

    Args:
        probabilities: of each action for each pair, [P, A], rows that sum to 1.
        actions: the true action of each pair, whole numbers [P] below A.
        factor_of: the factor that each action is on, whole numbers [A] from 0.
        names: of the factors; empty for factor_0, factor_1, ...
        top: the k of the top-k shares; those of more than A are left out.

    Raises:
        MetricError: CVQ601 for an array of wrong values, CVQ603 for one of a wrong length; the message names it.
    """
    chances = _chances(probabilities)
    pairs, count = chances.shape
    owner = as_indices(factor_of, "factor_of", count, None)
    truth = as_indices(actions, "actions", pairs, count)
    factors = max(int(owner.max()) + 1, len(names))
    called = factor_names(names, factors, "factors of 'factor_of'")
    order = np.argsort(-chances, axis=1, kind="stable")
    place = (order == truth[:, None]).argmax(1)
    hits, same = place == 0, owner[order[:, 0]] == owner[truth]
    counted = [k for k in top if 0 < k <= count]
    own = np.bincount(owner, minlength=factors) / count
    return ActionScores(
        pairs=pairs,
        directed=float(hits.mean()),
        directed_interval=wilson(int(hits.sum()), pairs),
        undirected=float(same.mean()),
        undirected_interval=wilson(int(same.sum()), pairs),
        top=MappingProxyType({k: float((place < k).mean()) for k in counted}),
        top_chance=MappingProxyType({k: k / count for k in counted}),
        by_factor=MappingProxyType(scores_by_factor(called, owner[truth], hits, same)),
        chance=1 / count,
        undirected_chance=float(own[owner[truth]].mean()),
        calibration_error=calibration_error(chances, truth),
        brier=brier_score(chances, truth),
        brier_chance=1 - 1 / count,
        reliability=reliability(chances, truth),
    )


def calibration_error(probabilities: Real, action: Integers) -> float:
    """Expected calibration error: how far the probability of the answers is from the share that is right.

    Guo et al. (2017, arXiv 1706.04599), equation 3, with bins of equal width. In [0, 1]: 0
    for answers that are as sure as they are right, which a perfect and an honest random one both can be.

    Args:
        probabilities: [P, A].
        action: int64 [P], the true ones.
    """
    place, sure, right = _binned(probabilities, action)
    # The sum over a bin of right minus sure is its count times the gap of its means, as equation 3 weighs it.
    gaps = np.bincount(place, right - sure, BINS)
    return float(np.abs(gaps).sum() / max(1, len(action)))


def reliability(probabilities: Real, action: Integers) -> tuple[Reliability, ...]:
    """The reliability diagram (Guo et al. 2017, arXiv 1706.04599, section 2): BINS bins of equal width of [0, 1].

    Each bin has its pairs, the mean probability of what is retrieved and the share of it that is right, both in [0, 1].
    A perfect retrieval that is sure has all pairs in the last bin and both at 1; a guess that is honest about it has
    all of them in the bin of 1 / A, and both at 1 / A.

    Args:
        probabilities: [P, A].
        action: int64 [P], the true ones.
    """
    place, sure, right = _binned(probabilities, action)
    counts = np.bincount(place, minlength=BINS)
    sums = [np.bincount(place, values, BINS) for values in (sure, right)]
    return tuple(
        Reliability(
            at / BINS,
            (at + 1) / BINS,
            int(count),
            *(float(total[at] / count) if count else None for total in sums),
        )
        for at, count in enumerate(counts)
    )


def brier_score(probabilities: Real, action: Integers) -> float:
    """Brier score (Brier 1950, equation 2): mean over pairs of the squared error of all A probabilities, summed.

    In [0, 2]: 0 for a retrieval that is right and sure, 1 - 1 / A for equal probabilities, 2 for one that is sure and
    always wrong. A proper score: of all that could be said of a pair, its true chances have the least expected one.

    Args:
        probabilities: [P, A].
        action: int64 [P], the true ones.
    """
    truth = np.eye(probabilities.shape[1])[action]
    return float(((probabilities - truth) ** 2).sum(1).mean())


def _binned(probabilities: Real, action: Integers) -> tuple[Integers, Floats, Floats]:
    """The bin of the most probable action of each pair, its probability, and whether it is right."""
    sure, answer = probabilities.max(1), probabilities.argmax(1)
    place = (sure * BINS).astype(np.int64).clip(max=BINS - 1)
    return place, sure.astype(np.float64), (answer == action).astype(np.float64)


def _chances(probabilities: npt.ArrayLike) -> Real:
    """Rows of probabilities, checked."""
    table = as_array(probabilities, "probabilities")
    if table.ndim != 2 or not table.size or table.dtype.kind not in "biuf":
        got = f"{table.dtype} of shape {table.shape}"
        raise fault(BAD_ARRAY, "array 'probabilities' is no table of numbers", "[pairs, actions]", got)
    chances: Real = table.astype(np.float64)
    wrong = ~np.isfinite(chances) | (chances < 0)
    if wrong.any():
        row, column = np.argwhere(wrong)[0].tolist()
        got = f"{chances[row, column]:g} in row {row}, column {column}"
        raise fault(BAD_ARRAY, "array 'probabilities' has what is no probability", "numbers of at least 0", got)
    sums = chances.sum(1)
    if (np.abs(sums - 1) > SLACK).any():
        row = int(np.abs(sums - 1).argmax())
        hint = "of log-probabilities take exp first"
        got = f"{sums[row]:g} in row {row}"
        raise fault(BAD_ARRAY, "array 'probabilities' has rows that do not sum to 1", "a sum of 1", got, hint)
    return chances
