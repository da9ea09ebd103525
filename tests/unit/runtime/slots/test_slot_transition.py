import math

import pytest
import torch

from causalvq.runtime.slots.action_table import ActionTable
from causalvq.runtime.slots.slot_transition import SlotTransition

X = torch.tensor([[0, 1, 2], [0, 1, 2], [0, 3, 2], [4, 1, 2]])
Y = torch.tensor([[1, 1, 2], [1, 1, 2], [1, 3, 5], [4, 2, 2]])
ACTION = torch.tensor([0, 0, 0, 1])  # place up three times, shade up once


def fit(transition, *edges, x=X, y=Y, action=ACTION):
    adjacency = torch.zeros(x.shape[1], x.shape[1], dtype=torch.bool)
    for cause, effect in edges:
        adjacency[cause, effect] = True
    transition.fit(x, y, action, adjacency, adjacency.float())


@pytest.fixture
def observed(plan):
    def build(*overrides, action=ACTION):
        made = plan(*overrides)
        transition = SlotTransition(made, ActionTable(made))
        fit(transition, action=action)
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


def test_fitting_again_forgets_what_was_counted(observed):
    transition = observed()
    fit(transition)

    assert transition.effects[0, 0, 0, 1] == 3


def test_probabilities_by_hand(observed):
    transition = observed()
    total = 3 + 1 + 6 * 0.01

    codes, chance = transition.predicted(X[:1], torch.tensor([0]))
    assert codes.tolist() == [[1, 1, 2]]
    assert chance.exp().item() == pytest.approx(3.01 / total)


def test_predict_moves_targets_and_copies_the_rest_exactly(observed):
    transition = observed()
    fit(transition, x=X.repeat(2, 1), y=Y.repeat(2, 1), action=ACTION.repeat(2))  # once is no more than the prior

    assert transition.predict(X, ACTION).tolist() == [[1, 1, 2], [1, 1, 2], [1, 3, 2], [4, 2, 2]]
    unseen = torch.tensor([[5, 5, 5]])
    assert transition.predict(unseen, torch.tensor([0])).tolist() == [[5, 5, 5]]


def test_likelihoods_are_those_of_every_variable_under_each_action(observed):
    transition = observed()
    likelihoods = transition.log_likelihoods(X, Y)

    total = 3 + 1 + 6 * 0.01
    assert likelihoods[0, 0].item() == pytest.approx(
        math.log(3.01 / total) + math.log(3.01 / 3.06) + math.log(4.01 / 5.06), abs=1e-5
    )
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
    chance = transition.predicted(torch.tensor([[5, 0, 0]]), torch.tensor([2]))[1].item()
    assert chance == pytest.approx(math.log(3.01 / (3 + 1 + 6 * 0.01)))


DRAWN_X = torch.zeros(400, 3, dtype=torch.int64)
DRAWN_Y = torch.tensor([[1, 0, 0], [1, 0, 0], [2, 0, 0], [1, 0, 0]]).repeat(100, 1)  # place: one three times, two once
PLACE_UP = torch.zeros(400, dtype=torch.int64)


def drawing(observed, noise, *edges, y=DRAWN_Y):
    transition = observed(f"interventions.noise={noise}")
    fit(transition, *edges, x=DRAWN_X, y=y, action=PLACE_UP)
    return transition


def test_endogenous_noise_draws_from_the_mechanism(observed):
    transition = drawing(observed, "endogenous")
    codes, chance = transition.predicted(DRAWN_X, PLACE_UP, seed=5)

    shares = torch.bincount(codes[:, 0], minlength=6) / 400
    assert shares[1].item() == pytest.approx(0.75, abs=0.07)
    assert shares[2].item() == pytest.approx(0.25, abs=0.07)
    assert shares[1] + shares[2] == 1  # nothing that was hardly ever seen
    assert not codes[:, 1:].any()  # what the action does not reach is copied
    expected = transition._effects()[0, 0, 0, codes[:, 0]]
    torch.testing.assert_close(chance, expected)


