import dataclasses
import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from causalvq.errors import RunError
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.training.checkpoint import (
    BEST,
    KEEP,
    restore_best,
    restore_checkpoint,
    save_best,
    save_checkpoint,
)
from causalvq.runtime.training.ema import WeightAverage
from causalvq.runtime.training.loop import make_optimizer
from causalvq.runtime.training.train_state import Best, TrainState


@pytest.fixture
def run(plan, tmp_path):
    return create_run(plan(), "", tmp_path, tmp_path / "runs")


@pytest.fixture
def fresh(plan, model):
    """A model and its optimiser; with a step behind them if wanted."""

    def build(*, stepped=False, decay=0.9):
        made = model()
        optimizer, average = make_optimizer(plan(), made), WeightAverage(made, decay)
        if stepped:
            made.quantizer(made.encoder(torch.rand(16, 3, 16, 16))).vectors.sum().backward()
            optimizer.step()
            average.update(made, 1)
        return made, optimizer, average

    return build


def at(step):
    return TrainState(step, 3, Best("joint", step - 1, 0.1, 0.7, 2))


def test_everything_comes_back(run, fresh):
    model, optimizer, average = fresh(stepped=True)
    path = save_checkpoint(run, at(7), model, optimizer, average)
    other, its_optimizer, its_average = fresh()

    assert path.name == "step_000007"
    assert restore_checkpoint(run, other, its_optimizer, its_average) == at(7)
    for name, tensor in model.state_dict().items():
        assert torch.equal(other.state_dict()[name], tensor), name
    before, after = optimizer.state_dict()["state"], its_optimizer.state_dict()["state"]
    assert before.keys() == after.keys()
    assert len(before) > 5
    for index, moments in before.items():
        for name, value in moments.items():
            assert torch.equal(after[index][name], value)
    for name, value in average.values.items():
        assert torch.equal(its_average.values[name], value)
    assert not torch.equal(model.encoder.head.bias, average.values["encoder.head.bias"])


@pytest.mark.parametrize(("saved", "asked"), [(0.9, None), (None, 0.9)])
def test_a_checkpoint_with_other_averages_is_refused(run, fresh, saved, asked):
    save_checkpoint(run, at(5), *fresh(stepped=True, decay=saved))

    with pytest.raises(RunError, match=r"step_000005: CVQ404 .*the averages are not those of this model"):
        restore_checkpoint(run, *fresh(decay=asked))


def test_the_best_weights_come_back(run, fresh):
    model, _, _ = fresh(stepped=True)
    save_best(run, 7, fresh()[0])
    save_best(run, 9, model)
    other, _, _ = fresh()
    restore_best(run, other)

    for name, tensor in model.state_dict().items():
        assert torch.equal(other.state_dict()[name], tensor), name
    assert [path.name for path in (run.checkpoints / BEST).iterdir()] == ["model.safetensors"]
    assert restore_checkpoint(run, *fresh()) == TrainState()


@pytest.mark.parametrize("damage", ["short", "missing", "foreign"])
def test_damaged_best_weights_are_refused(run, fresh, plan, damage):
    model, _, _ = fresh()
    save_best(run, 7, model)
    path = run.checkpoints / BEST / "model.safetensors"
    if damage == "short":
        path.write_bytes(path.read_bytes()[:500])
    elif damage == "missing":
        path.unlink()
    else:
        save_best(dataclasses.replace(run, plan=plan("seed=1")), 7, model)

    with pytest.raises(RunError, match="best/model.safetensors: " + ("CVQ405" if damage == "foreign" else "CVQ404")):
        restore_best(run, model)


def test_no_checkpoint_is_step_0(run, fresh):
    assert restore_checkpoint(run, *fresh()) == TrainState()


def test_the_newest_is_taken_by_number_and_older_ones_are_removed(run, fresh):
    made = fresh(stepped=True)
    for step in (999_999, 5, 1_000_000):
        save_checkpoint(run, at(step), *made)

    assert KEEP == 2
    assert sorted(path.name for path in run.checkpoints.iterdir()) == ["step_1000000", "step_999999"]
    assert restore_checkpoint(run, *fresh()) == at(1_000_000)


def test_unfinished_and_foreign_folders_are_ignored(run, fresh):
    made = fresh(stepped=True)
    save_checkpoint(run, at(5), *made)
    (save_checkpoint(run, at(6), *made) / "state.json").unlink()
    stray = run.checkpoints / "step_best"
    stray.mkdir()
    (stray / "state.json").write_text("{}")

    assert restore_checkpoint(run, *fresh()) == at(5)
    save_checkpoint(run, at(7), *made)
    assert stray.exists()


