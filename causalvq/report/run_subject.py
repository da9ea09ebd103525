"""The run that a report is about, each part of it read once and only when a section asks for it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from jaxtyping import Float, Int
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.data.types import Integers
from causalvq.errors import CausalVQError
from causalvq.report.events import History, read_history
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.queries.trained_run import TrainedRun, load
from causalvq.runtime.runs.run import open_run
from causalvq.runtime.runs.run_record import RunRecord, record_of
from causalvq.runtime.training.session import run_data

LOOKED_AT: Final = 64
"""Test images among which those are sought that an action changes."""
MOST_NAMED: Final = 6
"""Factors whose values are told of an image."""


class Missing(Exception):  # noqa: N818 - it is no fault: a section is left out
    """A part of a run that is not there, and why, in words of the report."""


class Subject:
    """A run, and what is read of it for a report.

    Args:
        path: of the run.
        moved: where its data are now; None: where the plan says.
        data: its images and pairs, where they are in memory already.
        trained: the run with its model, where it is in memory already.

    Raises:
        RunError: when there is no run at the path, or it is damaged.
    """

    def __init__(
        self,
        path: Path,
        *,
        moved: Path | None = None,
        data: Prepared | None = None,
        trained: TrainedRun | None = None,
    ) -> None:
        run = open_run(path)
        self.path, self.run = path, run if moved is None else replace(run, moved=moved)
        self._data, self._trained = data, trained

    @property
    def plan(self) -> Plan:
        """What was trained."""
        return self.run.plan

    @cached_property
    def record(self) -> RunRecord:
        """How far the run has come; one that has just been scored counts as finished, whoever still holds its lock."""
        found = record_of(self.path)
        done = found.state == "training" and self.run.scored and (found.step or 0) >= self.plan.train.steps
        return replace(found, state="finished") if done else found

    @cached_property
    def history(self) -> History:
        """What was logged."""
        return read_history(self.run.path / "events.jsonl")

    @cached_property
    def trained(self) -> TrainedRun:
        """The run with its model.

        Raises:
            Missing: when there is none yet, or it cannot be read.
        """
        if self._trained is not None:
            return self._trained
        if not self.run.finished and not self.run.alone:
            raise Missing("Training has not come to its end, so there is no model to ask yet.")
        try:
            return load(self.path)
        except CausalVQError as error:
            raise Missing(f"The model cannot be read: {error.diagnostics[0].message}.") from error

    @cached_property
    def data(self) -> Prepared:
        """The images and pairs of the run.

        Raises:
            Missing: when they are not there, or are others than those of the plan.
        """
        if self._data is not None:
            return self._data
        try:
            return run_data(self.run)
        except CausalVQError as error:
            reason = error.diagnostics[0].message
            raise Missing(f"The images of the run cannot be read where the report is made: {reason}.") from error

    @cached_property
    def numbers(self) -> Integers:
        """int64 [n], numbers in the test split of the images among which those are chosen that the report shows."""
        count = len(self.data.split.test)
        if not count:
            raise Missing("The test split has no images.")
        return np.linspace(0, count - 1, min(LOOKED_AT, count)).astype(np.int64)

    @cached_property
    def rows(self) -> Integers:
        """int64 [n], the same as rows of the images."""
        return self.data.split.test[self.numbers]

    @cached_property
    def images(self) -> Float[Tensor, "n C H W"]:
        """The images of `rows`, in [-1, 1]."""
        run = self.trained
        return images_at(self.data.images, self.rows, run.device, run.model.pixels.normalise)

    @cached_property
    def codes(self) -> Int[Tensor, "n V"]:
        """The codes of `images`."""
        return self.trained.codes(self.images)

    def told(self, position: int) -> str:
        """What is known of an image of `rows`, in words: the values that its labels say."""
        labels, factors = self.data.labels[self.rows[position]], self.plan.data.factors
        values = [
            f"{factor.name} {factor.values[value]}"
            for factor, value in zip(factors, labels.tolist(), strict=False)
            if 0 <= value < len(factor.values)
        ]
        more = len(values) - MOST_NAMED
        named = ", ".join(values[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        return f"test image {self.numbers[position]}" + (f": {named}" if named else "")


def spread(count: int, most: int) -> list[int]:
    """So many positions at most, evenly spread.

    >>> spread(9, 3), spread(2, 3)
    ([0, 4, 8], [0, 1])
    """
    return [int(place) for place in np.linspace(0, count - 1, min(count, most)).round()]
