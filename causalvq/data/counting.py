"""How many pairs each factor has in each part of the split: what is worth knowing before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from causalvq.data.parts.targets import pairs_of_each
from causalvq.data.preparation import Arranged
from causalvq.data.split import NAMES


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Images and pairs of each part of the split.

    Args:
        factors: names of the factors that actions change.
        images: of `train`, `validation` and `test`, after declared imbalance.
        pairs: of each part, the pairs of each factor whose action is known.
        unknown: of each part, the pairs whose action is not known.
    """

    factors: tuple[str, ...]
    images: Mapping[str, int]
    pairs: Mapping[str, tuple[int, ...]]
    unknown: Mapping[str, int]

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
    )
