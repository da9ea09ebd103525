from functools import cache

import pytest

from causalvq.compiler import compile_spec
from causalvq.dsl.loader import load
from causalvq.runtime.runs.resumption import changed, resumption
from causalvq.runtime.runs.run import Run

SPEC = "apiVersion: causalvq/v1\nname: a\ndata: {source: critters}\nvariables: {count: 7}\ncodebook: {size: 8}\n"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """The plan of a spec with a few values of its own."""
    path = tmp_path_factory.mktemp("specs") / "a.yaml"
    path.write_text(SPEC)
    return cache(lambda *overrides: compile_spec(load(path, overrides)))


@pytest.fixture
def run(plan, tmp_path):
    """A run that has not begun."""
    made = plan()
    return Run(tmp_path, made, tmp_path, made.digest)


def test_a_run_of_the_plan_goes_on(run, plan, tmp_path):
    assert resumption(run, plan()).why == "from its first step, as it has no checkpoint"
    (tmp_path / "checkpoints" / "step_000400").mkdir(parents=True)
    (tmp_path / "checkpoints" / "step_000400" / "state.json").touch()
    assert resumption(run, plan()).why == "after step 400"
    assert resumption(run, plan("seed=1")).instead == f"causalvq train --run {tmp_path.as_posix()}"


def test_a_run_of_another_plan_is_left(run, plan):
    found = resumption(run, plan("train.batch_size=8", "seed=3"))

    assert (found.outcome, found.why) == ("anew", "the plans differ in seed, train.batch_size")
    assert found.instead is None, "there is nothing to go on from"
    assert changed(plan(), plan("name=b", "seed=1", "losses.swap=0", "losses.cycle=0")).endswith(", ...")


def test_what_is_not_trained_is_refused(run, plan):
    found = resumption(run, plan("interventions.noise=exogenous"))

    assert found.outcome == "refuses"
    assert found.why.startswith("this version cannot train ")
