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
            one whose states are equally frequent, however well it does otherwise.
    """

    states: int
    perplexity: float


def usage(sample: Sample) -> tuple[Usage, ...]:
    """The use of each variable of codes."""
    counts = [np.bincount(column) for column in sample.states.T]
    return tuple(Usage(int((count > 0).sum()), float(np.exp(entropy(count)))) for count in counts)
