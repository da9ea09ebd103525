import json

import pytest

from causalvq.dsl.spec import Data
from causalvq.dsl.spec.data import expand_pairs


def data(**keys):
    return Data.model_validate_json(json.dumps({"source": "critters", **keys}))


@pytest.mark.parametrize(
    ("short", "origin"),
    [("none", "none"), ({"file": "p.csv"}, "file"), ({"before": "b/{n}", "after": "a/{n}"}, "names"), ({}, "factors")],
)
def test_what_pairs_come_from_follows_from_what_is_said(short, origin):
    assert data(pairs=short).pairs.origin == origin


def test_what_is_said_is_left_as_it_is():
    assert expand_pairs({"from": "factors", "file": "p.csv"}) == {"from": "factors", "file": "p.csv"}


def test_the_protocol_of_the_paper_is_a_word():
    assert data(split="paper").split.by == "images"
    assert data(pairs="paper").pairs.origin == "factors"


def test_factors_may_say_the_order_of_their_values():
    made = data(
        factors=["hair", {"name": "hue", "order": "none"}, {"name": "size", "order": "ordered"}], cyclic=["hair"]
    )

    assert made.chosen == ("hair", "hue", "size")
    assert made.orders == {"hair": "cyclic", "hue": "none", "size": "ordered"}
    assert (data().chosen, data().orders) == ("all", {})
