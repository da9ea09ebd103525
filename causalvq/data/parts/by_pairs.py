"""A split in which the held-out parts keep their share of every factor's pairs. Axes: N images, F factors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from causalvq.data.parts.growth import grown
from causalvq.data.parts.links import links
from causalvq.data.parts.split import NAMES, Split, apportion, parted, split_images
from causalvq.data.parts.targets import ENOUGH, Finder, pairs_of_each, wanted_of_each
from causalvq.data.types import Integers

HELD_OUT = ("validation", "test")


def split_by_pairs(
    count: int, fractions: Mapping[str, float], seed: int, find: Finder, factors: int, groups: Integers | None = None
) -> Split:
    """Divide images so that validation and test have pairs of every factor.

    Images drawn at random are kept where each of the two has 150 pairs of each factor, or its share of them. Otherwise
    they are grown along pairs, up to 400 of a factor: at least 30 where there are 300 in all, at least one where there
    are enough for training too. A part takes more than its share of the images only for these.

    Args:
        count: how many images there are, N.
        fractions: share of `train`, `validation` and `test` in [0, 1]; they sum to 1, `train` is not 0.
        seed: equal seeds give equal splits.
        find: gives the pairs among some images.
        factors: how many factors the pairs count.
        groups: int64 [N], images that are drawn together when they are drawn at random. None: each by itself.

    Raises:
        DataError: CVQ314 when the fractions are no split of 1 or leave nothing to train on.
    """
    drawn = split_images(count, fractions, seed, groups)
    # Images drawn one by one leave training most pairs of all; drawn in groups, they may leave it none.
    judged = HELD_OUT if groups is None else NAMES
    drawn_pairs = {part: pairs_of_each(find(drawn[part]), factors) for part in judged if fractions.get(part, 0)}
    if all((found >= ENOUGH).all() for found in drawn_pairs.values()):
        return drawn
    every = find(np.arange(count, dtype=np.int64))
    total = pairs_of_each(every, factors)
    enough = {part: wanted_of_each(total, fractions[part], ENOUGH) for part in drawn_pairs}
    if all((found >= enough[part]).all() for part, found in drawn_pairs.items()):
        return drawn
    shares = [fractions.get(name, 0.0) for name in NAMES]
    return parted(grown(links(count, every, factors), factors, shares, apportion(count, shares), seed))
