"""How many states codes use, and how evenly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from causalvq.metrics.representation.information import entropy
from causalvq.metrics.representation.metric_inputs import Sample


@dataclass(frozen=True, slots=True)
class Usage:
    """The states of one variable that occur.

    Args:
        states: how many occur.
        perplexity: exp of the entropy of their shares in nats: in [1, states], 1 for a constant code and `states` for
            one whose states are equally frequent, however well it does otherwise; a perfect code has the perplexity
            of its factor, a random one that of all its states.
        share: of the codebook that is used, states / size, in (0, 1]; None where its size is not known.
    """

    states: int
    perplexity: float
    share: float | None = None


def usage(sample: Sample) -> tuple[Usage, ...]:
    """The use of each variable of codes (perplexity as in van den Oord et al. 2017, arXiv 1711.00937, per variable)."""
    counts = [np.bincount(column) for column in sample.states.T]
    sizes = sample.sizes or (None,) * len(counts)
    return tuple(
        Usage(used := int((count > 0).sum()), float(np.exp(entropy(count))), used / size if size else None)
        for count, size in zip(counts, sizes, strict=True)
    )
