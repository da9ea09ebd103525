"""Whether the many values of a factor have an order: asked of the images, since numbers number persons too."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from causalvq.data.facts import LONGEST, FactorFacts, Order, SourceFacts, is_number
from causalvq.data.source import Source
from causalvq.data.types import Floats, Integers

EACH: Final = 8  # images of each value, of which a mean is made
ALIKE: Final = 0.5  # of the mean squared distance of any two values: neighbours that are nearer follow each other


def ordered_facts(source: Source, labels: Integers) -> SourceFacts:
    """The facts of a source, with the order of each factor of many numbered values as its images show it.

    Args:
        source: its images are looked at.
        labels: int64 [N, F], of all of them.
    """
    factors = tuple(
        replace(
            factor, declared=(found := shown_order(source, labels[:, column], factor.size)), cyclic=found == "cyclic"
        )
        if is_open(factor)
        else factor
        for column, factor in enumerate(source.facts.factors)
    )
    return replace(source.facts, factors=factors)


def is_open(factor: FactorFacts) -> bool:
    """Whether nothing says the order of a factor for which it matters."""
    many = factor.size > LONGEST and not factor.cyclic and factor.declared is None
    return many and all(map(is_number, factor.values))


def shown_order(source: Source, values: Integers, size: int) -> Order:
    """The order of values: neighbours look more alike than any two do, where there is one.

    Args:
        source: of the images.
        values: int64 [N], of each image.
        size: how many values there are.
    """
    means = np.stack([mean_image(source, np.flatnonzero(values == value)) for value in np.unique(values)])
    apart = ((means[:, None] - means[None]) ** 2).mean(-1)
    any_two = float(apart[np.triu_indices(len(means), 1)].mean())
    next_to = float(np.diagonal(apart, 1).mean())
    if not any_two or next_to > ALIKE * any_two:
        return "none"
    return "cyclic" if apart[0, -1] <= 2 * next_to and len(means) == size else "ordered"


def mean_image(source: Source, rows: Integers) -> Floats:
    """The mean of some images of a value, evenly spaced, at a quarter of the side: float64 [n]."""
    chosen = rows[np.linspace(0, len(rows) - 1, min(EACH, len(rows))).astype(np.int64)]
    image = source.images(np.unique(chosen)).astype(np.float64).mean(0)
    height, width = (side // 4 * 4 for side in image.shape[:2])
    small: Floats = image[:height, :width].reshape(height // 4, 4, width // 4, 4, -1).mean((1, 3)).reshape(-1)
    return small
