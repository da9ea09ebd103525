import torch

from causalvq.runtime.grid.mask import InterventionMask


def test_an_action_sets_what_it_may_at_most_its_budget_and_at_least_one(transition):
    layer = transition("interventions.sparsity.max_targets=3")
    for bias, counts in ((9.0, {3}), (-9.0, {1})):
        with torch.no_grad():
            layer.mask.out.bias.fill_(bias)
        assert set(layer.targets.sum(1).tolist()) == counts
    may = torch.zeros(6, 8, dtype=torch.bool)
    may[:, 5] = True
    layer.mask.targets.copy_(may)
    action = torch.arange(6)
    step = layer(torch.zeros(6, 8, dtype=torch.int64), action, torch.Generator().manual_seed(0))
    assert torch.equal(step.mask, may.float())
    assert torch.equal(layer.targets, may)


def test_the_largest_positive_ones_are_set_and_one_always():
    mask = InterventionMask(torch.zeros(4, 2), torch.ones(1, 4, dtype=torch.bool), 3, budget=2)

    assert mask._hard(torch.tensor([3.0, 1.0, 2.0, -1.0])).tolist() == [True, False, True, False]
    assert mask._hard(torch.tensor([-3.0, -1.0, -2.0, -4.0])).tolist() == [False, True, False, False]
    assert mask._hard(torch.tensor([3.0, -1.0, -2.0, -4.0])).tolist() == [True, False, False, False]


def test_probabilities_and_gradients_pass_though_the_mask_is_hard():
    torch.manual_seed(0)
    targets = torch.tensor([[True, True, False], [True, True, True]])
    mask = InterventionMask(torch.randn(3, 2), targets, 4, budget=3)
    action = torch.tensor([[0], [1]])

    hard, chance = mask(action, torch.Generator().manual_seed(0))
    hard.sum().backward()

    assert set(hard.unique().tolist()) <= {0.0, 1.0}
    torch.testing.assert_close(chance[:, 0], mask.logits().sigmoid())
    assert chance[0, 0, 2] == 0, "an action sets what the plan lets it set"
    assert mask.out.weight.grad.abs().sum() > 0
