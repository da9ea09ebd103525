"""What is measured of each held-out pair, and the means of it with intervals.

Axes: P pairs, N draws, F factors, K scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from typing import Final

import numpy as np

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.types import Flags, Floats
from causalvq.metrics.bootstrap import DRAWS, Interval, drawn_means, percentile_interval, sure_share, units_of
from causalvq.metrics.shares import mean_over_factors

RATIOS: Final = {"intervention_ratio": ("intervention_mse", "reconstruction_mse")}
"""Scores that are the ratio of two means."""

OVER_FACTORS: Final = {
    "action_accuracy_mean_over_factors": "action_accuracy",
    "factor_accuracy_mean_over_factors": "factor_accuracy",
}
"""Scores that are the mean of the means of each factor."""

SHARES: Final = frozenset(
    (
        *("action_accuracy", "action_accuracy_top_3", "action_accuracy_top_5", "factor_accuracy"),
        *("code_action_accuracy", "code_factor_accuracy", "vector_action_accuracy"),
        *("preserved", "code_preserved", "read_back", *OVER_FACTORS),
    )
)
"""Scores in [0, 1]: that all pairs have 1 does not say that every pair would."""

LEAST_TRIALS = 2
"""Of one pair nothing is known of how others would differ."""

Intervals = dict[str, Interval | None]


@dataclass(frozen=True, slots=True, eq=False)
class PairTable:
    """Scores of pairs, a column each.

    Args:
        pairs: that were scored.
        weight: float64 [P], how many pairs of the part each of them stands for.
        factors: how many factors the model has actions on.
        values: by name of the score, float64 [P]; NaN for a pair that has none.
    """

    pairs: Pairs
    weight: Floats
    factors: int
    values: Mapping[str, Floats]

    @classmethod
    def of(cls, pairs: Pairs, weight: Floats, factors: int, columns: Mapping[str, Floats | Flags]) -> PairTable:
        """A table of columns of any type."""
        return cls(pairs, weight, factors, {name: np.asarray(one, np.float64) for name, one in columns.items()})

    def means(self) -> dict[str, float | None]:
        """Of all pairs, then the scores that follow from means; None where no pair has a value."""
        found = {name: _mean(values, self.weight) for name, values in self.values.items()}
        found |= {
            name: _ratio(found[over], found[under])
            for name, (over, under) in RATIOS.items()
            if {over, under} <= found.keys()
        }
        each = self.means_by_factor()
        return found | {name: mean_over_factors([one.get(of) for one in each]) for name, of in self.over_factors()}

    def means_by_factor(self) -> list[dict[str, float | None]]:
        """Of the pairs of each factor."""
        owned = [self.pairs.factor == factor for factor in range(self.factors)]
        found = [{name: _mean(values[own], self.weight[own]) for name, values in self.values.items()} for own in owned]
        for one in found:
            one |= {
                name: _ratio(one[over], one[under])
                for name, (over, under) in RATIOS.items()
                if {over, under} <= one.keys()
            }
        return found

    def over_factors(self) -> list[tuple[str, str]]:
        """The means over factors that the table has, and what each is a mean of."""
        return [(name, of) for name, of in OVER_FACTORS.items() if of in self.values]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The scores of a table in each draw of its images.

    Args:
        scores: by name, float64 [N].
        by_factor: by name, float64 [N, F].
    """

    scores: Mapping[str, Floats]
    by_factor: Mapping[str, Floats]


def drawn(table: PairTable, draws: int, seed: int = 0) -> Drawn:
    """Draw images again and again; tables of the same pairs draw the same images, so that differences are paired."""
    names = list(table.values)
    columns = np.stack([table.values[name] for name in names], axis=1)
    # A score that is infinite in some pair (psnr of equal images) has no mean, and none of its draws has one.
    columns = np.where(np.isinf(columns).any(0), np.nan, columns)
    units = units_of(table.pairs.x, table.pairs.y)
    means, own = drawn_means(columns, table.weight, table.pairs.factor, table.factors, units, draws, seed)
    scores = {name: means[:, column] for column, name in enumerate(names)}
    by_factor = {name: own[:, :, column] for column, name in enumerate(names)}
    for name, (over, under) in RATIOS.items():
        if {over, under} <= scores.keys():
            scores[name], by_factor[name] = (_quotients(some[over], some[under]) for some in (scores, by_factor))
    return Drawn(scores | {name: _means_known(by_factor[of]) for name, of in table.over_factors()}, by_factor)


def intervals(
    table: PairTable, draws: int = DRAWS
) -> tuple[dict[str, Interval | None], list[dict[str, Interval | None]]]:
    """The intervals of all scores of a table, and those of each factor; None where nothing is drawn from two."""
    found, means, trials = drawn(table, draws), table.means(), _trials(table.pairs)
    whole = {name: _interval(name, values, means[name], trials) for name, values in found.scores.items()}
    each = []
    for factor, own in enumerate(table.means_by_factor()):
        trials = _trials(table.pairs[table.pairs.factor == factor])
        drawn_of = {name: values[:, factor] for name, values in found.by_factor.items()}
        each.append({name: _interval(name, drawn_of[name], mean, trials) for name, mean in own.items()})
    return whole, each


def differences(one: PairTable, other: PairTable, draws: int = DRAWS) -> dict[str, tuple[float, Interval | None]]:
    """How much more the second table has of each score that both have, with intervals of the differences.

    Args:
        one: of the first model.
        other: of the second one, of the same pairs.
        draws: of the pairs' images, the same for both.
    """
    first, second, trials = drawn(one, draws), drawn(other, draws), _trials(one.pairs)
    before, after = one.means(), other.means()
    found = {}
    for name in first.scores:
        low, high = before.get(name), after.get(name)
        if low is None or high is None or not isfinite(high - low):
            continue
        apart = second.scores[name] - first.scores[name]
        bound = sure_share(0.0, trials).upper if trials else 0.0
        unsure = name in SHARES and not np.any(apart)  # no pair differs in any draw: as sure as so many trials make it
        same = Interval(-bound, bound) if unsure else percentile_interval(apart)
        found[name] = (high - low, same if trials >= LEAST_TRIALS else None)
    return found


def same_pairs(one: Pairs, other: Pairs) -> bool:
    """Whether two models were asked about the same pairs, in the same order."""
    return all(np.array_equal(getattr(one, part.name), getattr(other, part.name)) for part in fields(Pairs))


def _interval(name: str, values: Floats, mean: float | None, trials: int) -> Interval | None:
    if mean is None or not isfinite(mean) or trials < LEAST_TRIALS:
        return None
    return sure_share(mean, trials) if name in SHARES and mean in (0.0, 1.0) else percentile_interval(values)


def _trials(pairs: Pairs) -> int:
    return units_of(pairs.x, pairs.y).independent if len(pairs) else 0


def _mean(values: Floats, weight: Floats) -> float | None:
    known = ~np.isnan(values)
    return float(np.average(values[known], weights=weight[known])) if known.any() else None


def _ratio(over: float | None, under: float | None) -> float | None:
    return None if over is None or under is None or not under else over / under


def _quotients(over: Floats, under: Floats) -> Floats:
    found: Floats = np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)
    return found


def _means_known(rows: Floats) -> Floats:
    """The mean of each row [N, F] over the factors that are known in it."""
    known = ~np.isnan(rows)
    count = known.sum(1)
    means: Floats = np.where(count > 0, np.where(known, rows, 0).sum(1) / np.maximum(count, 1), np.nan)
    return means
