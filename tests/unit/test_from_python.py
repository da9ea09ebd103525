import shutil

import pytest

import causalvq
from causalvq.compiler.pipeline import compile_spec as compile_document
from causalvq.dsl.loader import load
from causalvq.errors import RunError, SpecError
from causalvq.runtime.training.progress import Progress


@pytest.fixture
def home(tiny, tmp_path, monkeypatch):
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_plan_is_what_the_command_makes(home):
    plan = compile_document(load(home / "tiny.yaml", ["train.steps=7"]))

    assert causalvq.compile_spec("tiny.yaml", "train.steps=7").digest == plan.digest


def test_a_run_is_trained_and_answers(home):
    told: list[Progress] = []
    run = causalvq.train("tiny.yaml", "train.steps=20", out=home / "mine", tell=told.append)

    assert run.run.path == home / "mine"
    assert told[-1].step == 20
    assert run.sample(2).images.shape == (2, 3, 16, 16)
    assert causalvq.load(home / "mine").plan.digest == run.plan.digest
    assert (home / "mine" / "metrics.json").is_file()
    with pytest.raises(RunError, match="CVQ422"):
        causalvq.train("tiny.yaml", out=home / "mine")


def test_an_interrupted_training_goes_on(home):
    def interrupt(progress):  # noqa: ARG001
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        causalvq.train("tiny.yaml", "train.steps=60", out=home / "paused", tell=interrupt)
    run = causalvq.resume(home / "paused")
    straight = causalvq.train("tiny.yaml", "train.steps=60", out=home / "straight")

    for name, value in straight.model.state_dict().items():
        assert value.equal(run.model.state_dict()[name]), name


def test_faults_of_a_spec_are_told(home):
    with pytest.raises(SpecError, match="CVQ1"):
        causalvq.train("tiny.yaml", "codebook.size=1")
    with pytest.raises(SpecError):
        causalvq.compile_spec("absent.yaml")
    assert not (home / "runs").exists()
