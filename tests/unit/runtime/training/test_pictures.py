"""Another decoder, where the trained one knows its images by heart."""

import copy
import dataclasses

import numpy as np
import pytest
import torch

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.runtime.training import pictures
from causalvq.runtime.training.pictures import knows_by_heart, redraw
from causalvq.runtime.training.session import load_data

CPU = torch.device("cpu")


@pytest.fixture
def settled(model):
    made = model().eval()
    made.quantizer.settle()
    return made


@pytest.fixture
def suspected(monkeypatch):
    """Every decoder is taken for one that knows its images by heart."""
    monkeypatch.setattr(pictures, "BY_HEART", 0.0)
    monkeypatch.setattr(pictures, "MOST_STEPS", 50)


def none(pairs: Pairs) -> Pairs:
    return pairs[np.zeros(0, dtype=np.int64)]


def test_a_decoder_that_is_as_good_on_other_images_stays(settled, data, plan):
    told = []
    assert knows_by_heart(settled, data, plan(), CPU) is None
    assert redraw(settled, data, plan(), CPU, told.append) is None
    assert told == []


def test_one_that_is_worse_on_images_it_did_not_see_knows_the_others_by_heart(settled, data, plan):
    seen = np.union1d(data.pairs["train"].x, data.pairs["train"].y)
    images = np.array(data.images)
    images[seen] = 0
    with torch.no_grad():  # black, which is all that it has seen
        settled.decoder.head.weight.zero_()
        settled.decoder.head.bias.fill_(-1)
    errors = knows_by_heart(settled, dataclasses.replace(data, images=images), plan(), CPU)

    assert errors is not None
    assert errors[0] < 1e-4 < 0.1 < errors[1]


def test_pictures_that_are_good_enough_are_left_alone(settled, data, plan, monkeypatch):
    monkeypatch.setattr(pictures, "BY_HEART", 0.0)
    assert knows_by_heart(settled, data, plan(), CPU) is not None
    monkeypatch.setattr(pictures, "_error", lambda *_: 1e-4)  # of images that differ by much more
    assert knows_by_heart(settled, data, plan(), CPU) is None


@pytest.mark.usefixtures("suspected")
def test_another_decoder_is_taken_when_it_is_better(settled, data, plan):
    images, told = torch.rand(4, 3, 16, 16), []
    codes = settled.encode(images)
    made = redraw(settled, data, plan(), CPU, told.append)

    assert 0 < made.steps <= 50
    assert made.now < made.held_out
    assert knows_by_heart(settled, data, plan(), CPU)[1] == pytest.approx(made.now, rel=1e-4)
    assert "another one learns them" in told[0]
    assert f"held-out error {made.now:.4f} after {made.steps} steps" == told[1]
    assert torch.equal(settled.encode(images), codes)


@pytest.mark.usefixtures("suspected")
def test_the_trained_one_stays_when_no_other_is_better(settled, data, plan, monkeypatch):
    before = copy.deepcopy(settled.decoder.state_dict())
    monkeypatch.setattr(pictures, "_learned", lambda *_: (1e9, 25))
    told = []
    made = redraw(settled, data, plan(), CPU, told.append)

    assert (made.steps, made.now) == (0, made.held_out)
    assert "the one that was trained stays" in told[1]
    assert all(torch.equal(settled.decoder.state_dict()[name], value) for name, value in before.items())


@pytest.mark.usefixtures("suspected")
def test_a_model_is_given_the_same_decoder_every_time(model, data, plan):
    found = []
    for chance in (1, 2):
        made = model().eval()
        made.quantizer.settle()
        torch.manual_seed(chance)
        redraw(made, data, plan(), CPU, lambda _: None)
        found.append(made.decoder.state_dict())

    assert all(torch.equal(found[0][name], found[1][name]) for name in found[0])


@pytest.mark.usefixtures("suspected")
def test_no_test_image_is_read(settled, data, plan):
    spoiled = np.array(data.images)
    spoiled[data.split.test] = 255
    there = redraw(copy.deepcopy(settled), data, plan(), CPU, lambda _: None)

    assert redraw(settled, dataclasses.replace(data, images=spoiled), plan(), CPU, lambda _: None) == there


PARTIAL = ("interventions.labels=partial", "interventions.known_share=0.5")


@pytest.mark.usefixtures("suspected")
@pytest.mark.parametrize("overrides", [("interventions.actions=set",), PARTIAL])
def test_every_kind_of_pairs_will_do(plan, model, tiny, overrides):
    made = plan(*overrides)
    other = model(*overrides).eval()
    other.quantizer.settle()

    assert redraw(other, load_data(made, tiny), made, CPU, lambda _: None).steps > 0


@pytest.mark.usefixtures("suspected")
def test_without_held_out_pairs_nothing_can_be_told(settled, data, plan):
    alone = dataclasses.replace(data, pairs={**data.pairs, "validation": none(data.pairs["validation"])})

    assert redraw(settled, alone, plan(), CPU, lambda _: None) is None


@pytest.mark.usefixtures("suspected")
def test_a_grid_keeps_its_decoder(model, data, plan):
    grid = "variables={count: 16, layout: grid}"
    assert redraw(model(grid), data, plan(grid), CPU, lambda _: None) is None
