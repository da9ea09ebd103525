"""Splitting images into training, validation and test, so that no pair of images can cross."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose

import numpy as np

from causalvq.data import streams
from causalvq.data.data_faults import BAD_SPLIT, fault
from causalvq.data.types import Integers

NAMES = ("train", "validation", "test")
_PARTS = "shares of train, validation and test in [0, 1]"


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Which images are for what: sorted int64 index arrays that share no image and leave none out."""

    train: Integers
    validation: Integers
    test: Integers

    def __getitem__(self, name: str) -> Integers:
        """The indices of `train`, `validation` or `test`."""
        return {"train": self.train, "validation": self.validation, "test": self.test}[name]


def split_images(count: int, fractions: Mapping[str, float], seed: int, groups: Integers | None = None) -> Split:
    """Divide images at random.

    Args:
        count: how many images there are.
        fractions: share of `train`, `validation` and `test` in [0, 1]; they sum to 1, `train` is not 0.
        seed: equal seeds give equal splits.
        groups: int64 [count], images with equal numbers go to one part; only the two groups in which a share ends are
            divided. None: images are independent.

    Raises:
        DataError: CVQ314 when the fractions are no split of 1 or leave nothing to train on.
    """
    shares = [fractions.get(name, 0.0) for name in NAMES]
    unknown = set(fractions) - set(NAMES)
    if unknown or min(shares) < 0 or not isclose(sum(shares), 1, abs_tol=1e-6):
        raise fault(BAD_SPLIT, "the shares of a split must add to 1", expected=_PARTS, got=f"{dict(fractions)}")
    counts = apportion(count, shares)
    if not counts[0]:
        raise fault(BAD_SPLIT, "the split leaves no image to train on", got=f"{count} images, {dict(fractions)}")
    order = np.random.default_rng([seed, streams.SPLIT]).permutation(count)
    if groups is not None:
        order = order[np.argsort(_first_met(groups[order]), kind="stable")]
    parts = np.split(order, np.cumsum(counts)[:-1])
    train, validation, test = (np.sort(part).astype(np.int64) for part in parts)
    return Split(train, validation, test)


def linked(count: int, x: Integers, y: Integers) -> Integers:
    """Which images hang together by pairs.

    Args:
        count: how many images there are.
        x: int64 [P], one image of each pair.
        y: int64 [P], the other.

    Returns:
        int64 [count]: the least image that can be reached through pairs; equal for images that hang together.
    """
    least = np.arange(count, dtype=np.int64)
    while True:
        before, ends = least.copy(), np.minimum(least[x], least[y])
        np.minimum.at(least, least[x], ends)
        np.minimum.at(least, least[y], ends)
        least = least[least]
        if np.array_equal(least, before):
            return least


def parted(part: Integers) -> Split:
    """The split in which each image has its part, int64 [N]: 0 for training, 1 for validation, 2 for test."""
    return Split(*(np.flatnonzero(part == number).astype(np.int64) for number in range(len(NAMES))))


def _first_met(groups: Integers) -> Integers:
    """For each image, where the first of its group stands: int64 [N]."""
    _, first, number = np.unique(groups, return_index=True, return_inverse=True)
    return first[number.reshape(-1)].astype(np.int64)


def apportion(count: int, shares: list[float]) -> list[int]:
    """Whole numbers in proportion to shares in [0, 1] that sum to `count`, by largest remainder."""
    exact = [count * share for share in shares]
    whole = [int(value + 1e-9) for value in exact]
    by_remainder = sorted(range(len(shares)), key=lambda part: whole[part] - exact[part])
    for part in by_remainder[: count - sum(whole)]:
        whole[part] += 1
    return whole
