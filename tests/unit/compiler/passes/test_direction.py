import pytest

from causalvq.compiler.passes.direction import goes_along, ordered
from causalvq.compiler.plan import FactorPlan
from causalvq.data.facts import LONGEST


def factor(size=3, **parts):
    values = tuple(map(str, range(size)))
    return FactorPlan(name="x", column=0, size=size, values=values, **{"cyclic": False, **parts})


@pytest.mark.parametrize(
    ("one", "along"),
    [
        (factor(), True),
        (factor(cyclic=True), False),
        (factor(order="none"), False),
        (factor(order="ordered", cyclic=True), True),
        (factor(LONGEST), True),
        (factor(LONGEST + 1), False),
        (factor(LONGEST + 1, order="ordered"), True),
        (factor(0, words=("push", "pull")), True),
        (factor(0, words=("turn", "turn")), False),
    ],
)
def test_steps_go_along_a_line_of_few_values_or_of_values_that_are_said_to_be_ordered(one, along):
    assert goes_along(one) is along


def test_a_value_that_is_set_has_no_direction_and_a_grid_has_none(plan):
    stepped, mixed = plan(), plan("interventions.actions={mouth: set}")

    assert ordered(stepped.data, stepped.actions, None) == tuple(range(7))
    assert ordered(mixed.data, mixed.actions, None) == tuple(range(6))
    assert plan("variables={count: 16, layout: grid}").directed == ()
    assert plan("losses.direction=0").directed == plan("interventions.labels=full").directed == ()
