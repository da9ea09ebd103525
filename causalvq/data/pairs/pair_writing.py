"""Pairs as a table that reads back as the same pairs."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

import numpy as np

from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.pairs.pair_table import FORMS, HEADER
from causalvq.data.types import Integers


def pair_table_text(pairs: Pairs, labels: Integers, facts: SourceFacts, chosen: Sequence[int]) -> str:
    """Pairs as the text of a CSV that reads back as the same pairs.

    The form is that of values before and after where all of them are known, else that of actions.

    Args:
        pairs: the pairs.
        labels: int64 [N, F], of all images; [N, 0] when they are unlabelled.
        facts: of the source.
        chosen: columns of the factors that `pairs.factor` counts.
    """
    factors = [facts.factors[column] for column in chosen]
    by_values = labels.shape[1] > 0 and bool(np.all(pairs.value >= 0))
    text = StringIO(newline="")
    text.write(f"{HEADER} {facts.fingerprint}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FORMS[0] if by_values else FORMS[2])
    columns = (pairs.x, pairs.y, pairs.factor, pairs.direction, pairs.value)
    for x, y, position, direction, value in zip(*(column.tolist() for column in columns), strict=True):
        if by_values:
            factor = factors[position]
            before = factor.values[labels[x, chosen[position]]]
            writer.writerow((x, y, factor.name, before, factor.values[value]))
        else:
            writer.writerow((x, y, _action(factors[position], direction, value) if position >= 0 else ""))
    return text.getvalue()


def _action(factor: FactorFacts, direction: int, value: int) -> str:
    """The name of an action: `hair+1`, `hair-1` or `hair=red`, or a word of the user's own."""
    if factor.words:
        return factor.words[value if factor.values else int(direction < 0)]
    return f"{factor.name}{direction:+d}" if direction else f"{factor.name}={factor.values[value]}"
