import pytest
import torch

from causalvq.runtime.slots.action_table import ActionTable


def numbers(*values):
    return torch.tensor(values)


def test_steps_are_numbered_ups_first(plan):
    table = ActionTable(plan())
    factor, direction, value = numbers(0, 2, 0, 2), numbers(1, 1, -1, -1), numbers(9, 9, 9, 9)

    assert table(factor, direction, value).tolist() == [0, 2, 3, 5]
    assert table.factor.tolist() == [0, 1, 2, 0, 1, 2]


def test_sets_are_numbered_by_factor_and_value(plan):
    made = plan("interventions.actions=set")  # of 4, 3 and 3 values
    table = ActionTable(made)
    factor, value = numbers(0, 0, 1, 1, 2), numbers(0, 3, 0, 2, 2)

    assert table(factor, torch.zeros(5, dtype=torch.int64), value).tolist() == [0, 3, 4, 6, 9]
    for index, action in enumerate(made.actions):
        assert (table.factor[index], action.value) == (action.factor, action.value)


def test_targets_are_the_variables_of_the_factor(plan):
    one = ActionTable(plan()).targets
    two = ActionTable(plan("variables.count=6", "interventions.sparsity.max_targets=2")).targets

    assert one.int().tolist() == torch.eye(3, dtype=torch.int32).repeat(2, 1).tolist()
    assert two.sum(1).tolist() == [2] * 6
    assert two[:3].sum(0).tolist() == [1] * 6


def test_a_value_is_a_digit_in_each_variable_of_its_factor(plan):
    two = "{name: a, factor: place, states: 2}, {name: b, factor: place, states: 3}"
    table = ActionTable(
        plan(f"variables=[{two}, {{name: shade}}, {{name: ground}}]", "interventions.sparsity.max_targets=2")
    )

    assert table.owner.tolist() == [0, 0, 1, 2]
    values = torch.arange(4)[:, None].expand(-1, 4)
    assert table.states(values).tolist() == [[0, 0, 0, 0], [1, 0, 1, 1], [0, 1, 2, 2], [1, 1, 3, 3]]


def test_a_variable_without_owner_is_not_owned(plan):
    table = ActionTable(plan("variables.count=4"))

    assert table.owned.tolist() == [True, True, True, False]


def test_the_likely_action_is_on_the_factor_that_moved_most(plan):
    table = ActionTable(plan("variables.count=6", "interventions.sparsity.max_targets=2"))
    x = torch.randn(3, 6, 4)
    y = x.clone()
    y[0, 3] += 1.0  # of the second factor
    y[1, :2] += 0.7  # both variables of the first one
    y[1, 5] += 0.8
    y[2, 4] -= 2.0
    action, share = table.likely(torch.cat([x, y]))

    assert table.factor[action].tolist() == [1, 0, 2]
    assert share.tolist() == pytest.approx([1, 0.98 / (0.98 + 0.64), 1], abs=1e-4)


def test_the_table_is_rebuilt_from_the_plan_and_not_stored(plan):
    assert ActionTable(plan()).state_dict() == {}
