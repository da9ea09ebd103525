import json
from functools import cache

import pytest

from causalvq.compiler import compile_spec
from causalvq.compiler.artifacts.plan_meaning import meaning
from causalvq.dsl.loader import load

SPEC = "apiVersion: causalvq/v1\nname: a\ndata: {source: critters}\nvariables: {count: 7}\ncodebook: {size: 8}\n"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """The plan of a spec with a few values of its own."""
    path = tmp_path_factory.mktemp("specs") / "a.yaml"
    path.write_text(SPEC)
    return cache(lambda *overrides: compile_spec(load(path, overrides)))


def test_the_same_plan_means_the_same(plan):
    assert not any(meaning(plan(), plan()).to_json().values())


def test_other_sizes_cost_more(plan):
    found = meaning(plan(), plan("model.encoder.widths=[16, 16]", "train.steps=100"))
    amounts = {amount.name: amount for amount in found.amounts}

    assert amounts["parameters"].before > amounts["parameters"].after
    assert amounts["steps at most"].after == 100
    assert amounts["memory to train"].unit == "bytes"
    assert any(" -> " in layer for layer in found.layers)
    assert json.loads(json.dumps(found.to_json()))["amounts"][0]["name"] == "parameters"


def test_actions_come_and_go(plan):
    found = meaning(plan(), plan("data.factors=[eyes, mouth]"))

    assert len(found.actions) == 10
    assert all(action.startswith("- ") for action in found.actions)


def test_what_costs_the_same_is_named(plan):
    found = meaning(plan(), plan("seed=1"))

    assert (found.amounts, found.layers, found.parts) == ((), (), ("seed",))
