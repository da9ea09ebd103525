import dataclasses
import json

import pytest
import torch

from causalvq.data import PairSampler
from causalvq.errors import RunError
from causalvq.runtime.feed import PairFeed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objective import SlotsObjective
from causalvq.runtime.run import create_run
from causalvq.runtime.train import fit, make_optimizer, take_step

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
    reports = go_on(begin("train.steps=40", f"train.optimizer={{kind: {optimizer}, lr: 0.01}}"), data, log_every=1)

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
    run, whole = begin(*SHORT), SlotsObjective.terms

    def breaks(objective, batch, step, generator):
        terms = whole(objective, batch, step, generator)
        return terms if step < 9 else {**terms, "swap": terms["swap"] * float("nan")}

    monkeypatch.setattr(SlotsObjective, "terms", breaks)
    with pytest.raises(RunError, match=r"CVQ406 a loss is not finite at step 10: swap"):
        go_on(run, data)
    assert checkpoints(run) == ["step_000005"]


def test_weights_that_are_not_finite_are_not_kept_either(begin, data, monkeypatch):
    run, whole = begin(*SHORT, "train.gradient_clip=null"), SlotsObjective.terms

    def breaks(objective, batch, step, generator):
        if step == 9:  # the loss of this step is finite, its gradient is not
            objective.model.decoder.head.bias.register_hook(lambda gradient: gradient * float("inf"))
        return whole(objective, batch, step, generator)

    monkeypatch.setattr(SlotsObjective, "terms", breaks)
    with pytest.raises(RunError, match=r"CVQ406 a weight is not finite at step 10: decoder.head.bias"):
        go_on(run, data)
    assert checkpoints(run) == ["step_000005"]


def test_a_model_is_trained_alike_whatever_the_labels_are(begin, data, straight):
    run = begin(*SHORT)
    go_on(run, dataclasses.replace(data, labels=(data.labels + 1) % 3))

    ours = run.checkpoints / "step_000012" / "model.safetensors"
    assert ours.read_bytes() == (straight / "model.safetensors").read_bytes()


class DecoderOnly(SlotsObjective):
    """Trains one part of the model, as an objective of two stages does."""

    def trained(self, phase):
        assert phase == "warm-up"
        return self.model.decoder.parameters()


@pytest.mark.parametrize("optimizer", ["adamw", "adam"])
def test_only_what_the_objective_names_is_trained(plan, data, optimizer):
    made = plan(*SHORT, f"train.optimizer.kind={optimizer}")
    model = fresh(made)
    before = {name: value.clone() for name, value in model.named_parameters()}
    feed = PairFeed(data.images, data.pairs["train"], PairSampler(data.pairs["train"], 8, 0), CPU)
    stepper = make_optimizer(made, model)
    take_step(made, SlotsObjective(made, model), stepper, feed.batch(0), 0)
    moved = {name: value.clone() for name, value in model.named_parameters()}
    take_step(made, DecoderOnly(made, model), stepper, feed.batch(1), 1)

    assert all(not torch.equal(moved[name], before[name]) for name in before)
    changed = {name for name, value in model.named_parameters() if not torch.equal(value, moved[name])}
    assert changed == {name for name in before if name.startswith("decoder.")}
