import dataclasses
import functools
import json

import pytest
import torch
from safetensors.torch import load_file

from causalvq.data import PairSampler
from causalvq.errors import RunError
from causalvq.runtime.feeding.feed import PairFeed
from causalvq.runtime.feeding.supervision import training_feed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives.slots_objective import SlotsObjective
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.training import validation
from causalvq.runtime.training.loop import fit, make_optimizer, take_step

CPU = torch.device("cpu")
SHORT = ("train.steps=12", "train.checkpoint_every=5")  # 4 of warm-up, 5 joint, 3 of anneal


@pytest.fixture(autouse=True)
def small_sample(monkeypatch):
    monkeypatch.setattr(validation, "HELD_OUT", 32)
    monkeypatch.setattr(validation, "SEEN", 64)


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


def events(run):
    return [json.loads(line) for line in (run.path / "events.jsonl").read_text().splitlines()]


def test_training_reports_and_leaves_a_checkpoint(begin, data):
    run = begin(*SHORT)
    reports = go_on(run, data, log_every=5)

    assert [(report.step, report.steps, report.phase) for report in reports] == [
        (5, 12, "joint"),
        (10, 12, "anneal"),
        (12, 12, "anneal"),
    ]
    assert checkpoints(run) == ["best", "step_000010", "step_000012"]
    logged = [event for event in events(run) if "losses" in event]
    assert [event["step"] for event in logged] == [5, 10, 12]
    assert logged[-1]["losses"] == reports[-1].losses
    assert go_on(run, data) == []


@pytest.mark.parametrize("optimizer", ["adamw", "adam"])
def test_training_lowers_the_loss(begin, data, optimizer):
    reports = go_on(begin("train.steps=40", f"train.optimizer={{kind: {optimizer}, lr: 0.01}}"), data, log_every=1)

    assert reports[-1].losses["reconstruction"] < 0.5 * reports[0].losses["reconstruction"]


EMA, PLATEAUS = "train.ema=0.9", "train.early_stop={patience: 1}"
WAYS = {
    "plain": (),
    "averaged": (EMA,),
    "validated": ("train.validate_every=2",),
    "rounded": ("train.precision=bfloat16",),
    "plateaus": ("train.validate_every=1", PLATEAUS, EMA),
    "open": ("train.validate_every=1", "train.optimizer={lr: 1.0e-9}"),  # so low that nothing becomes better
}
FLOOR = 8


@pytest.fixture(scope="module")
def planned(plan, open_ended):
    """The plan of each way to train."""
    return lambda way: open_ended(FLOOR, *SHORT, *WAYS[way]) if way == "open" else plan(*SHORT, *WAYS[way])


@pytest.fixture(scope="module")
def straight(planned, data, tmp_path_factory):
    """The run of twelve steps without a stop and the weights that it ends with, for each way to train."""

    @functools.cache
    def of(way):
        folder = tmp_path_factory.mktemp(way)
        run = create_run(planned(way), "", folder, folder / "runs")
        return run, final(run, data)

    return of


def final(run, data):
    """The weights of the model when training ends."""
    model = fresh(run.plan)
    list(fit(run, model, data, CPU))
    return model.state_dict()


def alike(one, other):
    """Whether two runs end alike, bit for bit: in weights, in optimiser, in what was best."""
    files = ("step_000012/model.safetensors", "step_000012/state.safetensors", "best/model.safetensors")
    states = [json.loads((run.checkpoints / "step_000012/state.json").read_text()) for run in (one, other)]
    return states[0] == states[1] and all(
        equal(*(load_file(run.checkpoints / file) for run in (one, other))) for file in files
    )


def equal(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], value) for name, value in other.items())


@pytest.mark.parametrize(
    ("way", "stops"),
    [
        *(("plain", (steps,)) for steps in (1, 3, 4, 5, 8, 9, 11)),  # within phases and at their borders
        ("plain", (2, 4, 4)),
        *(("averaged", (steps,)) for steps in (2, 4, 9)),
        ("validated", (3, 3, 3)),
        *(("rounded", (steps,)) for steps in (2, 5, 9)),
        *(("plateaus", (steps,)) for steps in (4, 6, 7)),
        *(("open", (steps,)) for steps in (4, 6, 7, 8)),  # 7 is where its joint phase ends
        ("open", (5, 1, 1, 1)),
    ],
)
def test_stopping_and_going_on_changes_nothing(planned, tmp_path, data, straight, way, stops):
    run = create_run(planned(way), "", tmp_path, tmp_path / "runs")
    for steps in stops:
        go_on(run, data, stop=stop_after(steps))
    weights = final(run, data)

    other, expected = straight(way)
    assert alike(run, other)
    assert equal(weights, expected)


@pytest.mark.parametrize("way", ["plateaus", "open"])
def test_a_kill_after_a_checkpoint_changes_nothing(planned, tmp_path, data, straight, way):
    run = create_run(planned(way), "", tmp_path, tmp_path / "runs")
    reports = fit(run, fresh(run.plan), data, CPU, log_every=1)
    while next(reports).step < 7:
        pass  # beyond the checkpoint of step 5, with a best validation that it does not know of
    weights = final(run, data)

    other, expected = straight(way)
    assert alike(run, other)
    assert equal(weights, expected)


def test_the_model_is_the_average_where_one_is_kept(straight):
    run, weights = straight("averaged")
    kept = load_file(run.checkpoints / "step_000012" / "state.safetensors")
    last = load_file(run.checkpoints / "step_000012" / "model.safetensors")

    for name in dict(fresh(run.plan).named_parameters()):
        assert torch.equal(weights[name], kept[f"average.{name}"]), name
    assert not torch.equal(weights["encoder.head.weight"], last["encoder.head.weight"])