def test_without_it_the_most_probable_state_is_taken(observed):
    codes = drawing(observed, "none").predict(DRAWN_X, PLACE_UP, seed=5)

    assert codes.unique(dim=0).tolist() == [[1, 0, 0]]


def test_what_was_never_seen_among_hundreds_of_states_stays(plan):
    made = plan("codebook.size=300", "interventions.actions=set", "interventions.noise=endogenous")
    transition = SlotTransition(made, ActionTable(made))
    fit(transition, (0, 1), x=X[:3], y=torch.tensor([[1, 1, 2]]).expand(3, 3), action=torch.zeros(3, dtype=torch.int64))
    before = torch.tensor([[200, 250, 2]])

    assert transition.predict(before, torch.tensor([1])).tolist() == before.tolist()


def test_draws_depend_on_the_seed_alone(observed):
    transition = drawing(observed, "endogenous")
    one, same, other = (transition.predict(DRAWN_X, PLACE_UP, seed) for seed in (1, 1, 2))

    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_effects_are_drawn_given_the_causes_that_were_drawn(observed):
    follows = torch.tensor([[1, 1, 0], [1, 2, 0], [2, 3, 0], [1, 1, 0]]).repeat(100, 1)
    transition = drawing(observed, "endogenous", (0, 1), y=follows)
    codes = transition.predict(DRAWN_X, PLACE_UP, seed=3)

    assert set(map(tuple, codes.tolist())) == {(1, 1, 0), (1, 2, 0), (2, 3, 0)}
    given_one = codes[codes[:, 0] == 1, 1]
    assert (given_one == 1).float().mean().item() == pytest.approx(2 / 3, abs=0.1)


def test_states_that_a_variable_does_not_have_are_never_drawn(plan):
    made = plan("variables=[{name: place}, {name: shade, states: 3}, {name: ground}]", "interventions.noise=endogenous")
    transition = SlotTransition(made, ActionTable(made))
    fit(transition, x=DRAWN_X, y=DRAWN_Y, action=PLACE_UP)
    x = torch.full((400, 3), 2)  # never seen
    for action in range(6):
        assert (transition.predict(x, torch.full((400,), action))[:, 1] < 3).all()


CAUSED_X = torch.tensor([[0, 0, 2], [1, 1, 2], [2, 2, 2], [0, 0, 3]]).repeat(3, 1)
CAUSED_Y = torch.tensor([[1, 1, 2], [2, 2, 2], [3, 3, 2], [1, 1, 3]]).repeat(3, 1)


def test_an_effect_follows_its_cause_and_the_rest_is_copied(observed):
    transition = observed()
    fit(transition, (0, 1), x=CAUSED_X, y=CAUSED_Y, action=torch.zeros(12, dtype=torch.int64))

    assert transition.predict(CAUSED_X, torch.zeros(12, dtype=torch.int64)).tolist() == CAUSED_Y.tolist()
    moved = torch.tensor([[0, 0, 2]])
    assert transition.predict(moved, torch.tensor([1])).tolist() == [[0, 0, 2]]


def test_a_graph_survives_saving(observed, plan):
    transition = observed()
    fit(transition, (0, 1), x=CAUSED_X, y=CAUSED_Y, action=torch.zeros(12, dtype=torch.int64))
    state = {f"transition.{name}": value for name, value in transition.state_dict().items()}

    made = plan()
    other = SlotTransition(made, ActionTable(made))
    other.make_room(state)
    other.load_state_dict(transition.state_dict())
    action = torch.zeros(12, dtype=torch.int64)
    torch.testing.assert_close(
        other.log_likelihoods(CAUSED_X, CAUSED_Y), transition.log_likelihoods(CAUSED_X, CAUSED_Y)
    )
    assert other.predict(CAUSED_X, action).tolist() == CAUSED_Y.tolist()


