"""Which of the factors become those of a spec: those of which two images differ in nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from causalvq.data.facts import Kind
from causalvq.data.pairs.image_pairs import factor_pairs
from causalvq.data.pairs.neighbours import present_steps
from causalvq.data.types import Integers
from causalvq.errors import DataError

ENOUGH: Final = 30  # pairs with which a factor is kept without asking what it costs the others
PLENTY: Final = 50  # pairs above which more of them are worth nothing
TRIED: Final = 12  # factors up to which each is tried without


def paired_factors(
    labels: Integers, sizes: Sequence[int], kinds: Sequence[Kind]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Factors that can be kept together, so that each of them has pairs, and their numbers of pairs.

    A factor in which any two images differ keeps all others from having pairs. While one has none, or few, the factor
    is left out without which pairs are worth most: up to fifty of each factor count. A factor with few pairs is
    kept where leaving one out is worth nothing.

    Args:
        labels: int64 [N, F].
        sizes: values per factor, F of them.
        kinds: of the actions on each factor.

    Returns:
        the columns that are kept, in order, and the pairs of each of them; none where no two images differ in one.
    """
    kept = tuple(range(len(sizes)))
    counts = counted(labels, sizes, kept, kinds)
    while kept and min(counts) < ENOUGH:
        largest = max(kept, key=lambda column: (sizes[column], column))
        fewest = max(kept, key=lambda column: (-counts[kept.index(column)], sizes[column], column))
        tried = []
        for column in dict.fromkeys((largest, fewest, *(kept if len(kept) <= TRIED else ()))):
            rest = tuple(other for other in kept if other != column)
            found = counted(labels, sizes, rest, kinds)
            tried.append((worth(found), rest, found))
        best, rest, found = max(tried, key=lambda one: one[0])
        if min(counts) > 0 and best <= worth(counts):
            break
        kept, counts = rest, found
    return kept, counts


def worth(counts: Sequence[int]) -> int:
    """What pairs are worth, up to fifty of each factor."""
    return sum(min(count, PLENTY) for count in counts)


def counted(labels: Integers, sizes: Sequence[int], columns: Sequence[int], kinds: Sequence[Kind]) -> tuple[int, ...]:
    """Pairs of each factor, the other factors of `columns` staying as they are and no others looked at."""
    if not columns:
        return ()
    members = np.arange(len(labels), dtype=np.int64)
    part = np.ascontiguousarray(labels[:, list(columns)])
    chosen, places = [sizes[column] for column in columns], range(len(columns))
    try:
        wanted = [kinds[column] for column in columns]
        pairs = factor_pairs(wanted, part, chosen, members, places, steps=present_steps(part, chosen, places))
    except DataError:  # too many combinations to number
        return (0,) * len(columns)
    return tuple(np.bincount(pairs.factor, minlength=len(columns)).tolist())