def test_a_plateau_ends_its_phase_and_the_model_is_the_best_of_the_last(begin, data):
    # A rate so low that no validation is better than the one before: two are enough to see that.
    run = begin(*SHORT, "train.optimizer={lr: 1.0e-9}", "train.validate_every=1", PLATEAUS)
    model = fresh(run.plan)
    reports = list(fit(run, model, data, CPU, log_every=1))

    assert [(report.step, report.phase) for report in reports] == [
        *((step, "warm-up") for step in (1, 2, 3, 4)),
        (5, "joint"),
        (9, "joint"),  # after six steps: three are skipped, and the phase is at its end
        (10, "anneal"),
        (12, "anneal"),
    ]
    assert reports[-1].skipped == 4
    assert bool(model.quantizer.settled)
    best = load_file(run.checkpoints / "best" / "model.safetensors")
    assert all(torch.equal(model.state_dict()[name], value) for name, value in best.items())
    assert go_on(run, data) == []


def test_where_the_end_is_open_training_ends_once_scores_stand_still(planned, tmp_path, data):
    run = create_run(planned("open"), "", tmp_path, tmp_path / "runs")
    model = fresh(run.plan)
    reports = list(fit(run, model, data, CPU, log_every=1))

    assert [(report.step, report.phase, report.at_most) for report in reports] == [
        *((step, "warm-up", True) for step in (1, 2, 3, 4)),
        (5, "joint", True),
        (6, "joint", True),
        (9, "joint", False),  # after seven steps
        *((step, "anneal", False) for step in (10, 11, 12)),
    ]
    assert reports[-1].skipped == 2
    last = load_file(run.checkpoints / "step_000012" / "model.safetensors")
    assert equal(model.state_dict(), last), "the last model, not the best of a phase"
    assert go_on(run, data) == []


def test_where_scores_never_stand_still_all_steps_are_trained(open_ended, tmp_path, data):
    # Of two validations in the joint phase the second can be no better, which is not yet a plateau.
    made = open_ended(7, *SHORT, "train.validate_every=4", "train.optimizer={lr: 1.0e-9}")
    reports = go_on(create_run(made, "", tmp_path, tmp_path / "runs"), data)

    assert (reports[-1].step, reports[-1].skipped) == (12, 0)


def test_validations_are_logged_and_reported(begin, data):
    run = begin(*SHORT, "train.validate_every=5")
    reports = go_on(run, data, log_every=6)

    logged = [event for event in events(run) if "validation" in event]
    assert [(event["step"], event["phase"]) for event in logged] == [(5, "joint"), (10, "anneal"), (12, "anneal")]
    assert logged[0]["validation"]["scores"].keys() == {"action_accuracy", "factor_accuracy"}
    assert reports[0].validated.loss == logged[0]["validation"]["loss"]
    assert reports[1].validated.terms == logged[2]["validation"]["terms"]


@pytest.mark.parametrize(("precision", "rounded"), [("float32", False), ("bfloat16", True)])
def test_a_validation_computes_as_the_steps_do(begin, data, monkeypatch, precision, rounded):
    measure, seen = validation.Validation.measure, []

    def watched(*arguments):
        seen.append(torch.is_autocast_enabled("cpu"))
        return measure(*arguments)

    monkeypatch.setattr(validation.Validation, "measure", watched)
    go_on(begin(*SHORT, f"train.precision={precision}"), data)

    assert seen
    assert set(seen) == {rounded}


def test_validating_changes_no_weight(begin, data, straight):
    run = begin(*SHORT, "train.validate_every=1")
    weights = final(run, data)

    assert equal(weights, straight("plain")[1])


def test_a_validation_that_is_not_finite_ends_training(begin, data, monkeypatch):
    run, whole = begin(*SHORT, "train.validate_every=6"), SlotsObjective.terms

    def breaks(objective, batch, step, generator):
        terms = whole(objective, batch, step, generator)
        return terms if objective.model.training else {**terms, "swap": terms["swap"] * float("inf")}

    monkeypatch.setattr(SlotsObjective, "terms", breaks)
    with pytest.raises(RunError, match=r"CVQ406 a validation loss is not finite at step 6: swap"):
        go_on(run, data)
    assert checkpoints(run) == ["step_000005"]


def test_a_stop_is_reported_and_kept(begin, data):
    run = begin(*SHORT)
    reports = go_on(run, data, stop=stop_after(3))

    assert [report.step for report in reports] == [3]
    assert checkpoints(run) == ["step_000003"]


def test_another_seed_trains_another_model(begin, data, straight):
    run = begin(*SHORT, "seed=1")
    go_on(run, data)

    assert not alike(run, straight("plain")[0])


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

    assert alike(run, straight("plain")[0])


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


def test_the_head_changes_nothing_of_the_model_that_it_reads(plan, data):
    def after(*overrides):
        made = plan("train.steps=12", *overrides)
        torch.manual_seed(0)
        model = CausalVQ(made)
        objective, optimizer = SlotsObjective(made, model), make_optimizer(made, model)
        feed = training_feed(made, data, CPU)
        before = {name: value.clone() for name, value in model.state_dict().items()}
        for step in range(12):
            take_step(made, objective, optimizer, feed.batch(step), step)
        return before, model.state_dict()

    before, read = after()
    _, alone = after("losses.retrieval=0")
    head = {name for name in read if name.startswith("retrieval.")}

    assert read.keys() - head == alone.keys()
    assert all(torch.equal(read[name], alone[name]) for name in alone)
    assert {name for name in head if torch.equal(read[name], before[name])} == {"retrieval.trust"}
