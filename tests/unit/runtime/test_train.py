import dataclasses
import json

import pytest
import torch

from causalvq.data import PairSampler
from causalvq.errors import RunError
from causalvq.runtime import train
from causalvq.runtime.feed import PairFeed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.run import create_run
from causalvq.runtime.train import fit, learning_rate, phase_at, pull_ramp, seeded, step_losses

CPU = torch.device("cpu")
SHORT = ("train.steps=12", "train.checkpoint_every=5")  # 4 of warm-up, 5 joint, 3 of anneal


@pytest.fixture
def begin(plan, tmp_path):
    return lambda *overrides: create_run(plan(*overrides), "", tmp_path, tmp_path / "runs")


def fresh(plan):
    """A model as a new process begins with."""
    torch.manual_seed(plan.seed)
    return CausalVQ(plan)


def go_on(run, data, **options):
    """Train with a fresh model, as a new process does; returns the reports."""
    return list(fit(run, fresh(run.plan), data, CPU, **options))


def stop_after(steps):
    left = iter(range(steps - 1))
    return lambda: next(left, None) is None


def checkpoints(run):
    return sorted(path.name for path in run.checkpoints.iterdir())


def test_phases_follow_each_other(plan):
    names = [phase_at(plan(*SHORT), step) for step in range(13)]

    assert names == ["warm-up"] * 4 + ["joint"] * 5 + ["anneal"] * 4


def test_the_learning_rate_rises_then_falls_to_almost_nothing(plan):
    made = plan("train.steps=100", "train.optimizer={lr: 0.01, warmup: 0.1}")
    rates = [learning_rate(made, step) for step in range(100)]

    assert rates[0] == pytest.approx(0.001)
    assert max(rates) == pytest.approx(0.01, rel=0.05)
    assert rates.index(max(rates)) == 9
    assert rates[:10] == sorted(rates[:10])
    assert rates[9:] == sorted(rates[9:], reverse=True)
    assert rates[99] == pytest.approx(0.0002, rel=0.05)


def test_without_warm_up_the_learning_rate_starts_at_its_peak(plan):
    assert learning_rate(plan("train.optimizer={lr: 0.01, warmup: 0}"), 0) == pytest.approx(0.01)


def test_the_pull_starts_half_way_through_warm_up(plan):
    made = plan("train.steps=100")  # 30 of warm-up

    assert [pull_ramp(made, step) for step in (0, 15, 30, 45, 99)] == [0, 0, 0.5, 1, 1]


def test_chance_depends_on_seed_and_step_alone():
    draws = {
        (seed, step): torch.rand(3, generator=seeded(seed, step, CPU)).tolist()
        for seed in range(3)
        for step in range(9)
    }

    assert len({tuple(draw) for draw in draws.values()}) == 27
    assert torch.rand(3, generator=seeded(1, 5, CPU)).tolist() == draws[1, 5]


def test_training_reports_and_leaves_a_checkpoint(begin, data):
    run = begin(*SHORT)
    reports = go_on(run, data, log_every=5)

    assert [(report.step, report.steps, report.phase) for report in reports] == [
        (5, 12, "joint"),
        (10, 12, "anneal"),
        (12, 12, "anneal"),
    ]
    assert checkpoints(run) == ["step_000010", "step_000012"]
    events = [json.loads(line) for line in (run.path / "events.jsonl").read_text().splitlines()]
    assert [event["step"] for event in events] == [5, 10, 12]
    assert events[-1]["losses"] == reports[-1].losses
    assert go_on(run, data) == []


@pytest.mark.parametrize("optimizer", ["adamw", "adam"])
def test_training_lowers_the_loss(begin, data, optimizer):
    reports = go_on(begin("train.steps=60", f"train.optimizer={{kind: {optimizer}, lr: 0.01}}"), data, log_every=1)

    assert reports[-1].losses["reconstruction"] < 0.5 * reports[0].losses["reconstruction"]


