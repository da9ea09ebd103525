"""How many pairs each factor has in each part of the split: what is worth knowing before anything is trained."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from causalvq.data.facts import PairCounts
from causalvq.data.parts.split import NAMES
from causalvq.data.parts.targets import pairs_of_each
from causalvq.data.prepared import Arranged


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
        neighbours=arranged.neighbours,
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
