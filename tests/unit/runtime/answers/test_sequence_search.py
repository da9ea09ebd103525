import math

import pytest
import torch

from causalvq.runtime.answers.sequence_search import reach, search


@pytest.fixture
def counted(plan, model):
    """A transition whose mechanisms are those of the tiny spec: a step goes to the next code."""
    made, transition = plan(), model().transition
    x = torch.cartesian_prod(torch.arange(4), torch.arange(3), torch.arange(3)).repeat(6 * 20, 1)
    action = torch.arange(6).repeat_interleave(36 * 20)
    y = x.clone()
    for index, one in enumerate(made.actions):
        rows = action == index
        last = (4, 3, 3)[one.factor] - 1
        y[rows, one.factor] = (x[rows, one.factor] + one.direction).clamp(0, last)
    nothing = torch.zeros(3, 3)
    transition.fit(x, y, action, nothing.bool(), nothing)
    return made, transition


def found(counted, before, after, most):
    made, transition = counted
    before, after = torch.tensor(before), torch.tensor(after)
    first = transition.log_likelihoods(before[None], after[None]).log_softmax(1)[0]
    return [[made.actions[a].name for a in one.actions] for one in search(made, transition, before, after, first, most)]


def test_one_change_is_one_action(counted):
    assert found(counted, [0, 1, 1], [1, 1, 1], 1)[0] == ["place+1"]


def test_several_changes_are_as_many_actions_in_either_order(counted):
    assert sorted(found(counted, [0, 1, 1], [1, 0, 1], 2)[0]) == ["place+1", "shade-1"]
    assert found(counted, [0, 1, 1], [3, 1, 1], 3)[0] == ["place+1"] * 3


def test_probabilities_are_over_the_sequences_and_add_up(counted):
    made, transition = counted
    before, after = torch.tensor([0, 1, 1]), torch.tensor([1, 0, 1])
    first = torch.full((6,), -math.log(6))
    answers = search(made, transition, before, after, first, 2)

    assert sum(one.probability for one in answers) == pytest.approx(1, abs=1e-6)
    assert answers[0].probability > 0.9
    assert [one.probability for one in answers] == sorted((one.probability for one in answers), reverse=True)
    assert len({tuple(sorted(one.actions)) for one in answers}) == len(answers), "orders are one answer"


def test_codes_after_some_actions(counted):
    made, transition = counted
    names = [action.name for action in made.actions]

    after = reach(transition, torch.tensor([0, 2, 1]), [names.index("place+1"), names.index("shade-1")])
    assert after.tolist() == [1, 1, 1]
