"""How many pairs each factor has in each part of the split: what is worth knowing before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from causalvq.data.parts.split import NAMES
from causalvq.data.parts.targets import pairs_of_each
from causalvq.data.prepared import Arranged


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Images and pairs of each part of the split.

    Args:
        factors: names of the factors that actions change.
        images: of `train`, `validation` and `test`, after declared imbalance.
        pairs: of each part, the pairs of each factor whose action is known.
        unknown: of each part, the pairs whose action is not known.
        spaced: the factors some steps of which pass over values that no image of that row has.
    """

    factors: tuple[str, ...]
    images: Mapping[str, int]
    pairs: Mapping[str, tuple[int, ...]]
    unknown: Mapping[str, int]
    spaced: tuple[str, ...] = ()

    def of(self, factor: str) -> Mapping[str, int]:
        """The pairs of a factor by part."""
        position = self.factors.index(factor)
        return {part: counts[position] for part, counts in self.pairs.items()}

    def without(self, *parts: str) -> tuple[str, ...]:
        """The factors that have no pair in one of some parts."""
        return tuple(factor for factor in self.factors if not all(self.of(factor)[part] for part in parts))

    def to_json(self) -> dict[str, Any]:
        """The counts as plain dictionaries and numbers: `pairs` by factor, then by part."""
        return {
            "images": dict(self.images),
            "pairs": {factor: dict(self.of(factor)) for factor in self.factors},
            "unknown": dict(self.unknown),
        }


def count_pairs(arranged: Arranged) -> PairCounts:
    """Count the pairs of a data section that was arranged.

    Args:
        arranged: as `arrange` gives it; a section that wants no pairs has none.
    """
    factors = tuple(factor.name for factor in arranged.facts.factors) if arranged.pairs else ()
    pairs = {part: pairs_of_each(found, len(factors)) for part, found in arranged.pairs.items()}
    return PairCounts(
        factors=factors,
        images=MappingProxyType({part: len(arranged.split[part]) for part in NAMES}),
        pairs=MappingProxyType({part: tuple(counts.tolist()) for part, counts in pairs.items()}),
        unknown=MappingProxyType({part: int((found.factor < 0).sum()) for part, found in arranged.pairs.items()}),
        spaced=_spaced(arranged),
    )


def _spaced(arranged: Arranged) -> tuple[str, ...]:
    """The factors of which some training pairs are steps over several values; unlabelled images say nothing of it."""
    pairs, labels = arranged.pairs.get("train"), arranged.labels
    if pairs is None or not labels.shape[1]:
        return ()
    steps = pairs[(pairs.direction != 0) & (pairs.factor >= 0)]
    before, after = (labels[side, steps.factor] for side in (steps.x, steps.y))
    far = steps.factor[np.abs(after - before) > 1]
    return tuple(
        factor.name
        for position, factor in enumerate(arranged.facts.factors)
        if (far == position).any() and not factor.cyclic
    )
