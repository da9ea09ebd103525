"""A split that a column of the data says, or whose groups it keeps together. Axes: N images, G groups, F factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from causalvq.data import streams
from causalvq.data.data_faults import BAD_SPLIT, fault
from causalvq.data.labels.canonical_values import written
from causalvq.data.labels.spellings import part_of
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.parts.by_pairs import split_by_pairs
from causalvq.data.parts.split import NAMES, Split, parted
from causalvq.data.parts.targets import PLENTY, Finder, least_of_each, pairs_of_each, wanted_of_each
from causalvq.data.types import Floats, Integers

MOST_DRAWS: Final = 256
"""Ways to draw groups that are compared."""
MOST_WORK: Final = 20_000_000
"""Groups and pairs between them that are looked at in all draws together."""


def split_by_column(
    values: Sequence[str], name: str, fractions: Mapping[str, float], seed: int, find: Finder, factors: int
) -> Split:
    """Divide images as a column says.

    Where all its values are names of parts, these are the parts; validation, and test, where no image is named for
    them, are drawn from training by their share. Otherwise images of equal value, however it is written, go to one
    part, and the groups are drawn such that the parts come near to their shares of images and of each factor's pairs.

    Args:
        values: of the column, N of them.
        name: of the column.
        fractions: share of `train`, `validation` and `test` in [0, 1]; they sum to 1, `train` is not 0.
        seed: equal seeds give equal splits.
        find: gives the pairs among some images.
        factors: how many factors the pairs count.

    Raises:
        DataError: CVQ314 when the column names no image for training, or has fewer groups than there are parts.
    """
    spelled = {value: part_of(value) for value in dict.fromkeys(values)}
    if all(spelled.values()):
        part = np.array([NAMES.index(spelled[value] or "") for value in values], dtype=np.int64)
        return _completed(parted(part), name, fractions, seed, find, factors)
    groups = written(spelled)
    number = {value: position for position, value in enumerate(sorted(groups.values))}
    group = np.array([number[groups.of[value]] for value in values], dtype=np.int64)
    return parted(_drawn_groups(group, len(number), name, fractions, seed, find, factors)[group])


def _completed(named: Split, name: str, fractions: Mapping[str, float], seed: int, find: Finder, factors: int) -> Split:
    """The named parts, with those that are not named drawn from training."""
    if not len(named.train):
        raise fault(
            BAD_SPLIT,
            f"data.split.by: no image is for training in the column {name!r}",
            expected="train or training in some rows",
            hint="name images for training, or write split: {by: pairs}",
        )
    shares = {part: fractions[part] for part in NAMES if part == "train" or not len(named[part])}
    shares = {part: share / sum(shares.values()) for part, share in shares.items()}
    here = named.train
    drawn = split_by_pairs(len(here), shares, seed, lambda rows: _placed(find, here, rows), factors)
    parts = [here[drawn[part]] if part in shares else named[part] for part in NAMES]
    return Split(*parts)


def _placed(find: Finder, here: Integers, rows: Integers) -> Pairs:
    """The pairs among some rows of `here`, as rows of it."""
    pairs = find(here[rows])
    return replace(pairs, x=np.searchsorted(here, pairs.x), y=np.searchsorted(here, pairs.y))


def _drawn_groups(
    group: Integers, count: int, name: str, fractions: Mapping[str, float], seed: int, find: Finder, factors: int
) -> Integers:
    """The part of each group, int64 [G]: of many drawn at random, those that come nearest to what is wanted."""
    shares = np.array([fractions.get(part, 0.0) for part in NAMES])
    if count < np.count_nonzero(shares):
        raise fault(
            BAD_SPLIT,
            f"data.split.by: the column {name!r} has fewer groups than there are parts",
            expected=f"at least {np.count_nonzero(shares)} different values",
            got=str(count),
            hint="another column, a share of 0 for a part, or split: {by: pairs}",
        )
    size = np.bincount(group, minlength=count)
    weigher = _Weigher(size, group, shares, find(np.arange(len(group), dtype=np.int64)), factors)
    generator = np.random.default_rng([seed, streams.COLUMNS])
    draws = min(MOST_DRAWS, 1 + MOST_WORK // (count + len(weigher.weight)))
    drawn = [_cut(generator.permutation(count), size, shares) for _ in range(draws)]
    return min(drawn, key=weigher.fault)


def _cut(order: Integers, size: Integers, shares: Floats) -> Integers:
    """Groups in an order, the first of them for test, the next for validation; each part that has a share has a group.

    Returns:
        int64 [G], the part of each group.
    """
    part, start = np.zeros(len(order), dtype=np.int64), 0
    for number in (2, 1):
        if shares[number]:
            end = len(order) - np.count_nonzero(shares[:number])
            images = np.cumsum(size[order[start:end]])
            taken = 1 + int(np.abs(images - shares[number] * size.sum()).argmin())
            part[order[start : start + taken]] = number
            start += taken
    return part


class _Weigher:
    """How far parts are from their shares of images and pairs.

    Args:
        size: int64 [G], images of each group.
        group: int64 [N], the group of each image.
        shares: of training, validation and test.
        pairs: among all images.
        factors: how many factors these count.
    """

    def __init__(self, size: Integers, group: Integers, shares: Floats, pairs: Pairs, factors: int) -> None:
        self._size, self._shares, self._factors = size, shares, factors
        known = pairs[pairs.factor >= 0]
        key = (group[known.x] * len(size) + group[known.y]) * max(1, factors) + known.factor
        key, self.weight = np.unique(key, return_counts=True)
        ends, self._kind = np.divmod(key, max(1, factors))
        self._one, self._other = np.divmod(ends, len(size))
        total = pairs_of_each(known, factors)
        self._wanted = np.stack([wanted_of_each(total, float(share), PLENTY) for share in shares])
        self._wanted[0] = total * shares[0]
        self._least = np.where(shares[:, None] > 0, least_of_each(total), 0)

    def fault(self, part: Integers) -> float:
        """What is missing: 1 for each part and factor with too few pairs, and shares of images and pairs.

        Args:
            part: int64 [G], of each group.
        """
        images = np.bincount(part, self._size, 3) / self._size.sum()
        missing = float(np.abs(images - self._shares).sum())
        if not self._factors:
            return missing
        within = part[self._one] == part[self._other]
        place = part[self._one] * self._factors + self._kind
        have = np.bincount(place, self.weight * within, 3 * self._factors).reshape(3, self._factors)
        lacking = np.maximum(0, 1 - have / np.maximum(1, self._wanted)) * (self._wanted > 0)
        return missing + float(lacking.mean(1).sum()) + float((have < self._least).sum())
