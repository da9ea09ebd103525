import pytest
import torch

from causalvq.errors import RunError
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.training.starting_weights import read_weights, start_from, take_over


def test_weights_of_the_same_name_and_size_are_taken(model):
    one, other = model(), model("codebook.dim=6")
    found = {name: torch.full_like(value, 7) for name, value in one.state_dict().items()}
    del found[next(name for name, _ in one.named_parameters())]

    fitting = take_over(other, found)

    own = dict(other.named_parameters())
    assert fitting.all == len(own)
    assert fitting.taken == fitting.all - len(fitting.others)
    assert sum(bool((weight == 7).all()) for weight in own.values()) == fitting.taken
    assert sum(line.endswith(": not there") for line in fitting.others) == 1
    assert "coordinates.weight: 3 x 4 there, 3 x 6 here" in fitting.others
    assert not any((buffer == 7).all() for buffer in other.buffers() if buffer.numel() > 1)


def test_a_run_without_weights(plan, tmp_path):
    run = create_run(plan(), "", tmp_path, tmp_path / "runs")

    with pytest.raises(RunError, match=r"CVQ409 .* has no weights yet"):
        read_weights(run)


def test_a_paused_run_has_those_of_its_checkpoint(plan, model, tmp_path):
    one, other = (create_run(plan(), "", tmp_path, tmp_path / "runs") for _ in range(2))
    first, second = model(), model("seed=1")
    with torch.no_grad():
        for weight in first.parameters():
            weight.fill_(3)
    take = start_from(one, second, create_paused(one, first))

    assert take.others == ()
    start_from(other, model(), one)
    kept = read_weights(other)
    assert all(bool((kept[name] == 3).all()) for name, _ in first.named_parameters())


def test_weights_of_another_world_are_refused(plan, model, tmp_path, monkeypatch):
    run = create_run(plan(), "", tmp_path, tmp_path / "runs")
    others = {"weight": torch.zeros(3), "coordinates.weight": torch.zeros(3, 5)}
    monkeypatch.setattr("causalvq.runtime.training.starting_weights.read_weights", lambda _: others)

    with pytest.raises(RunError, match="CVQ419 no weight of the run has the name and the size"):
        start_from(run, model(), run)
    assert not run.checkpoints.exists()


def create_paused(run, model):
    """The run with a checkpoint of a model."""
    from causalvq.runtime.training.checkpoint import save_checkpoint
    from causalvq.runtime.training.ema import WeightAverage
    from causalvq.runtime.training.loop import make_optimizer
    from causalvq.runtime.training.train_state import TrainState

    save_checkpoint(run, TrainState(5), model, make_optimizer(run.plan, model), WeightAverage(model, None))
    return run


def test_damaged_weights_of_a_paused_run_are_refused(plan, model, tmp_path):
    run = create_paused(create_run(plan(), "", tmp_path, tmp_path / "runs"), model())
    path = next(run.checkpoints.glob("step_*/model.safetensors"))
    path.write_bytes(path.read_bytes()[:-4] + b"\0\0\xc0\x7f")

    with pytest.raises(RunError, match=r"CVQ404 .*was cut short or changed"):
        read_weights(run)
