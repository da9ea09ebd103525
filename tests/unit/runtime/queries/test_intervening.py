import json
from dataclasses import replace

import pytest
import torch

from causalvq.errors import QueryError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.detail import with_detail
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.queries import intervening

STEP, STAY = 10.01 / 11.06, 1.01 / 1.06
"""Probability that a step leads on, and that one that was never seen to lead anywhere stays."""


@pytest.fixture
def images(data):
    return images_at(data.images, data.split.test[:12], torch.device("cpu"))


@pytest.fixture
def run(stepping, run_of):
    return run_of(stepping)


def with_codes(run, codes, monkeypatch):
    """The run, if its encoder read these codes."""
    monkeypatch.setattr(run.model, "encode", lambda images: torch.tensor(codes)[: len(images)])
    return run


def test_steps_change_their_target_and_their_chances_multiply(run, images, monkeypatch):
    codes = [[0, 0, 0], [1, 2, 1], [3, 1, 2]]
    answer = with_codes(run, codes, monkeypatch).intervene(images[:3], "place", step=2)

    assert answer.codes_before.tolist() == codes
    assert answer.codes.tolist() == [[2, 0, 0], [3, 2, 1], [3, 1, 2]]
    assert answer.changed.tolist() == [[True, False, False], [True, False, False], [False] * 3]
    torch.testing.assert_close(answer.probability, torch.tensor([STEP**2, STEP**2, STAY**2]))
    assert (answer.targets, answer.action, answer.title()) == ((0,), None, "place+1 x 2")
    assert answer.outcomes == ("changed", "changed", "no further value")
    assert answer.notes == ("far left -> right", "left -> far right", "still far right")
    assert torch.equal(answer.images, with_detail(images[:3], answer.before, answer.decoded))
    assert torch.equal(answer.decoded, run.decode(answer.codes).images)


def test_a_value_is_reached_image_by_image(run, images, monkeypatch):
    answer = with_codes(run, [[0, 0, 0], [1, 2, 1], [5, 1, 2]], monkeypatch).intervene(
        images[:3], "place", value="left"
    )

    assert answer.codes.tolist() == [[1, 0, 0], [1, 2, 1], [5, 1, 2]]
    assert answer.actions() == (("place+1",), (), ())
    assert answer.reached.tolist() == [True, True, False]
    assert answer.outcomes == ("changed", "has it already", "out of reach")
    assert (answer.targets, answer.title()) == ((0,), "place=left")
    assert torch.equal(answer.images[1:], images[1:3])


def test_what_comes_through_the_graph_is_an_effect(shaded, run_of, images, monkeypatch):
    run = with_codes(run_of(shaded), [[0, 0, 0], [2, 2, 0], [0, 1, 0]], monkeypatch)
    answer = run.intervene(images[:3], "place", step=1)

    assert answer.codes.tolist() == [[1, 1, 0], [3, 2, 0], [1, 1, 0]]
    assert answer.effects.tolist() == [[False, True, False], [False] * 3, [False] * 3]
    assert answer.to_dict()["effects"] == [["shade"], [], []]
    assert run.intervene(images[:3], do=["place+1", "shade=0"]).codes[:, 1].tolist() == [0, 0, 0]


def test_nothing_done_is_nothing_changed(run, images):
    answer = run.intervene(images, do=[])

    assert torch.equal(answer.images, images)
    assert (answer.targets, answer.title(), answer.probability.tolist()) == ((), "nothing", [1.0] * 12)


@pytest.mark.parametrize("count", [1, 600])
def test_any_number_of_images(run, images, count):
    many = images.repeat(50, 1, 1, 1)[:count]
    answer = run.intervene(many, "place", value="right")

    assert answer.images.shape == many.shape
    assert len(answer.notes) == len(answer.outcomes) == len(answer.reached) == count
    for row in range(0, count, 97):
        alone = run.intervene(many[row : row + 1], do=[]).codes_before
        assert torch.equal(answer.codes_before[row : row + 1], alone)
    json.dumps(answer.to_dict(), allow_nan=False)
    assert answer.picture().height > 16


def test_no_images_are_refused(run, images):
    with pytest.raises(QueryError, match="CVQ503 there is no image"):
        run.intervene(images[:0], "place", step=1)


def test_a_chance_below_all_floats_is_still_told(run, images):
    answer = replace(run.intervene(images[:1], "place", step=1), log_probability=torch.tensor([-500.0]))
    told = json.loads(json.dumps(answer.to_dict(), allow_nan=False))

    assert (told["probabilities"], told["log_probabilities"]) == ([0.0], [-500.0])


def test_draws_depend_on_the_seed_and_none_takes_the_most_probable(model, run_of, images, tables):
    made = model("interventions.noise=endogenous")
    for state in range(4):
        made.transition.effects[0, 0, state, :4] = torch.tensor([2.0, 3.0, 2.0, 3.5])
    run = run_of(made)
    codes = run.codes(images)
    made.transition.effects[0, 0, 4:] = made.transition.effects[0, 0, 0]
    change = (Change(0, (0,)),)

    def after(seed):
        return intervening.intervene(made, run.naming, tables, images, change, seed).codes[:, 0].tolist()

    assert after(1) == after(1)
    assert len({tuple(after(seed)) for seed in range(5)}) > 1
    most = made.transition._effects()[0, 0].argmax(1)
    assert after(None) == most[codes[:, 0]].tolist()
    assert run.counterfactual(images, action="place+1").codes[:, 0].tolist() == after(None)
