import json
import os
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from causalvq import load
from causalvq.errors import CausalVQError, RunError
from causalvq.runtime.runs.model_files import CONFIG, WEIGHTS


@pytest.fixture
def run(trained, tmp_path):
    """A copy of a finished run."""
    return shutil.copytree(trained.run.path, tmp_path / "run")


def reconfigured(run, **values):
    path = run / "model" / CONFIG
    config = json.loads(path.read_text()) | values
    path.write_text(json.dumps({name: value for name, value in config.items() if value is not None}))


def rewritten(run, change):
    path = run / "model" / WEIGHTS
    state = load_file(path)
    change(state)
    save_file(state, path)


def as_of_before(run):
    """The run as an earlier version wrote it, without version and digest."""
    reconfigured(run, version=None, weights=None)
    facts = json.loads((run / "run.json").read_text())
    del facts["version"]
    (run / "run.json").write_text(json.dumps(facts))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_weight_that_is_not_finite_is_refused_in_runs_old_and_new(run, value):
    def spoil(state):
        next(tensor for name, tensor in state.items() if name.startswith("decoder")).view(-1)[0] = value

    rewritten(run, spoil)
    with pytest.raises(RunError, match=r"CVQ402 .*is not what config.json says"):
        load(run)
    as_of_before(run)
    with pytest.raises(RunError, match=r"CVQ402 .*weights that are not finite: decoder"):
        load(run)


def test_a_weight_that_changed_is_told(run):
    rewritten(run, lambda state: next(iter(state.values())).add_(1))

    with pytest.raises(RunError, match=r"CVQ402 .*cut short, changed, or is of another run"):
        load(run)


@pytest.mark.parametrize("keep", [0, 7, 100, -1])
@pytest.mark.parametrize("old", [True, False])
def test_a_file_that_was_cut_short_is_told(run, keep, old):
    path = run / "model" / WEIGHTS
    path.write_bytes(path.read_bytes()[:keep])
    if old:
        as_of_before(run)

    with pytest.raises(RunError, match="CVQ402 the model cannot be read"):
        load(run)


def test_the_model_of_another_plan_is_told(run, plan):
    reconfigured(run, plan=json.loads(plan("seed=7").to_json()))

    with pytest.raises(RunError, match=r"CVQ402 .*of another plan"):
        load(run)


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.popitem(),
        lambda state: state.update(more=torch.zeros(1)),
        lambda state: state.update({name: tensor[:1] for name, tensor in state.items() if tensor.dim() == 4}),
    ],
)
def test_other_shapes_are_told_in_one_line(run, change):
    rewritten(run, change)
    as_of_before(run)

    with pytest.raises(RunError, match="CVQ402 the model cannot be read: Error") as caught:
        load(run)
    assert "\n" not in str(caught.value)


def test_a_run_of_before_there_were_formats_is_read(run, trained):
    as_of_before(run)

    assert all(
        torch.equal(tensor, trained.model.state_dict()[name]) for name, tensor in load(run).model.state_dict().items()
    )


@pytest.mark.parametrize("version", ["causalvq-model/2", 1, True, None, []])
def test_a_model_of_another_version_is_told(run, version):
    path = run / "model" / CONFIG
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": version}))

    with pytest.raises(RunError, match=rf"{CONFIG}: CVQ416 .*; hint: use the release"):
        load(run)


def test_a_model_folder_by_itself_is_held_against_its_digest(run):
    assert load(run / "model").plan.name == "tiny"
    rewritten(run, lambda state: next(iter(state.values())).add_(1))

    with pytest.raises(RunError, match="CVQ402"):
        load(run / "model")


@pytest.mark.parametrize(
    "names", [None, "far left", [], [["a"]], [[1] * 6] * 3, {"a": 1}, [["a"] * 7] * 3, [["a"] * 6] * 2]
)
def test_names_of_states_that_were_edited_are_refused(run, names):
    as_of_before(run)
    path = run / "model" / CONFIG
    path.write_text(json.dumps(json.loads(path.read_text()) | {"state_names": names}))

    with pytest.raises(RunError, match=r"CVQ402 .*state_names"):
        load(run)


@pytest.mark.parametrize("text", ["null", "[]", "1e999", '{"plan": NaN}', "[" * 20_000, "", "\x00"])
@pytest.mark.parametrize("file", ["model/config.json", "run.json", "plan.json"])
def test_what_is_no_record_is_refused(run, file, text):
    (run / file).write_text(text)

    with pytest.raises(CausalVQError, match=r"CVQ(402|401|22\d)"):
        load(run)


@pytest.mark.parametrize("file", ["model/config.json", "model/model.safetensors", "run.json", "plan.json"])
def test_a_pipe_or_a_folder_in_place_of_a_file_is_refused(run, file):
    for make in (os.mkfifo, os.mkdir):
        shutil.rmtree(run / file) if (run / file).is_dir() else (run / file).unlink()
        make(run / file)
        with pytest.raises(CausalVQError, match=r"it is a (pipe|folder)|is not finished|there is no run"):
            load(run)


@pytest.mark.parametrize(
    "facts", [{"base": 3}, {"base": "a\0b"}, {"plan": None, "compiled": 1}, {"base": None}, {"compiled": []}]
)
def test_facts_of_a_run_that_were_edited_are_refused(run, facts):
    path = run / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))

    with pytest.raises(RunError, match=r"CVQ402 run.json is damaged"):
        load(run)
