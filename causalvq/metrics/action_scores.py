"""Whether actions are retrieved, from the probabilities that a model gives them.

Axes: P pairs, A actions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Integers, Real
from causalvq.metrics.metric_faults import BAD_ARRAY, UNLIKE, fault
from causalvq.metrics.shares import FactorScores, scores_by_factor, wilson

BINS = 15
"""Of probabilities, for the calibration error (Guo et al., 2017)."""

SLACK = 1e-3
"""How far a row of probabilities may be from a sum of 1: they may be of float16."""

Share = tuple[float, float]


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
        by_factor: both shares for each factor, by name.
        chance: of an action drawn at random, 1 / A.
        undirected_chance: of the factor of an action drawn at random, on average over the pairs.
        calibration_error: of the probabilities of what is retrieved: 0 where they are the shares that are right.
    """

    pairs: int
    directed: float
    directed_interval: Share
    undirected: float
    undirected_interval: Share
    top: Mapping[int, float]
    by_factor: Mapping[str, FactorScores]
    chance: float
    undirected_chance: float
    calibration_error: float


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
    owner = _indices(factor_of, "factor_of", count, None)
    truth = _indices(actions, "actions", pairs, count)
    factors = int(owner.max()) + 1
    called = tuple(names) or tuple(f"factor_{factor}" for factor in range(factors))
    if len(called) < factors:
        got = f"{len(called)} names of {factors} factors"
        raise fault(UNLIKE, "array 'names' does not name the factors of 'factor_of'", "a name for each factor", got)
    order = np.argsort(-chances, axis=1, kind="stable")
    place = (order == truth[:, None]).argmax(1)
    hits, same = place == 0, owner[order[:, 0]] == owner[truth]
    own = np.bincount(owner, minlength=factors) / count
    return ActionScores(
        pairs=pairs,
        directed=float(hits.mean()),
        directed_interval=wilson(int(hits.sum()), pairs),
        undirected=float(same.mean()),
        undirected_interval=wilson(int(same.sum()), pairs),
        top=MappingProxyType({k: float((place < k).mean()) for k in top if 0 < k <= count}),
        by_factor=MappingProxyType(scores_by_factor(called, owner[truth], hits, same)),
        chance=1 / count,
        undirected_chance=float(own[owner[truth]].mean()),
        calibration_error=calibration_error(chances, truth),
    )


def calibration_error(probabilities: Real, action: Integers) -> float:
    """Expected calibration error: how far the probability of the answers is from the share that is right.

    Guo et al., "On Calibration of Modern Neural Networks" (2017), equation 3, with bins of equal width. In [0, 1]: 0
    for answers that are as sure as they are right, which a perfect and an honest random one both can be.

    Args:
        probabilities: [P, A].
        action: int64 [P], the true ones.
    """
    sure, answer = probabilities.max(1), probabilities.argmax(1)
    place = (sure * BINS).astype(np.int64).clip(max=BINS - 1)
    # The sum over a bin of right minus sure is its count times the gap of its means, as equation 3 weighs it.
    gaps = np.bincount(place, (answer == action) - sure.astype(np.float64), BINS)
    return float(np.abs(gaps).sum() / max(1, len(action)))


def _chances(probabilities: npt.ArrayLike) -> Real:
    """Rows of probabilities, checked."""
    table: npt.NDArray[Any] = np.asarray(probabilities)
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


def _indices(values: npt.ArrayLike, name: str, length: int, below: int | None) -> Integers:
    """Whole numbers from 0, as many as there must be."""
    found = np.asarray(values)
    if found.shape != (length,):
        raise fault(UNLIKE, f"array {name!r} has the wrong length", f"{length} numbers", f"shape {found.shape}")
    if found.dtype.kind not in "iu":
        raise fault(BAD_ARRAY, f"array {name!r} is not of whole numbers", "integers", str(found.dtype))
    wrong = (found < 0) | (found >= below if below is not None else False)
    if wrong.any():
        row = int(wrong.argmax())
        most = "" if below is None else f" and below {below}"
        raise fault(BAD_ARRAY, f"array {name!r} is out of range", f"at least 0{most}", f"{found[row]} in row {row}")
    indices: Integers = found.astype(np.int64)
    return indices
