"""The metrics of arrays, asked of a run's codes and labels.

Axes: N images, V variables, F factors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from causalvq.data.types import Flags, Floats, Integers
from causalvq.metrics.metric_selection import METRICS, Scored
from causalvq.metrics.representation.metric_inputs import Sample, sample_of_codes, sample_of_vectors

MEASURED_HERE: Final = frozenset(("infomec", "dci"))
"""Metrics that runs have of their own, so that they need no library or are told with what the labels have."""

CODE_METRICS: Final = tuple(name for name in METRICS if name not in MEASURED_HERE)
SEED: Final = 0

Split = tuple[Integers | Floats, Integers]


@dataclass(frozen=True, slots=True)
class CodeScores:
    """What one metric says of codes.

    Args:
        scores: by the name that they have among all scores of a run.
        by_factor: for each factor of two values or more, where the metric has it.
        by_variable: for each variable, where it has it.
    """

    scores: Mapping[str, float | None]
    by_factor: Mapping[str, float | None]
    by_variable: tuple[float | None, ...]

    def to_json(self) -> dict[str, Any]:
        """What stands beside the scores."""
        return {"by_factor": dict(self.by_factor), "by_variable": list(self.by_variable)}


def code_scores(metric: str, seen: Split, held_out: Split, names: Sequence[str]) -> CodeScores:
    """One metric of a run's codes.

    Args:
        metric: of CODE_METRICS. What it fits is fitted to `seen`; it is measured on `held_out` alone.
        seen: codes int64 [N, V], or vectors float [N, L], and labels int64 [N, F] of training images.
        held_out: those of test images; there may be no labels for the use of states.
        names: of the factors; those of one value in either part are left out.

    Raises:
        MetricError: as the metric does.
    """
    if metric == "usage":
        sample = _states_alone(held_out[0].astype(np.int64))
        return _named(metric, METRICS[metric].score(sample, sample, sample, SEED), ())
    kept = _varied(seen[1]) & _varied(held_out[1])
    called = [name for name, varies in zip(names, kept, strict=True) if varies]
    labels = np.concatenate([seen[1], held_out[1]])[:, kept]
    rows, first = np.arange(len(labels)), len(seen[0])
    both = _sample(np.concatenate([seen[0], held_out[0]]), labels, called)
    alone = _sample(held_out[0], held_out[1][:, kept], called)
    return _named(metric, METRICS[metric].score(alone, both[rows[:first]], both[rows[first:]], SEED), alone.names)


def _sample(found: Integers | Floats, labels: Integers, names: Sequence[str]) -> Sample:
    if np.issubdtype(found.dtype, np.floating):
        return sample_of_vectors(found, labels, names)
    return sample_of_codes(_renumbered(found.astype(np.int64)), labels, names)


def _named(metric: str, scored: Scored, names: Sequence[str]) -> CodeScores:
    plain = scored.to_json()
    scores = {part if part == metric else f"{metric}_{part}": value for part, value in plain["scores"].items()}
    by_factor = dict(zip(names, plain["by_factor"], strict=True)) if plain["by_factor"] else {}
    return CodeScores(scores, by_factor, tuple(plain["by_variable"]))


def _states_alone(codes: Integers) -> Sample:
    nothing = np.zeros((len(codes), 0))
    states = _renumbered(codes)
    return Sample(states, nothing, np.zeros(0, np.int64), nothing.astype(np.int64), (), (), discrete=True)


def _renumbered(codes: Integers) -> Integers:
    """The states that occur, numbered from 0: a codebook may have more of them than there are images."""
    return np.stack([np.unique(column, return_inverse=True)[1] for column in codes.T], axis=1)


def _varied(labels: Integers) -> Flags:
    return np.array([len(np.unique(column)) > 1 for column in labels.T], dtype=np.bool_)
