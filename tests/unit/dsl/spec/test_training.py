import json

import pytest
from pydantic import ValidationError

from causalvq.dsl.spec import Losses
from causalvq.dsl.spec.training import Evaluate, Train


def train(**keys):
    return Train.model_validate_json(json.dumps(keys))


def test_steps_and_pieces_are_numbers_or_left_to_be_found():
    assert (train(steps="auto").steps, train(steps=9).steps) == ("auto", 9)
    assert (train().micro_batches, train(micro_batches=4).micro_batches) == ("auto", 4)


@pytest.mark.parametrize(
    "keys",
    [
        {"steps": 0},
        {"steps": "many"},
        {"batch_size": 0},
        {"optimizer": {"lr": 0.0}},
        {"optimizer": {"betas": [0.9]}},
        {"precision": "float16"},
        {"causal_share": 1.5},
    ],
)
def test_what_cannot_be_trained_by_is_refused(keys):
    with pytest.raises(ValidationError):
        train(**keys)


def test_weights_are_at_least_0():
    with pytest.raises(ValidationError):
        Losses.model_validate({"swap": -0.1})
    assert Losses().reconstruction > 0


def test_metrics_are_auto_or_a_list_of_known_ones():
    assert Evaluate.model_validate_json('{"metrics": "auto"}').metrics == "auto"
    assert Evaluate.model_validate_json('{"metrics": ["dci", "infomec"]}').metrics == ("dci", "infomec")
    with pytest.raises(ValidationError):
        Evaluate.model_validate_json('{"metrics": ["beauty"]}')
