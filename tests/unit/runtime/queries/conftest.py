from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from causalvq.compiler import Plan
from causalvq.runtime.estimation.code_prior import fit_prior
from causalvq.runtime.estimation.code_statistics import CodeStatistics
from causalvq.runtime.estimation.value_tables import ValueTable
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.trained_run import TrainedRun, load
from causalvq.runtime.runs.run import create_run

SIZES = (4, 3, 3)
SEEN = 10
"""Pairs in which each action was seen to lead from each state to the next: it does with probability 10.01 / 11.06."""


@pytest.fixture
def cells() -> Tensor:
    """The codes of all values of place, shade and ground, if state s stands for value s: [36, 3]."""
    return torch.cartesian_prod(*(torch.arange(size) for size in SIZES))


@pytest.fixture
def stepping(model: Callable[..., CausalVQ]) -> CausalVQ:
    """A model whose steps lead one state up or down, as far as there are values: the last states are ends."""
    made = model()
    effects = made.transition.effects  # of place+1, shade+1, ground+1, place-1, shade-1, ground-1
    for factor, size in enumerate(SIZES):
        for state in range(size - 1):
            effects[factor, factor, state, state + 1] = SEEN
            effects[3 + factor, factor, state + 1, state] = SEEN
    return made


@pytest.fixture
def shaded(stepping: CausalVQ) -> CausalVQ:
    """The same, where place causes shade: after a change of place, shade is as place is, 2 at most."""
    transition = stepping.transition
    transition.adjacency[0, 1] = True
    x, y = torch.zeros(4 * SEEN, 3, dtype=torch.int64), torch.zeros(4 * SEEN, 3, dtype=torch.int64)
    y[:, 0] = torch.arange(4).repeat(SEEN)
    y[:, 1] = y[:, 0].clamp_max(2)
    transition.responses["1"] = transition._table(1, [0])
    transition.responses["1"].fit(x, y)
    return stepping


@pytest.fixture
def tables() -> tuple[ValueTable, ...]:
    """State s stands for value s, of each factor; the states above were never met."""
    return tuple(
        ValueTable((factor,), torch.arange(size)[:, None], SEEN * torch.eye(size, dtype=torch.int64))
        for factor, size in enumerate(SIZES)
    )


@pytest.fixture
def run_of(
    plan: Callable[..., Plan], tmp_path: Path, tables: tuple[ValueTable, ...], cells: Tensor
) -> Callable[..., TrainedRun]:
    """Makes a run of a model of the tiny plan, with the counts of `tables` and `cells`."""

    def make(model: CausalVQ, *, counted: bool = True) -> TrainedRun:
        made = plan()
        run = create_run(made, "", tmp_path, tmp_path / "runs")
        prior = fit_prior(cells, tuple(variable.states for variable in made.variables))
        names = [[*factor.values, *[""] * (6 - factor.size)] for factor in made.data.factors]
        known = CodeStatistics(tables, prior, None) if counted else None
        return TrainedRun(run, model, names, torch.device("cpu"), known)

    return make


@pytest.fixture
def run(trained_home: Path) -> TrainedRun:
    """Loaded anew, since tests write into its tables; place goes one state up."""
    made = load(trained_home / "runs" / "tiny" / "latest")
    made.model.transition.effects.zero_()
    made.model.transition.stays.zero_()
    for state in range(5):
        made.model.transition.effects[0, 0, state, state + 1] = 10
    made.state_names = [["a", "b", "c", "d", "e", ""], [""] * 6, [""] * 6]
    return made
