"""What a metric of runs finds, of whatever kind of model: scores, and a table of pairs that they are means of.

Axes: P pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import torch

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.types import Flags, Floats, Integers
from causalvq.metrics.shares import standard_error
from causalvq.runtime.evaluation.metrics.code_metrics import CodeScores
from causalvq.runtime.evaluation.pair_scores import representative
from causalvq.runtime.evaluation.pair_tables import PairTable
from causalvq.runtime.slots.action_table import ActionTable

MOST_INTERVENTIONS = 1_000
MOST_PRODUCTS = 2**40
"""Multiply-adds for the search of nearest images, which take about half a minute on one core."""

TOP: Final = (3, 5)
"""The most probable actions among which the true one may be, for the top-k shares."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one metric found.

    Args:
        scores: by name, those that are no means of the table among them.
        table: what each pair has; None for a metric that is not of pairs, or where there are none.
        codes: of a metric of arrays, by its name.
    """

    scores: Mapping[str, Any] = field(default_factory=dict)
    table: PairTable | None = None
    codes: Mapping[str, CodeScores] = field(default_factory=dict)


NOTHING = Found()


def among_first(place: Integers, actions: ActionTable) -> dict[str, Flags]:
    """Of which pairs the true action is among the most probable ones, for each such number.

    Args:
        place: int64 [P], of the true action, the most probable one being at 0.
        actions: those there are.
    """
    return {f"action_accuracy_top_{most}": place < most for most in TOP if most < len(actions.factor)}


def of_retrieved(table: PairTable, actions: ActionTable, error: float) -> Found:
    """The scores of what was retrieved of pairs, with those of chance.

    Args:
        table: of each pair, whether its action and its factor were found, and more.
        actions: those there are.
        error: of the probabilities.
    """
    means, factor = table.means(), actions.factor
    errors = {
        f"{name}_error": standard_error(means[name] or 0.0, len(table.pairs))
        for name in ("action_accuracy", "factor_accuracy")
    }
    chances = {"chance": 1 / len(factor), "factor_chance": 1 / len(torch.unique(factor))}
    return Found(means | errors | chances | {"calibration_error": error}, table)


def intervened(data: Prepared) -> tuple[Pairs, Floats]:
    """The held-out pairs whose interventions are looked at, and float64 [P] how many each stands for."""
    affordable = max(1, MOST_PRODUCTS // data.images.size)
    return representative(data.pairs["test"], min(MOST_INTERVENTIONS, affordable))


def of_preserved(table: PairTable) -> Found:
    """The scores of what interventions on pairs leave alone."""
    shares = table.values["preserved"]
    means, known = table.means(), int((~np.isnan(shares)).sum())
    errors = {"preserved_error": standard_error(means["preserved"], known) if means["preserved"] is not None else None}
    return Found(means | errors, table)
