"""A run that version 0.1.0 left, before its files said their version: it loads and answers, whatever comes after it.

What it said then stands beside it, in said.json.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from causalvq import load
from causalvq.compiler.artifacts.plan_file import load_plan
from causalvq.errors import CompileError, RunError
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.runs.run import open_run
from causalvq.runtime.training.checkpoint import restore_best, restore_checkpoint
from causalvq.runtime.training.ema import WeightAverage
from causalvq.runtime.training.loop import make_optimizer
from causalvq.runtime.training.session import load_data

HERE = Path(__file__).parent / "old_run"


@pytest.fixture
def home(tmp_path):
    """A copy of the run and its data, so that nothing is written beside the tests."""
    return shutil.copytree(HERE, tmp_path / "home")


def test_it_answers_as_it_did(home):
    said = json.loads((home / "said.json").read_text())
    with np.load(home / "old.npz") as arrays:
        pixels = arrays["images"][::10]
    run = load(home / "run")
    images = run.normalise(pixels)
    answer = run.intervene(images, factor="place", step=1)

    assert run.codes(images).tolist() == said["codes"]
    assert answer.codes.tolist() == said["after"]
    assert answer.images.mean((1, 2, 3)).tolist() == pytest.approx(said["means"], abs=1e-3)
    assert [list(names) for names in run.state_names] == said["names"]


def test_its_data_are_read_as_they_were(home):
    data = load_data(load_plan(home / "run" / "plan.json"), home)

    assert [factor.values for factor in data.facts.factors] == [("left", "middle", "right"), ("0", "1")]


def test_its_training_could_go_on(home):
    run = open_run(home / "run")
    model = CausalVQ(run.plan)
    state = restore_checkpoint(run, model, make_optimizer(run.plan, model), WeightAverage(model, run.plan.train.ema))
    best = CausalVQ(run.plan)
    restore_best(run, best)

    assert state.step == run.plan.train.steps
    assert all(bool(torch.isfinite(tensor).all()) for tensor in best.state_dict().values())


def test_a_plan_of_a_later_version_in_it_is_told(home):
    path = home / "run" / "plan.json"
    plan = json.loads(path.read_text())
    path.write_text(json.dumps(plan | {"version": "causalvq-plan/999"}))

    with pytest.raises(CompileError, match="CVQ222 this plan is of a future version"):
        load(home / "run")


@pytest.mark.parametrize("file", ["run.json", "model/config.json"])
def test_a_later_version_in_it_is_told(home, file):
    path = home / "run" / file
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": "causalvq-model/999"}))

    with pytest.raises(RunError, match="CVQ416 this run is of another version, causalvq-model/999"):
        load(home / "run")