def test_a_target_that_never_moves_is_not_set(plan):
    made = plan("interventions.sparsity.max_targets=2", "variables.count=6")
    transition = SlotTransition(made, ActionTable(made))
    x = torch.zeros(50, 6, dtype=torch.int64)
    y = x.clone()
    y[:, 0] = 1  # of the two variables that the first factor owns, only the first moves
    adjacency = torch.zeros(6, 6)
    transition.fit(x, y, torch.zeros(50, dtype=torch.int64), adjacency.bool(), adjacency)

    assert transition.actions.targets[0].tolist() == [True, True, False, False, False, False]
    assert transition.targets[0].tolist() == [True, False, False, False, False, False]


STEP, STAYED = 3.01 / 4.06, 1.01 / 1.06
"""That place goes from 0 to 1, as it did three times; that what was never seen to act does nothing."""


def test_several_things_at_once_are_each_done_to_the_codes_before(observed):
    transition = observed()
    transition.effects[1, 1, 1, 2] = 3
    x = torch.tensor([[0, 1, 2], [1, 1, 2]])
    after, chance = transition.predicted_together(x, ((0,), (1,)))

    assert after.tolist() == [[1, 2, 2], [1, 2, 2]]
    torch.testing.assert_close(chance.exp(), torch.tensor([STEP * STEP, STAYED * STEP]))


def test_steps_one_after_the_other(observed):
    transition = observed()
    transition.effects[0, 0, 1, 2] = 3
    after, chance = transition.predicted_together(torch.tensor([[0, 1, 2]]), ((0, 0, 0),))

    assert after.tolist() == [[2, 1, 2]]  # and from 2 nowhere
    torch.testing.assert_close(chance.exp(), torch.tensor([STEP * STEP * STAYED]))


def test_nothing_at_once_is_nothing(observed):
    after, chance = observed().predicted_together(X, ())

    assert torch.equal(after, X)
    assert chance.tolist() == [0] * 4


def test_one_action_together_is_that_action(observed):
    transition = observed()
    fit(transition, (0, 1))
    for action in range(6):
        alone = transition.predicted(X, torch.full((4,), action), None)
        for mine, theirs in zip(transition.predicted_together(X, ((action,),), None), alone, strict=True):
            torch.testing.assert_close(mine, theirs)


def following(observed):
    """Place causes shade: where place becomes 1, shade becomes 5."""
    transition = observed()
    after = Y.clone()
    after[:3, 1] = 5
    fit(transition, (0, 1), y=after)
    return transition


def test_what_is_held_does_not_follow_its_cause(observed):
    transition, x = following(observed), torch.tensor([[0, 1, 2]])

    assert transition.predicted_together(x, ((0,),))[0].tolist() == [[1, 5, 2]]
    held = torch.tensor([False, True, False])
    assert transition.predicted_together(x, ((0,),), held=held)[0].tolist() == [[1, 1, 2]]
    # What is set is cut off from its causes.
    transition.effects[1, 1, 1, 2] = 3
    assert transition.predicted_together(x, ((0,), (1,)))[0].tolist() == [[1, 2, 2]]


def test_codes_without_an_action_have_the_chance_of_staying(observed):
    transition = observed()
    quiet = transition.quiet_log_likelihood(torch.tensor([[4, 1, 2]] * 2), torch.tensor([[4, 1, 2], [4, 1, 5]]))

    stayed = (2.01 / 2.06) * (3.01 / 3.06)  # of place 4 and shade 1; ground 2 stayed three times of four
    torch.testing.assert_close(quiet.exp(), stayed * torch.tensor([4.01 / 5.06, 1.01 / 5.06]))


def test_chances_without_an_action_add_up(observed):
    transition = following(observed)
    every = torch.cartesian_prod(*(torch.arange(6),) * 3)
    total = transition.quiet_log_likelihood(X[:1].expand_as(every), every).exp().sum()

    assert float(total) == pytest.approx(1, abs=1e-4)
