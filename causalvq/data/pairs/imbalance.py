"""Declared imbalance: keep fewer images of some values, to see how a model bears it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from causalvq.data import streams
from causalvq.data.data_faults import BAD_SPLIT, fault
from causalvq.data.types import Floats, Integers


def thin(labels: Integers, members: Integers, shares: Mapping[int, Sequence[float]], seed: int) -> Integers:
    """Keep as many images as possible such that the values of some factors have the given shares.

    Args:
        labels: int64 [N, F], of all images.
        members: int64 [M], the images to choose from, sorted.
        shares: for a column of labels, the share of each of its values; they sum to 1.
        seed: equal seeds keep equal images.

    Returns:
        int64 [K], the images kept, sorted. Factors are thinned one after another, in the order given.

    Raises:
        DataError: CVQ314 when a value with a share above 0 has no image.
    """
    generator = np.random.default_rng([seed, streams.IMBALANCE])
    for column, wanted in shares.items():
        members = _thin_one(labels[members, column], members, np.asarray(wanted), generator)
    return members


def _thin_one(values: Integers, members: Integers, wanted: Floats, generator: np.random.Generator) -> Integers:
    present = np.bincount(values, minlength=len(wanted))
    asked = np.flatnonzero(wanted > 0)
    total = min(present[asked] / wanted[asked])
    if total == 0:
        empty = [int(value) for value in asked if not present[value]]
        raise fault(BAD_SPLIT, f"data.imbalance asks for images of a value that has none: value {empty[0]}")
    keep = [
        generator.permutation(members[values == value])[: round(total * share)] for value, share in enumerate(wanted)
    ]
    return np.sort(np.concatenate(keep))
