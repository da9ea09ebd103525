import json
import math

import pytest
import torch

from causalvq.errors import QueryError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.estimation.value_tables import ValueTable
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.effects import STANDARD_ERRORS, effect, numbers_of

PLACE, SHADE, GROUND = 0, 1, 2


def asked(run, codes, changes, factor):
    return effect(run.model, run.naming, run.statistics.values, torch.tensor(codes), changes, factor)


@pytest.fixture
def run(shaded, run_of):
    return run_of(shaded)


CODES = [[0, 0, 0], [0, 1, 0], [1, 2, 0], [2, 2, 0]]


def test_a_total_effect_lets_everything_follow_and_a_direct_one_holds_what_lies_between(run):
    answer = asked(run, CODES, (Change(PLACE, value=2),), SHADE)

    # Shade becomes 2 where place moves; the last image has place 2 already. Of place there is a direct way alone.
    differences = torch.tensor([2.0, 1.0, 0.0, 0.0])
    error = STANDARD_ERRORS * float(differences.std()) / math.sqrt(4)
    assert (answer.total, answer.direct) == (0.75, 0.75)
    assert answer.total_interval == pytest.approx((0.75 - error, 0.75 + error))
    assert answer.before.tolist() == [0.25, 0.25, 0.5]
    assert answer.after.tolist() == [0, 0, 1]
    assert (answer.images, answer.left_out, answer.unit, answer.done) == (4, 0, "value", "place=right")


def test_a_way_through_another_variable_is_not_direct(shaded, run_of):
    transition = shaded.transition
    transition.adjacency[1, 2] = True  # ground is as shade is
    x, y = torch.zeros(30, 3, dtype=torch.int64), torch.zeros(30, 3, dtype=torch.int64)
    y[:, 1] = y[:, 2] = torch.arange(3).repeat(10)
    transition.responses["2"] = transition._table(2, [1])
    transition.responses["2"].fit(x, y)
    answer = asked(run_of(shaded), [[0, 0, 0], [0, 0, 1]], (Change(PLACE, value=1),), GROUND)

    # place 0 -> 1 moves shade 0 -> 1, and that moves ground to 1: by 1 and by 0.
    assert (answer.total, answer.direct) == (0.5, 0.0)
    both = asked(run_of(shaded), [[0, 0, 0], [0, 0, 1]], (Change(PLACE, value=1), Change(SHADE, value=2)), GROUND)
    assert (both.total, both.direct) == (1.5, 1.5)  # 0 -> 2 and 1 -> 2, by what is set itself


def test_no_effect_is_none(run):
    answer = asked(run, CODES, (Change(SHADE, value=0),), GROUND)

    assert (answer.total, answer.total_interval, answer.direct) == (0, (0, 0), 0)


def test_a_single_image_has_no_interval(run):
    answer = asked(run, CODES[:1], (Change(PLACE, (PLACE,)),), SHADE)

    assert (answer.total, answer.total_interval, answer.direct_interval) == (1, None, None)
    json.dumps(answer.to_dict(), allow_nan=False)


def test_images_whose_codes_say_nothing_are_left_out_and_told(run):
    answer = asked(run, [[0, 0, 0], [0, 5, 0], [5, 0, 0]], (Change(PLACE, value=1),), SHADE)

    # The second has a shade that was never met; the third cannot be brought to place 1.
    assert (answer.total, answer.images, answer.left_out) == (1, 1, 2)


@pytest.mark.parametrize("codes", [[[0, 5, 0], [1, 4, 0]], []])
def test_no_image_tells_the_value(run, codes):
    with pytest.raises(
        QueryError, match=f"CVQ511 the codes of none of the {len(codes)} images tell the value of shade"
    ):
        effect(
            run.model,
            run.naming,
            run.statistics.values,
            torch.tensor(codes, dtype=torch.int64).view(-1, 3),
            (Change(PLACE, (PLACE,)),),
            SHADE,
        )


def test_a_factor_without_values_has_no_effects(run):
    with pytest.raises(QueryError, match="CVQ511 the values of shade are not known"):
        effect(run.model, run.naming, (None,) * 3, torch.tensor(CODES), (Change(PLACE, (PLACE,)),), SHADE)


def test_values_in_words_have_shares_alone(run):
    answer = asked(run, CODES, (Change(PLACE, value=1),), PLACE)

    assert (answer.total, answer.direct, answer.unit) == (None, None, "share of images with each value")
    assert answer.to_dict()["after"] == {"far left": 0, "left": 1, "right": 0, "far right": 0}


@pytest.mark.parametrize(
    ("values", "order", "numbers", "unit"),
    [
        (("0.5", "-1", "2e1"), None, [0.5, -1, 20], "value"),
        (("low", "mid", "high"), "ordered", [0, 1, 2], "place among the values"),
        (("1", "2", "nan"), "ordered", [0, 1, 2], "place among the values"),
        (("red", "green", "blue"), "none", None, "share of images with each value"),
        (("1", "2", "inf"), None, None, "share of images with each value"),
    ],
)
def test_values_as_numbers(plan, values, order, numbers, unit):
    factor = plan().data.factors[SHADE].model_copy(update={"values": values, "order": order})
    found, counts = numbers_of(factor)

    assert (None if found is None else found.tolist(), counts) == (numbers, unit)


def test_a_causal_layer_has_no_direct_effects(grid_plan, monkeypatch):
    made = CausalVQ(grid_plan())
    naming = Naming(made_plan := grid_plan(), ((),) * 8)
    everything = tuple(range(8))
    table = ValueTable(everything, torch.zeros(1, 8, dtype=torch.int64), torch.tensor([[5, 0, 0]]))
    monkeypatch.setattr(made.transition, "predicted", lambda x, *_: (x, torch.zeros(len(x))))
    codes = torch.zeros(2, 8, dtype=torch.int64)
    answer = effect(made, naming, (None, table, None), codes, (Change(PLACE, (PLACE,)),), SHADE)

    assert made_plan.layered
    assert (answer.total, answer.direct, answer.direct_interval) == (0, None, None)
