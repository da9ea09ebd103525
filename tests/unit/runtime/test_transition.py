import math

import pytest
import torch

from causalvq.runtime.actions import ActionTable
from causalvq.runtime.transition import SlotTransition

X = torch.tensor([[0, 1, 2], [0, 1, 2], [0, 3, 2], [4, 1, 2]])
Y = torch.tensor([[1, 1, 2], [1, 1, 2], [1, 3, 5], [4, 2, 2]])
ACTION = torch.tensor([0, 0, 0, 1])  # place up three times, shade up once


@pytest.fixture
def observed(plan):
    def build(*overrides, action=ACTION):
        made = plan(*overrides)
        transition = SlotTransition(made, ActionTable(made))
        transition.observe(X, Y, action)
        return transition

    return build


def test_counts_by_hand(observed):
    transition = observed()

    assert transition.effects.shape == (6, 3, 6, 6)
    assert transition.effects[0, 0, 0, 1] == 3
    assert transition.effects[1, 1, 1, 2] == 1
    assert transition.effects.sum() == 4
    assert transition.stays[0, 4, 4] == 1
    assert transition.stays[1, 1, 1] == 2
    assert transition.stays[1, 3, 3] == 1
    assert transition.stays[2, 2].tolist() == [0, 0, 3, 0, 0, 1]
    assert transition.stays.sum() == 8


def test_counts_add_up_and_are_forgotten(observed):
    transition = observed()
    transition.observe(X, Y, ACTION)
    assert transition.effects[0, 0, 0, 1] == 6

    transition.forget()
    assert transition.effects.sum() == transition.stays.sum() == 0


def test_probabilities_by_hand(observed):
    probabilities = observed().log_probabilities(X[:1], torch.tensor([0])).exp()[0]

    total = 3 + 1 + 6 * 0.01
    expected = torch.full((6,), 0.01) / total
    expected[0], expected[1] = 1.01 / total, 3.01 / total
    torch.testing.assert_close(probabilities[0], expected)
    torch.testing.assert_close(probabilities.sum(-1), torch.ones(3))
    assert probabilities[2, 2] > probabilities[2, 5] > probabilities[2, 0]


def test_predict_moves_targets_and_copies_the_rest_exactly(observed):
    transition = observed()
    transition.observe(X, Y, ACTION)  # once is no more than what is believed beforehand: that nothing changes

    assert transition.predict(X, ACTION).tolist() == [[1, 1, 2], [1, 1, 2], [1, 3, 2], [4, 2, 2]]
    unseen = torch.tensor([[5, 5, 5]])
    assert transition.predict(unseen, torch.tensor([0])).tolist() == [[5, 5, 5]]


def test_likelihoods_are_those_of_every_variable_under_each_action(observed):
    transition = observed()
    likelihoods = transition.log_likelihoods(X, Y)

    for action in range(6):
        chances = transition.log_probabilities(X, torch.full((4,), action))
        expected = chances.gather(-1, Y.unsqueeze(-1)).squeeze(-1).sum(1)
        torch.testing.assert_close(likelihoods[:, action], expected)
    posterior = likelihoods.softmax(1)
    torch.testing.assert_close(posterior.sum(1), torch.ones(4))
    assert posterior.argmax(1)[[0, 1, 3]].tolist() == [0, 0, 1]


def test_what_a_value_is_set_to_does_not_depend_on_the_state_before(observed):
    transition = observed("interventions.actions=set", action=torch.tensor([2, 2, 2, 4]))

    assert transition.effects.shape == (10, 3, 6, 6)
    assert transition.predict(torch.tensor([[5, 0, 0], [1, 0, 0]]), torch.tensor([2, 2])).tolist() == [
        [1, 0, 0],
        [1, 0, 0],
    ]
    assert transition.predict(torch.tensor([[5, 0, 0]]), torch.tensor([0])).tolist() == [[5, 0, 0]]
    chance = transition.log_probabilities(torch.tensor([[5, 0, 0]]), torch.tensor([2]))[0, 0, 1].item()
    assert chance == pytest.approx(math.log(3.01 / (3 + 1 + 6 * 0.01)))
