"""Intervals of means over pairs of images, by drawing images or whole groups of pairs again.

Pairs that share an image are not independent. Where pairs fall into many groups that share none, groups are drawn with
replacement (a cluster bootstrap). Where nearly all of them hang together, images are drawn, and a pair counts as often
as its first image was drawn times as often as its second one was (Davezies, D'Haultfoeuille, Guyonvarch, 2021, Annals
of Statistics 49(2), 845-862): too wide an interval rather than too narrow a one where images matter little.

Axes: P pairs, U units that are drawn, N draws, K scores, F factors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import sqrt

import numpy as np

from causalvq.data.types import Floats, Integers
from causalvq.metrics.shares import DEVIATIONS, wilson

DRAWS = 1_000
"""As many as a percentile of 2.5% needs to be steady to about a twentieth of the interval."""

LEAST_DRAWS = 100
"""With fewer, an end of the interval would be one of the two outermost draws."""

MOST_DRAWS = 100_000
LEAST_GROUPS = 50
"""Groups of equal size, or as many as unequal ones are worth, from which on groups are drawn and not images."""

ENDS = (0.025, 0.975)
STUDENT = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281)
"""Of 1 to 10 degrees of freedom, the 97.5% quantiles of Student's t."""

MOST_WEIGHTS = 2**21
"""Weights that are held at a time, 16 MB of them."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a score lies, at 95%.

    Args:
        lower: 2.5% of the draws are below it.
        upper: 2.5% are above it.
    """

    lower: float
    upper: float

    def to_json(self) -> dict[str, float]:
        """As plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """What is drawn with replacement.

    Args:
        count: how many there are.
        first: int64 [P], the unit of each pair.
        second: int64 [P], its other unit, where units are images; None where they are groups of pairs.
    """

    count: int
    first: Integers
    second: Integers | None = None

    @property
    def independent(self) -> int:
        """As many trials the pairs are worth at most."""
        return min(self.count, len(self.first))


def units_of(x: Integers, y: Integers) -> Units:
    """What to draw for pairs of images.

    Args:
        x: int64 [P], image before.
        y: int64 [P], image after.
    """
    images, ends = np.unique(np.concatenate([x, y]), return_inverse=True)
    first, second = ends.reshape(2, -1)
    group = _linked(first, second, len(images))
    sizes = np.bincount(group)
    if sizes.sum() ** 2 >= LEAST_GROUPS * np.square(sizes).sum():
        return Units(len(sizes), group)
    return Units(len(images), first, second)


def _linked(first: Integers, second: Integers, images: int) -> Integers:
    """The group of each pair: pairs that share images, at first hand or through others, are of one."""
    least = np.arange(images)
    while True:
        nearer, both = least.copy(), np.minimum(least[first], least[second])
        np.minimum.at(nearer, first, both)
        np.minimum.at(nearer, second, both)
        nearer = nearer[nearer]
        if np.array_equal(nearer, least):
            groups: Integers = np.unique(least[first], return_inverse=True)[1]
            return groups
        least = nearer


def drawn_weights(units: Units, draws: int, seed: int = 0) -> Iterator[Floats]:
    """How often each pair is there in each draw: float64 [n, P], as many rows in all as there are draws."""
    generator = np.random.default_rng(seed)
    rows = max(1, MOST_WEIGHTS // max(units.count, len(units.first)))
    for start in range(0, draws, rows):
        count = min(rows, draws - start)
        chosen = generator.integers(0, units.count, (count, units.count)) + units.count * np.arange(count)[:, None]
        often = np.bincount(chosen.ravel(), minlength=count * units.count).reshape(count, -1).astype(np.float64)
        yield often[:, units.first] * (1 if units.second is None else often[:, units.second])


def drawn_means(
    values: Floats, weight: Floats, factor: Integers, factors: int, units: Units, draws: int, seed: int = 0
) -> tuple[Floats, Floats]:
    """The means of each draw, of all pairs and of those of each factor.

    Args:
        values: float64 [P, K]; NaN where a pair has none.
        weight: float64 [P], how many pairs each stands for.
        factor: int64 [P], that the pair's action is on.
        factors: how many there are.
        units: of the pairs.
        draws: how many.
        seed: of the draws; the same seed draws the same images for all scores, so that differences are paired.

    Returns:
        float64 [N, K] and [N, F, K]; NaN where no pair with a value was drawn.
    """
    known = ~np.isnan(values)
    columns = np.concatenate([np.where(known, values, 0), known], axis=1) * weight[:, None]
    own = [np.flatnonzero(factor == position) for position in range(factors)]
    drawn = drawn_weights(units, draws, seed)
    sums = np.concatenate([np.stack([often[:, rows] @ columns[rows] for rows in own], axis=1) for often in drawn])
    return _ratios(sums.sum(1)), _ratios(sums)


def _ratios(sums: Floats) -> Floats:
    """Sums of values over sums of weights."""
    total, count = np.split(sums, 2, axis=-1)
    means: Floats = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return means


def percentile_interval(drawn: Floats) -> Interval | None:
    """Between the percentiles of what was drawn (Efron, 1979); None where nothing is known.

    Args:
        drawn: float64 [N]; NaN where a draw has no value.
    """
    known = drawn[np.isfinite(drawn)]
    return Interval(*map(float, np.quantile(known, ENDS))) if len(known) else None


def sure_share(share: float, trials: int) -> Interval:
    """The interval of a share that is 0 or 1 in every pair, of which draws would say that it is certain: Wilson's.

    >>> sure_share(1.0, 5)
    Interval(lower=0.5655175313406071, upper=1.0)
    """
    return Interval(*wilson(round(share) * trials, trials))


def t_interval(values: Sequence[float]) -> Interval | None:
    """Where the mean of independent values lies that are about normal, by Student's t.

    None of fewer than two, and of equal ones, which do not say how far others would be.

    For few runs: percentiles of three values are these values: they hold the mean in three cases of four.

    Args:
        values: such as differences between two specs, one for each seed.
    """
    count = len(values)
    if count < 2 or not np.ptp(values):
        return None
    half = _student(count - 1) * float(np.std(values, ddof=1)) / sqrt(count)
    middle = float(np.mean(values))
    return Interval(middle - half, middle + half)


def _student(freedom: int) -> float:
    """The 97.5% quantile of Student's t: of a table, then by the expansion of Fisher and Cornish to the third term."""
    if freedom <= len(STUDENT):
        return STUDENT[freedom - 1]
    z = DEVIATIONS
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, 1))
