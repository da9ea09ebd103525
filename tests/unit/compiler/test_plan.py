import pytest
from pydantic import ValidationError

from causalvq.compiler import Plan
from causalvq.compiler.canonical import digest_of
from causalvq.compiler.plan import FactorPlan, GridPlan, has_layer


def test_what_a_plan_was_made_of_does_not_change_how_it_trains(plan):
    made = plan()

    assert made.model_copy(update={"spec": "0", "provenance": {}}).digest == made.digest
    assert plan("seed=1").digest != made.digest


def test_the_text_has_the_digest_of_all_that_stands_in_it(plan):
    made = plan()
    values = made.model_dump(mode="json")

    assert f'"digest": "{digest_of(values)}"' in made.to_json() or f'"digest":"{digest_of(values)}"' in made.to_json()
    assert Plan.model_validate(values) == made


def test_fields_that_came_later_are_left_out_where_they_say_what_was_always_so(plan):
    said = plan("data.split={by: images}", "data.pairs={neighbours: adjacent}").model_dump(mode="json")
    other = plan("data.split={by: pairs}").model_dump(mode="json")

    assert not {"split_by", "neighbours", "dtype", "alpha", "opposites"} & set(said["data"])
    assert other["data"]["split_by"] == "pairs"
    assert "spaced" not in said
    assert "words" not in said["data"]["factors"][0]
    factor = FactorPlan(name="x", column=0, size=0, values=(), cyclic=False, words=("push",))
    assert factor.model_dump()["words"] == ("push",)


def test_a_plan_is_frozen_and_has_no_other_fields(plan):
    made = plan()

    with pytest.raises(ValidationError, match="frozen"):
        made.seed = 3
    with pytest.raises(ValidationError, match="Extra inputs"):
        Plan.model_validate(made.model_dump() | {"beauty": 1})
    with pytest.raises(ValidationError, match="finite"):
        Plan.model_validate(made.model_dump() | {"target_penalty": float("inf")})


def test_a_causal_layer_is_in_grids_whose_graph_is_that_of_the_sample(plan):
    grid, slots = plan("variables={count: 16, layout: grid}"), plan()

    assert (grid.layered, slots.layered) == (True, False)
    assert not has_layer(GridPlan(books=1, height=1, width=1), slots.graph)


def test_words_are_open_until_somebody_says_what_they_mean(plan):
    worded = FactorPlan(name="x", column=0, size=0, values=(), cyclic=False, words=("push",))
    data = plan().data.model_copy(update={"factors": (worded,)})

    assert data.open_words
    assert not data.model_copy(update={"opposites": ()}).open_words
    assert not plan().data.open_words


def test_the_fewest_steps_are_the_floor_where_there_is_one(plan):
    assert plan("train.steps=700").train.least == 700
    assert plan("train.steps=auto").train.least == 1500


def test_a_grid_is_only_asked_for_where_there_is_one(plan):
    grid = plan("variables={count: 64, layout: grid, books: 4}").require_grid()

    assert (grid.books, grid.height, grid.width, grid.cells) == (4, 4, 4, 16)
    with pytest.raises(AssertionError, match="no grid"):
        plan().require_grid()
    assert set(grid.model_dump()) == {"books", "height", "width"}
