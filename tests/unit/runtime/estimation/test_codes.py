"""What codes of images that were not trained on get wrong, and what is made of it."""

import torch

from causalvq.runtime.estimation.codes import estimate_mechanisms, rightness
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.slots.slot_transition import SlotTransition, share


def test_a_variable_is_right_that_stays_where_it_is_left_and_goes_where_it_is_sent():
    places = torch.tensor([[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]])
    x = torch.tensor([[0, 1], [1, 1], [2, 2], [0, 0]])
    y = torch.tensor([[1, 1], [0, 1], [2, 1], [1, 1]])
    targets = torch.tensor([[True, False], [True, False], [False, True], [False, True]])

    right = rightness(x, y, targets, torch.tensor([1, 1, -1, 1]), places)

    # The first goes up and wrongly down, stays once of two; the second stays twice and goes right both times.
    assert right.tolist() == [0.5 * 0.5, 1.0]


def test_shares_are_of_the_pairs_where_something_may_happen():
    happens = torch.tensor([[True, True], [True, False], [False, False]])
    where = torch.tensor([[True, False], [False, False], [True, False]])

    assert share(happens, where).tolist() == [0.5, 0.0]


def test_a_variable_that_slips_says_less_of_what_was_done(plan):
    made = plan()
    transition = SlotTransition(made, CausalVQ(made).actions)
    edges = torch.zeros(3, 3, dtype=torch.bool)
    up = [index for index, action in enumerate(made.actions) if action.direction == 1]
    x = torch.tensor([[0, 0, 0], [0, 0, 0], [0, 0, 0]]).repeat(50, 1)
    y = x + torch.eye(3, dtype=torch.int64).repeat(50, 1)
    transition.fit(x, y, torch.tensor(up).repeat(50), edges, edges.float())
    both = torch.tensor([[0, 0, 0]]), torch.tensor([[1, 1, 0]])  # the first two changed, and one action did it
    before = transition.log_likelihoods(*both)[0, up]
    assert torch.allclose(before[0], before[1])

    flickers = y.clone()
    flickers[1::3, 0] = 2  # when the second is set, the first changes too
    transition.doubt(x, flickers, torch.tensor(up).repeat(50))
    after = transition.log_likelihoods(*both)[0, up]

    assert transition.slips.tolist() == [0.5, 0.0, 0.0]
    assert transition.misses.tolist() == [0.0, 0.0, 0.0]
    assert after[1] > after[0] + 1
    assert transition.predict(x[:3], torch.tensor(up)).tolist() == y[:3].tolist()  # what actions do is as it was


def test_codes_lean_on_the_coordinate_as_far_as_they_are_told(plan):
    torch.manual_seed(0)
    made = plan()
    model = CausalVQ(made).eval()
    model.quantizer.settle()
    codebook = torch.randn_like(model.quantizer.codebook)
    model.quantizer.books[0]._codebook.embed.copy_(codebook)
    vectors = codebook[:, 2].unsqueeze(0) + 0.01
    plain = model.codes_of(vectors)
    assert plain.tolist() == [[2, 2, 2]]

    across = torch.randn(3, made.codebook.dim)
    weight = model.coordinates.weight.detach()
    across -= (across * weight).sum(1, keepdim=True) * weight / weight.square().sum(1, keepdim=True)
    far = vectors + 50 * across  # nothing along the coordinate
    model.coordinates.leaning.fill_(1e6)

    assert model.codes_of(far).tolist() == model.codes_of(vectors).tolist() == [[2, 2, 2]]


def test_models_of_earlier_versions_load(plan):
    made = plan()
    model = CausalVQ(made)
    state = {name: value for name, value in model.state_dict().items() if "leaning" not in name}
    state = {name: value for name, value in state.items() if "slips" not in name and "misses" not in name}

    model.load_state_dict(state)

    assert not model.coordinates.leaning.any()
    assert not model.transition.slips.any()


def test_estimating_twice_is_estimating_once(plan, data):
    made = plan()
    torch.manual_seed(0)
    model = CausalVQ(made)
    model.quantizer.train()
    model.quantizer(torch.randn(64, 3, made.codebook.dim))  # places the codebooks
    model.quantizer.settle()
    estimate_mechanisms(model, data, made, torch.device("cpu"))
    once = {name: value.clone() for name, value in model.state_dict().items()}
    model.coordinates.leaning.fill_(7.0)  # of an estimate that was interrupted

    estimate_mechanisms(model, data, made, torch.device("cpu"))

    assert {name for name, value in model.state_dict().items() if not torch.equal(value, once[name])} == set()
