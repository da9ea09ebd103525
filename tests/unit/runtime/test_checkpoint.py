import json

import pytest
import torch

from causalvq.errors import RunError
from causalvq.runtime.checkpoint import KEEP, restore_checkpoint, save_checkpoint
from causalvq.runtime.run import create_run
from causalvq.runtime.train import make_optimizer


@pytest.fixture
def run(plan, tmp_path):
    return create_run(plan(), "", tmp_path, tmp_path / "runs")


@pytest.fixture
def fresh(plan, model):
    """A model and its optimiser; with a step behind them if wanted."""

    def build(*, stepped=False):
        made = model()
        optimizer = make_optimizer(plan(), made)
        if stepped:
            made.quantizer(made.encoder(torch.rand(16, 3, 16, 16))).vectors.sum().backward()
            optimizer.step()
        return made, optimizer

    return build


def test_everything_comes_back(run, fresh):
    model, optimizer = fresh(stepped=True)
    path = save_checkpoint(run, 7, model, optimizer)
    other, its_optimizer = fresh()

    assert path.name == "step_000007"
    assert restore_checkpoint(run, other, its_optimizer) == 7
    for name, tensor in model.state_dict().items():
        assert torch.equal(other.state_dict()[name], tensor), name
    before, after = optimizer.state_dict()["state"], its_optimizer.state_dict()["state"]
    assert before.keys() == after.keys()
    assert len(before) > 5
    for index, moments in before.items():
        for name, value in moments.items():
            assert torch.equal(after[index][name], value)


def test_no_checkpoint_is_step_0(run, fresh):
    assert restore_checkpoint(run, *fresh()) == 0


def test_the_newest_is_taken_by_number_and_older_ones_are_removed(run, fresh):
    made = fresh(stepped=True)
    for step in (999_999, 5, 1_000_000):
        save_checkpoint(run, step, *made)

    assert KEEP == 2
    assert sorted(path.name for path in run.checkpoints.iterdir()) == ["step_1000000", "step_999999"]
    assert restore_checkpoint(run, *fresh()) == 1_000_000


def test_unfinished_and_foreign_folders_are_ignored(run, fresh):
    made = fresh(stepped=True)
    save_checkpoint(run, 5, *made)
    (save_checkpoint(run, 6, *made) / "state.json").unlink()
    stray = run.checkpoints / "step_best"
    stray.mkdir()
    (stray / "state.json").write_text("{}")

    assert restore_checkpoint(run, *fresh()) == 5
    save_checkpoint(run, 7, *made)
    assert stray.exists()


@pytest.mark.parametrize("file", ["model.safetensors", "state.safetensors", "state.json"])
@pytest.mark.parametrize("damage", ["short", "empty", "missing", "noise", "list"])
def test_a_damaged_checkpoint_is_refused_with_its_path(run, fresh, file, damage):
    path = save_checkpoint(run, 5, *fresh(stepped=True)) / file
    content = path.read_bytes()
    damaged = {"short": content[: len(content) // 2], "empty": b"", "noise": b"\xff" * 100, "list": b"[]"}
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(damaged[damage])

    if (file, damage) == ("state.json", "missing"):  # it is written last: without it a checkpoint is unfinished
        assert restore_checkpoint(run, *fresh()) == 0
        return
    with pytest.raises(RunError, match=r"step_000005: CVQ404.*hint: remove"):
        restore_checkpoint(run, *fresh())


def test_weights_of_another_shape_are_refused(run, fresh, plan, model):
    save_checkpoint(run, 5, *fresh(stepped=True))
    other = model("codebook.dim=5")

    with pytest.raises(RunError, match="CVQ404"):
        restore_checkpoint(run, other, make_optimizer(plan(), other))


@pytest.mark.parametrize("file", ["model.safetensors", "state.safetensors"])
def test_whole_files_of_another_checkpoint_are_refused(run, fresh, file):
    path = save_checkpoint(run, 5, *fresh(stepped=True))
    other = save_checkpoint(run, 6, *fresh(stepped=False))
    (path / file).write_bytes((other / file).read_bytes())
    (other / "state.json").unlink()

    with pytest.raises(RunError, match="CVQ404"):
        restore_checkpoint(run, *fresh())


def test_a_checkpoint_of_another_plan_is_refused(run, fresh):
    path = save_checkpoint(run, 5, *fresh(stepped=True)) / "state.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"plan": "0" * 64}))

    with pytest.raises(RunError, match=r"step_000005: CVQ405.*--new"):
        restore_checkpoint(run, *fresh())
