"""How much of each codebook is in use, and what its states stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import torch

from causalvq.report.run_subject import Missing, Subject, spread
from causalvq.report.sections.report_section import Made, first
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.queries.inspection import VariableReport, variables_of

MOST_VARIABLES: Final = 64
MOST_IMAGES: Final = 512
MOST_PIXELS: Final = 2**23
MOST_STATES: Final = 12


@dataclass(frozen=True, slots=True)
class StateShare:
    """A state: its name, the share of test images that have it, and where its bar begins, in hundredths."""

    name: str
    share: float
    start: float


@dataclass(frozen=True, slots=True)
class UsageRow:
    """A variable.

    Args:
        variable: what `inspect` says of it.
        states: the most frequent ones among test images; none where these are not there.
        more: states that are not among them.
    """

    variable: VariableReport
    states: tuple[StateShare, ...]
    more: int


def codebook_section(subject: Subject) -> Made:
    """The use of each variable's states.

    Raises:
        Missing: when there is neither a model nor a log of it.
    """
    try:
        trained = subject.trained
    except Missing:
        trained = None
    reports = variables_of(subject.run, trained)
    if trained is None and all(report.perplexity is None for report in reports):
        raise Missing("No code has been chosen yet.")
    chosen = spread(len(reports), MOST_VARIABLES)
    counts = _counts(subject, chosen)
    rows = tuple(
        UsageRow(reports[variable], *_states(subject, variable, counts[place] if counts else None))
        for place, variable in enumerate(chosen)
    )
    left_out = first(len(chosen), len(reports), "variables")
    return Made(rows, left_out)


def _counts(subject: Subject, variables: list[int]) -> list[dict[int, int]]:
    """How many test images have each state of some variables; nothing where there are no images or no model."""
    try:
        run, data = subject.trained, subject.data
    except Missing:
        return []
    pixels = subject.plan.data.height * subject.plan.data.width
    most = max(64, min(MOST_IMAGES, MOST_PIXELS // pixels))
    rows = data.split.test[spread(len(data.split.test), most)]
    codes = torch.cat(
        [
            run.codes(images_at(data.images, rows[start : start + 128], run.device, run.model.pixels.normalise))
            for start in range(0, len(rows), 128)
        ]
    )
    found = []
    for variable in variables:
        states, counts = torch.unique(codes[:, variable], return_counts=True)
        found.append(dict(zip(states.tolist(), counts.tolist(), strict=True)))
    return found


def _states(subject: Subject, variable: int, counts: dict[int, int] | None) -> tuple[tuple[StateShare, ...], int]:
    """The most frequent states, and how many more there are."""
    if not counts:
        return (), 0
    names, whole = subject.trained.state_names[variable], sum(counts.values())
    order = sorted(counts, key=lambda state: (-counts[state], state))
    rows, start = [], 0.0
    for state in order[:MOST_STATES]:
        share = counts[state] / whole
        rows.append(StateShare(names[state] or f"state {state}", share, round(100 * start, 2)))
        start += share
    return tuple(rows), len(order) - len(rows)
