"""Which of the factors become those of a spec: those of which two images differ in nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from causalvq.data.arrays import Integers
from causalvq.data.neighbours import present_steps
from causalvq.data.pairs import Kind, set_pairs, step_pairs
from causalvq.errors import DataError


def paired_factors(labels: Integers, sizes: Sequence[int], kind: Kind) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Factors that can be kept together, so that each of them has pairs, and their numbers of pairs.

    A factor in which any two images differ keeps all others from having pairs: of the one with most values and the
    largest one without pairs, the one is left out without which more factors have pairs; the first where that is equal.

    Args:
        labels: int64 [N, F].
        sizes: values per factor, F of them.
        kind: of the actions.

    Returns:
        the columns that are kept, in order, and the pairs of each of them; none where no two images differ in one.
    """
    kept = tuple(range(len(sizes)))
    counts = counted(labels, sizes, kept, kind)
    while kept and min(counts) == 0:
        largest = max(kept, key=lambda column: (sizes[column], column))
        empty = max(
            (c for c, n in zip(kept, counts, strict=True) if n == 0), key=lambda column: (sizes[column], column)
        )
        tried = []
        for column in dict.fromkeys((largest, empty)):
            rest = tuple(other for other in kept if other != column)
            found = counted(labels, sizes, rest, kind)
            tried.append((sum(count > 0 for count in found), rest, found))
        _, kept, counts = max(tried, key=lambda one: one[0])
    return kept, counts


def counted(labels: Integers, sizes: Sequence[int], columns: Sequence[int], kind: Kind) -> tuple[int, ...]:
    """Pairs of each factor, the other factors of `columns` staying as they are and no others looked at."""
    if not columns:
        return ()
    members = np.arange(len(labels), dtype=np.int64)
    part = np.ascontiguousarray(labels[:, list(columns)])
    chosen, places = [sizes[column] for column in columns], range(len(columns))
    try:
        if kind == "set":
            pairs = set_pairs(part, chosen, members, places)
        else:
            pairs = step_pairs(part, chosen, members, places, steps=present_steps(part, chosen, places))
    except DataError:  # too many combinations to number
        return (0,) * len(columns)
    return tuple(np.bincount(pairs.factor, minlength=len(columns)).tolist())
