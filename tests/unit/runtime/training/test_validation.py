import dataclasses

import pytest
import torch

from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives.slots_objective import SlotsObjective
from causalvq.runtime.training import validation
from causalvq.runtime.training.validation import PENALTIES, Validation

CPU = torch.device("cpu")
SHORT = ("train.steps=12", "train.validate_every=5")


@pytest.fixture(autouse=True)
def small_sample(monkeypatch):
    monkeypatch.setattr(validation, "HELD_OUT", 32)
    monkeypatch.setattr(validation, "SEEN", 64)


@pytest.fixture
def measured(plan, data):
    """A validation of the tiny spec after some step, with a fresh model that quantises."""

    def measure(step, phase, *overrides, data=data):
        made = plan(*SHORT, *overrides)
        torch.manual_seed(0)
        model = CausalVQ(made)
        model.quantizer(torch.randn(64, 3, 4))  # places the codebooks
        return made, Validation(made, SlotsObjective(made, model), data, CPU).measure(model, step, phase)

    return measure


def test_it_is_due_at_its_interval_and_after_the_last_step(plan, data):
    made = plan(*SHORT)
    checks = Validation(made, SlotsObjective(made, CausalVQ(made)), data, CPU)

    assert [step for step in range(1, 13) if checks.due(step)] == [5, 10, 12]


def test_it_is_never_due_without_pairs(plan, data):
    made, pairs = plan(*SHORT), {**data.pairs, "validation": data.pairs["validation"][:0]}
    none = dataclasses.replace(data, pairs=pairs)
    checks = Validation(made, SlotsObjective(made, CausalVQ(made)), none, CPU)

    assert not any(checks.due(step) for step in range(1, 13))


def test_the_same_model_is_measured_alike_whatever_the_chance(measured):
    torch.manual_seed(1)
    _, one = measured(5, "joint")
    torch.manual_seed(2)
    _, other = measured(5, "joint")

    assert one == other


def test_only_pairs_of_the_validation_part_are_measured(measured, data):
    _, before = measured(5, "joint")
    images = data.images.copy()
    held_out = data.pairs["validation"]
    images[held_out.x] = 255 - images[held_out.x]
    _, after = measured(5, "joint", data=dataclasses.replace(data, images=images))
    images = data.images.copy()
    images[data.split.test] = 0
    images[data.split.train] = 0
    _, same = measured(5, "joint", data=dataclasses.replace(data, images=images))

    assert after.terms != before.terms
    assert same.terms == before.terms


def test_the_loss_is_the_weighted_sum_without_penalties(measured):
    plan, found = measured(10, "anneal")
    counted = {name for name in found.terms if name not in PENALTIES}

    assert counted == {"reconstruction", "swap", "changed_pixels", "direction", "retrieval", "cycle"}
    assert found.loss == pytest.approx(sum(plan.losses[name] * found.terms[name] for name in counted))


@pytest.mark.parametrize(("actions", "scored"), [("step", False), ("set", True)])
def test_there_are_no_scores_before_there_are_codes(measured, actions, scored):
    _, found = measured(3, "warm-up", f"interventions.actions={actions}")

    assert bool(found.scores) == scored


def test_scores_are_those_of_held_out_pairs(measured, plan, trained, data):
    made = plan(*SHORT)
    found = Validation(made, SlotsObjective(made, trained.model), data, CPU).measure(trained.model, 12, "anneal")
    _, untrained = measured(12, "anneal")

    assert found.scores["factor_accuracy"] >= found.scores["action_accuracy"] > 0.5
    assert untrained.scores["action_accuracy"] < found.scores["action_accuracy"]


def test_scores_that_fail_are_told_and_end_no_training(plan, data):
    made = plan(*SHORT)

    class Fails(SlotsObjective):
        def scores(self, _phase, _seen, _held_out):
            raise IndexError("index 5 is out of range")

    torch.manual_seed(0)
    model = CausalVQ(made)
    model.quantizer(torch.randn(64, 3, 4))
    found = Validation(made, Fails(made, model), data, CPU).measure(model, 12, "anneal")

    assert (found.scores, found.unscored) == ({}, "IndexError: index 5 is out of range")
    assert found.loss > 0


def test_the_factors_that_are_measured_are_counted(measured, data):
    pairs = data.pairs["validation"]
    one = dataclasses.replace(data, pairs={**data.pairs, "validation": pairs[pairs.factor == 1]})

    assert measured(10, "anneal")[1].factors == (3, 3)
    assert measured(10, "anneal", data=one)[1].factors == (1, 3)


def test_the_sample_is_a_whole_number_of_batches(plan, data):
    made = plan(*SHORT)
    seen = []

    class Counts(SlotsObjective):
        def terms(self, batch, _step, _generator):
            assert not self.model.training
            seen.append(len(batch.x))
            return {"swap": torch.tensor(1.0)}

    model = CausalVQ(made)
    found = Validation(made, Counts(made, model), data, CPU).measure(model, 4, "warm-up")

    assert seen == [8] * (32 // 8)
    assert found.terms == {"swap": 1.0}
    assert model.training