@pytest.fixture(scope="module")
def straight(plan, data, tmp_path_factory):
    """Weights and optimiser after twelve steps without a stop."""
    folder = tmp_path_factory.mktemp("straight")
    run = create_run(plan(*SHORT), "", folder, folder / "runs")
    go_on(run, data)
    return run.checkpoints / "step_000012"


@pytest.mark.parametrize("stops", [(1,), (3,), (4,), (5,), (8,), (9,), (11,), (2, 4, 4)])
def test_stopping_and_going_on_changes_nothing(begin, data, straight, stops):
    run = begin(*SHORT)
    for steps in stops:
        go_on(run, data, stop=stop_after(steps))
    assert go_on(run, data)[-1].step == 12

    resumed = run.checkpoints / "step_000012"
    for file in ("model.safetensors", "state.safetensors"):
        assert (resumed / file).read_bytes() == (straight / file).read_bytes()


def test_a_stop_is_reported_and_kept(begin, data):
    run = begin(*SHORT)
    reports = go_on(run, data, stop=stop_after(3))

    assert [report.step for report in reports] == [3]
    assert checkpoints(run) == ["step_000003"]


def test_another_seed_trains_another_model(begin, data, straight):
    run = begin(*SHORT, "seed=1")
    go_on(run, data)

    ours = run.checkpoints / "step_000012" / "model.safetensors"
    assert ours.read_bytes() != (straight / "model.safetensors").read_bytes()


def test_a_loss_that_is_not_finite_ends_training_and_keeps_the_last_checkpoint(begin, data, monkeypatch):
    run = begin(*SHORT)

    def breaks(plan, model, batch, step, generator):
        terms = step_losses(plan, model, batch, step, generator)
        return terms if step < 9 else {**terms, "swap": terms["swap"] * float("nan")}

    monkeypatch.setattr(train, "step_losses", breaks)
    with pytest.raises(RunError, match=r"CVQ406 a loss is not finite at step 10: swap"):
        go_on(run, data)
    assert checkpoints(run) == ["step_000005"]


def test_weights_that_are_not_finite_are_not_kept_either(begin, data, monkeypatch):
    run = begin(*SHORT, "train.gradient_clip=null")

    def breaks(plan, model, batch, step, generator):
        if step == 9:  # the loss of this step is finite, its gradient is not
            model.decoder.head.bias.register_hook(lambda gradient: gradient * float("inf"))
        return step_losses(plan, model, batch, step, generator)

    monkeypatch.setattr(train, "step_losses", breaks)
    with pytest.raises(RunError, match=r"CVQ406 a weight is not finite at step 10: decoder.head.bias"):
        go_on(run, data)
    assert checkpoints(run) == ["step_000005"]


def losses_at(made, data, step, **changes):
    """The terms of one step as numbers; training itself goes through the same two calls."""
    pairs = data.pairs["train"]
    batch = PairFeed(data.images, pairs, PairSampler(pairs, 8, 0), CPU).batch(step)
    for field, change in changes.items():
        batch = dataclasses.replace(batch, **{field: change(getattr(batch, field))})
    model = fresh(made)
    return {name: term.item() for name, term in step_losses(made, model, batch, step, seeded(0, step, CPU)).items()}


@pytest.mark.parametrize("step", [2, 4, 10])
def test_no_label_but_the_action_reaches_a_loss(plan, data, step):
    made = plan(*SHORT)
    plain = losses_at(made, data, step)
    shuffled = dataclasses.replace(data, labels=data.labels[torch.randperm(len(data.labels)).numpy()])

    assert losses_at(made, shuffled, step) == plain
    assert losses_at(made, data, step, value=lambda value: value.flip(0)) == plain
    assert losses_at(made, data, step, direction=lambda direction: -direction) == plain
    assert losses_at(made, data, step, factor=lambda factor: (factor + 1) % 3) != plain


def test_a_model_is_trained_alike_whatever_the_labels_are(begin, data, straight):
    run = begin(*SHORT)
    go_on(run, dataclasses.replace(data, labels=(data.labels + 1) % 3))

    ours = run.checkpoints / "step_000012" / "model.safetensors"
    assert ours.read_bytes() == (straight / "model.safetensors").read_bytes()