@pytest.mark.parametrize("file", ["model.safetensors", "state.safetensors", "state.json"])
@pytest.mark.parametrize("damage", ["short", "empty", "missing", "noise", "list"])
def test_a_damaged_checkpoint_is_refused_with_its_path(run, fresh, file, damage):
    path = save_checkpoint(run, at(5), *fresh(stepped=True)) / file
    content = path.read_bytes()
    damaged = {"short": content[: len(content) // 2], "empty": b"", "noise": b"\xff" * 100, "list": b"[]"}
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(damaged[damage])

    if (file, damage) == ("state.json", "missing"):  # it is written last: without it a checkpoint is unfinished
        assert restore_checkpoint(run, *fresh()) == TrainState()
        return
    with pytest.raises(RunError, match=r"step_000005: CVQ404.*hint: remove"):
        restore_checkpoint(run, *fresh())


def test_weights_of_another_shape_are_refused(run, fresh, plan, model):
    save_checkpoint(run, at(5), *fresh(stepped=True))
    other = model("codebook.dim=5")

    with pytest.raises(RunError, match="CVQ404"):
        restore_checkpoint(run, other, make_optimizer(plan(), other), WeightAverage(other, 0.9))


@pytest.mark.parametrize("file", ["model.safetensors", "state.safetensors"])
def test_whole_files_of_another_checkpoint_are_refused(run, fresh, file):
    path = save_checkpoint(run, at(5), *fresh(stepped=True))
    other = save_checkpoint(run, at(6), *fresh(stepped=False))
    (path / file).write_bytes((other / file).read_bytes())
    (other / "state.json").unlink()

    with pytest.raises(RunError, match="CVQ404"):
        restore_checkpoint(run, *fresh())


def test_a_checkpoint_of_another_plan_is_refused(run, fresh):
    path = save_checkpoint(run, at(5), *fresh(stepped=True)) / "state.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"plan": "0" * 64}))

    with pytest.raises(RunError, match=r"step_000005: CVQ405.*--new"):
        restore_checkpoint(run, *fresh())


def test_restored_moments_have_the_memory_format_of_their_parameters(run, fresh):
    """A fused step reads both by position."""
    model, optimizer, average = fresh(stepped=True)
    save_checkpoint(run, at(7), model, optimizer, average)
    other, its_optimizer, its_average = fresh()
    other.to(memory_format=torch.channels_last)
    restore_checkpoint(run, other, its_optimizer, its_average)

    kernel = other.encoder.stem.weight
    assert its_optimizer.state[kernel]["exp_avg"].stride() == kernel.stride()
    assert torch.equal(its_optimizer.state[kernel]["exp_avg"], optimizer.state[model.encoder.stem.weight]["exp_avg"])


def test_a_checkpoint_of_a_later_version_is_told(run, fresh):
    path = save_checkpoint(run, at(5), *fresh(stepped=True)) / "state.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": "causalvq-checkpoint/2"}))

    with pytest.raises(RunError, match=r"state\.json: CVQ416"):
        restore_checkpoint(run, *fresh())


def test_a_checkpoint_of_before_there_were_versions_is_read(run, fresh):
    path = save_checkpoint(run, at(5), *fresh(stepped=True)) / "state.json"
    state = json.loads(path.read_text())
    del state["version"]
    path.write_text(json.dumps(state))

    assert restore_checkpoint(run, *fresh()) == at(5)


def test_the_best_weights_are_those_that_were_written(run, model):
    save_best(run, 3, model())
    path = run.checkpoints / BEST / "model.safetensors"
    with safe_open(path, "pt") as file:
        facts = file.metadata()
    state = load_file(path)
    next(iter(state.values())).view(-1)[0] += 1
    save_file(state, path, facts)

    with pytest.raises(RunError, match=r"CVQ404 .*model\.safetensors was changed"):
        restore_best(run, model())
    save_file(state, path, {name: fact for name, fact in facts.items() if name != "tensors"})
    restore_best(run, model())


@pytest.mark.parametrize(
    "change",
    [
        {"step": float("inf")},
        {"step": -5},
        {"step": 10**9},
        {"step": True},
        {"step": 5.0},
        {"step": "5"},
        {"step": 4},
        {"skipped": -1},
        {"skipped": 6},
        {"skipped": True},
        {"best": None},
        {"best": {"phase": 3}},
        {"best": {"loss": float("nan")}},
        {"best": {"loss": "low"}},
        {"best": {"step": 10**9}},
        {"best": {"other": 1}},
        {"files": None},
        {"files": {"model.safetensors": 1}},
        {"plan": None},
    ],
)
def test_a_state_that_was_edited_by_hand_is_refused(run, fresh, change):
    file = save_checkpoint(run, at(5), *fresh(stepped=True)) / "state.json"
    state = json.loads(file.read_text())
    if change.get("best"):
        change = {"best": state["best"] | change["best"]}
    file.write_text(json.dumps(state | change))

    with pytest.raises(RunError, match=r"CVQ40[45]"):
        restore_checkpoint(run, *fresh())


def test_checkpoints_that_were_never_written_to_their_end_are_removed(run, fresh):
    left = run.checkpoints / "step_000003"
    left.mkdir(parents=True)
    (left / "model.safetensors").write_bytes(b"half")

    save_checkpoint(run, at(5), *fresh(stepped=True))

    assert [path.name for path in run.checkpoints.iterdir()] == ["step_000005"]
