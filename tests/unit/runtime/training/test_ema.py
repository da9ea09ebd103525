import pytest
import torch
from torch import nn

from causalvq.runtime.training.ema import WeightAverage


def linear(*weights):
    made = nn.Linear(len(weights), 1, bias=False)
    made.weight.data = torch.tensor([weights])
    return made


def test_the_average_forgets_the_initial_weights_first_and_then_keeps_its_decay():
    model = linear(1.0)
    average, expected = WeightAverage(model, 0.5), 1.0
    for step in range(1, 30):
        model.weight.data.fill_(float(step))
        average.update(model, step)
        share = 1 - min(0.5, (1 + step) / (10 + step))
        expected += share * (step - expected)

    assert average.values["weight"].item() == pytest.approx(expected)
    assert average.values["weight"].item() == pytest.approx(28.0, abs=0.01)  # one step behind a ramp at decay 1/2


def test_the_average_is_used_for_a_while_or_for_good():
    model = linear(1.0, 2.0)
    average = WeightAverage(model, 0.9)
    model.weight.data.fill_(5.0)

    with average.used(model):
        assert model.weight.tolist() == [[1.0, 2.0]]
        assert average.values["weight"].tolist() == [[5.0, 5.0]]
    assert model.weight.tolist() == [[5.0, 5.0]]
    average.adopt(model)
    assert model.weight.tolist() == [[1.0, 2.0]]


def test_the_weights_come_back_when_something_fails():
    model = linear(1.0)
    average = WeightAverage(model, 0.9)
    model.weight.data.fill_(5.0)

    with pytest.raises(KeyError), average.used(model):
        raise KeyError
    assert model.weight.item() == 5.0


def test_without_a_decay_nothing_is_kept_or_changed():
    model = linear(1.0)
    average = WeightAverage(model, None)
    model.weight.data.fill_(5.0)
    average.update(model, 1)
    with average.used(model):
        assert model.weight.item() == 5.0
    average.adopt(model)

    assert model.weight.item() == 5.0
    assert average.values == {}
