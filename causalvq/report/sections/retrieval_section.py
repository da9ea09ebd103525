"""Which actions are found, which are taken for others, and whether probabilities are shares that are right.

Axes: P pairs, A actions, F factors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from causalvq.data.types import Integers, Real
from causalvq.metrics.action_scores import calibration_error, reliability
from causalvq.report.drawing.reliability_chart import ReliabilityChart, reliability_chart
from causalvq.report.run_subject import Missing, Subject
from causalvq.report.sections.report_section import Made, first
from causalvq.runtime.estimation.codes import pair_actions
from causalvq.runtime.evaluation.pair_scores import representative
from causalvq.runtime.feeding.feed import images_at

MOST_PAIRS: Final = 1_000
MOST_PIXELS: Final = 2**25
"""Of both images of all pairs: large images are asked about less often."""
BATCH: Final = 128
MOST_NODES: Final = 40
"""Rows of a matrix."""
MOST_MISTAKES: Final = 12
LEVELS: Final = 5
"""Shades of a cell, beside none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How often something was taken for something: the count, its share of the row, and the shade that it has."""

    count: int
    share: float
    shade: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A confusion matrix.

    Args:
        names: of rows and columns.
        rows: of cells; a row is what was done, a column what was found.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class RetrievalContent:
    """What is shown of retrieval.

    Args:
        pairs: that were asked about.
        factors: by factor.
        actions: by action; None where they are too many to be read.
        mistakes: what was taken for what most often: the action, what was found, how often, of how many pairs.
        chart: probabilities against shares that are right.
        error: the calibration error of these pairs.
    """

    pairs: int
    factors: Matrix
    actions: Matrix | None
    mistakes: tuple[tuple[str, str, int, int], ...]
    chart: ReliabilityChart
    error: float


def retrieval_section(subject: Subject) -> Made:
    """Ask for the action of held-out pairs.

    Raises:
        Missing: when there are none.
    """
    plan, pairs = subject.plan, subject.data.pairs["test"]
    if not plan.actions or not len(pairs):
        raise Missing("There are no held-out pairs whose action could be asked for.")
    affordable = max(BATCH, MOST_PIXELS // (2 * plan.data.height * plan.data.width))
    chances, truth = _asked(subject, min(MOST_PAIRS, affordable))
    found = chances.argmax(1)
    factor = np.array([action.factor for action in plan.actions])
    counts = _counts(truth, found, len(plan.actions))
    error = calibration_error(chances, truth)
    names = tuple(action.name for action in plan.actions)
    content = RetrievalContent(
        pairs=len(truth),
        factors=_matrix(
            _counts(factor[truth], factor[found], len(plan.data.factors)),
            tuple(one.name for one in plan.data.factors),
        ),
        actions=_matrix(counts, names) if len(names) <= MOST_NODES else None,
        mistakes=_mistakes(counts, names),
        chart=reliability_chart(reliability(chances, truth), error),
        error=error,
    )
    left_out = first(len(truth), len(pairs), "held-out pairs")
    left_out += first(min(MOST_NODES, len(plan.data.factors)), len(plan.data.factors), "factors of the matrix")
    return Made(content, left_out)


def _asked(subject: Subject, most: int) -> tuple[Real, Integers]:
    """Probabilities float64 [P, A] of the actions of held-out pairs, and int64 [P], the actions that were done."""
    run, data = subject.trained, subject.data
    pairs, _ = representative(data.pairs["test"], most)
    found = []
    for start in range(0, len(pairs), BATCH):
        part = pairs[np.arange(start, min(start + BATCH, len(pairs)))]
        x, y = (images_at(data.images, side, run.device, run.model.pixels.normalise) for side in (part.x, part.y))
        with torch.inference_mode():
            found.append(run.model.action_probabilities(x, y).double().cpu().numpy())
    return np.concatenate(found), pair_actions(run.model, pairs, run.device).cpu().numpy()


def _counts(truth: Integers, found: Integers, size: int) -> Integers:
    return np.bincount(truth * size + found, minlength=size * size).reshape(size, size)


def _matrix(counts: Integers, names: tuple[str, ...]) -> Matrix:
    """Cells of rows that have pairs or not; more than can be read are cut."""
    kept = min(MOST_NODES, len(names))
    rows = tuple(
        tuple(_cell(int(counts[row, column]), int(counts[row].sum())) for column in range(kept)) for row in range(kept)
    )
    return Matrix(names[:kept], rows)


def _cell(count: int, of: int) -> Cell:
    share = count / of if of else 0.0
    return Cell(count, share, min(LEVELS, 1 + int(share * LEVELS)) if count else 0)


def _mistakes(counts: Integers, names: tuple[str, ...]) -> tuple[tuple[str, str, int, int], ...]:
    """What was taken for what, most often first."""
    wrong = counts - np.diag(np.diag(counts))
    order = np.argsort(-wrong, axis=None, kind="stable")[:MOST_MISTAKES]
    places = [divmod(int(place), len(names)) for place in order]
    return tuple(
        (names[row], names[column], int(wrong[row, column]), int(counts[row].sum()))
        for row, column in places
        if wrong[row, column]
    )
