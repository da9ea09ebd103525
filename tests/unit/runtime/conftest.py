from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from causalvq.compiler import Plan, compile_spec
from causalvq.data import Prepared
from causalvq.dsl import load
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.trained_run import TrainedRun
from causalvq.runtime.queries.trained_run import load as load_run
from causalvq.runtime.training.session import load_data


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def plan(tiny: Path) -> Callable[..., Plan]:
    """Compiles the tiny spec with values set as `--set` does."""
    return lambda *overrides: compile_spec(load(tiny / "tiny.yaml", overrides))


GRID = ("variables={count: 8, layout: grid, books: 2}", "model.encoder.widths=null", "model.transition.hidden=12")
BUDGET = "interventions.sparsity.max_targets=5"


@pytest.fixture(scope="session")
def grid_plan(plan: Callable[..., Plan]) -> Callable[..., Plan]:
    """The tiny spec as a grid of 2 x 2 x 2 variables with 6 states, 6 actions, and 12 hidden numbers."""
    return lambda *overrides: plan(*GRID, BUDGET, *overrides)


@pytest.fixture(scope="session")
def open_ended(plan: Callable[..., Plan]) -> Callable[..., Plan]:
    """The tiny plan of 12 steps (4, 5 and 3 a phase), of which a plateau may leave no fewer than a floor."""

    def make(floor: int, *overrides: str) -> Plan:
        values = plan("train.steps=12", *overrides).model_dump()
        values["train"]["floor"] = floor
        return Plan.model_validate(values)

    return make


@pytest.fixture
def model(plan: Callable[..., Plan]) -> Callable[..., CausalVQ]:
    """Builds the model of the tiny spec, with weights that are the same every time."""

    def build(*overrides: str) -> CausalVQ:
        with torch.random.fork_rng():
            torch.manual_seed(0)
            return CausalVQ(plan(*overrides))

    return build


@pytest.fixture(scope="session")
def data(plan: Callable[..., Plan], tiny: Path) -> Prepared:
    """The data of the tiny spec."""
    return load_data(plan(), tiny)


@pytest.fixture(scope="session")
def trained(trained_home: Path) -> TrainedRun:
    """The tiny spec, trained."""
    return load_run(trained_home / "runs" / "tiny" / "latest")
