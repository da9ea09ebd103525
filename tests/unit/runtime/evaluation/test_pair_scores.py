import dataclasses
import random
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from labelled import Labelled

from causalvq.runtime.estimation.codes import encode_rows, estimate_mechanisms, pair_actions
from causalvq.runtime.evaluation.pair_scores import coded_pairs, image_errors, mean, representative, retrieve

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def clean(data):
    """The tiny data, without noise: images with equal labels are equal."""
    first = {tuple(row): index for index, row in reversed(list(enumerate(data.labels.tolist())))}
    return dataclasses.replace(data, images=data.images[[first[tuple(row)] for row in data.labels.tolist()]])


def evaluate(model, data):
    """All that is measured on the test pairs."""
    coded = coded_pairs(model, data, CPU)
    hits, images = retrieve(model, coded, data.images, CPU), image_errors(model, coded, data.images, CPU)
    return SimpleNamespace(
        pairs=len(coded.pairs),
        action_accuracy=mean(hits.action, coded.weight),
        factor_accuracy=mean(hits.factor, coded.weight),
        **{name: mean(values, coded.weight) for name, values in images.items()},
    )


def scored(model, data):
    estimate_mechanisms(model, data, model.plan, CPU)
    return evaluate(model, data)


@pytest.mark.parametrize("actions", ["step", "set"])
def test_a_model_that_is_right_scores_1(plan, clean, tiny, actions):
    from causalvq.runtime.training.session import load_data

    made = plan(f"interventions.actions={actions}")
    ready = dataclasses.replace(clean, pairs=load_data(made, tiny).pairs)
    scores = scored(Labelled(made, clean), ready)

    assert scores.pairs == len(ready.pairs["test"]) > 100
    assert (scores.action_accuracy, scores.factor_accuracy) == (1, 1)
    assert (scores.reconstruction_mse, scores.intervention_mse) == (0, 0)
    assert scores.changed_variables == 1


def test_the_copy_error_is_that_of_doing_nothing(plan, clean):
    pairs = clean.pairs["test"]
    x, y = (clean.images[rows].astype(np.float64) / 127.5 for rows in (pairs.x, pairs.y))

    assert scored(Labelled(plan(), clean), clean).copy_mse == pytest.approx(np.square(x - y).mean())


def test_a_model_that_does_not_know_its_mechanisms_only_copies(plan, clean):
    model = Labelled(plan(), clean)
    scores = evaluate(model, clean)

    assert scores.intervention_mse == pytest.approx(scores.copy_mse)
    assert scores.reconstruction_mse == 0
    assert scores.action_accuracy < 0.5


def test_the_right_factor_in_the_wrong_direction_is_half_right(plan, clean):
    model = Labelled(plan(), clean)
    estimate_mechanisms(model, clean, model.plan, CPU)
    model.transition.effects.copy_(model.transition.effects.roll(3, dims=0))  # ups and downs change places
    scores = evaluate(model, clean)

    assert (scores.action_accuracy, scores.factor_accuracy) == (0, 1)


def test_a_model_that_sees_nothing_is_no_better_than_chance(plan, clean):
    class Blind(Labelled):
        def encode(self, images):
            return torch.zeros_like(super().encode(images))

    scores = scored(Blind(plan(), clean), clean)

    assert scores.action_accuracy < 0.5
    assert scores.changed_variables == 0
    assert scores.reconstruction_mse > 0.01


@pytest.mark.parametrize("seed", range(3))
def test_relabelling_codes_changes_no_score(plan, clean, seed):
    draw = random.Random(seed)
    orders = torch.tensor([draw.sample(range(6), 6) for _ in range(3)])

    assert scored(Labelled(plan(), clean, orders), clean) == scored(Labelled(plan(), clean), clean)


def test_pairs_that_are_not_many_are_all_scored(data):
    pairs = data.pairs["train"]
    same, weight = representative(pairs, len(pairs))

    assert same is pairs
    assert weight.tolist() == [1] * len(pairs)


@pytest.mark.parametrize("most", [1, 2, 9, 10, 11, 40])
def test_thinning_keeps_rare_factors_and_stands_for_all_pairs(data, most):
    rare = data.pairs["train"]
    rare = rare[np.concatenate([np.flatnonzero(rare.factor < 2), np.flatnonzero(rare.factor == 2)[:3]])]
    few, weight = representative(rare, most)
    counts = np.bincount(rare.factor, minlength=3)
    kept = np.bincount(few.factor, minlength=3)

    assert len(few) == most
    assert kept.min() >= min(3, most // 3)
    stands_for = np.bincount(few.factor, weight, minlength=3)
    assert stands_for[kept > 0] == pytest.approx(counts[kept > 0])
    assert few.x[0] == rare.x[0]


def test_means_of_few_pairs_are_near_those_of_all(plan, clean, monkeypatch):
    model = Labelled(plan(), clean)
    whole = scored(model, clean)
    monkeypatch.setattr("causalvq.runtime.evaluation.pair_scores.MAX_PAIRS", 60)
    some = scored(model, clean)

    assert some.pairs <= 60
    assert some.copy_mse == pytest.approx(whole.copy_mse, rel=0.2)


def test_rows_that_were_not_asked_for_have_no_codes(plan, clean):
    table = encode_rows(Labelled(plan(), clean), clean.images, np.array([3, 280]), CPU)

    assert table[[3, 280]].tolist() == clean.labels[[3, 280]].tolist()
    assert (table == -1).all(1).sum() == len(table) - 2


def test_every_pair_has_the_action_that_it_declares(plan, data):
    made = plan()
    pairs = data.pairs["test"]
    actions = [made.actions[index] for index in pair_actions(Labelled(made, data), pairs, CPU)]

    assert [action.factor for action in actions] == pairs.factor.tolist()
    assert [action.direction for action in actions] == pairs.direction.tolist()


def test_mechanisms_are_estimated_anew_from_the_training_pairs(plan, clean):
    model = Labelled(plan(), clean)
    estimate_mechanisms(model, clean, model.plan, CPU)
    estimate_mechanisms(model, clean, model.plan, CPU)

    assert model.transition.effects.sum() == len(clean.pairs["train"])
    up = model.transition.effects[0, 0]
    assert up.nonzero().tolist() == [[0, 1], [1, 2], [2, 3]]


def test_unknown_actions_are_inferred_and_count(plan, clean, tiny):
    from causalvq.runtime.training.session import load_data

    made = plan("interventions.labels=partial", "interventions.known_share=0.3")
    partial = dataclasses.replace(load_data(made, tiny), images=clean.images)
    model = Labelled(made, clean)
    scores = scored(model, partial)

    pairs = len(clean.pairs["train"])
    assert len(partial.pairs["train"]) < pairs
    assert model.transition.effects.sum() == pairs
    assert model.transition.effects[0, 0].nonzero().tolist() == [[0, 1], [1, 2], [2, 3]]
    assert scores.action_accuracy == 1


class Doubled(Labelled):
    """The first place has two codes: the shade decides which of them it gets."""

    def encode(self, images):
        codes = super().encode(images)
        codes[(codes[:, 0] == 0) & (codes[:, 1] == 1), 0] = 5
        return self.quantizer.synonyms(codes)

    def decode(self, codes):
        return super().decode(codes.where(codes != 5, 0))


def test_two_codes_of_one_value_are_one_once_training_has_ended(plan, clean):
    model = Doubled(plan(), clean)
    before = evaluate(model, clean)
    after = scored(model, clean)

    assert before.changed_variables > 1.05
    assert after.changed_variables == 1
    assert (after.action_accuracy, after.intervention_mse) == (1, 0)
