"""What the layer promises, among it the traps of the published formulation that it must not share."""

import math

import pytest
import torch

from causalvq.runtime.compute.precision import mixed
from causalvq.runtime.objectives import grid_terms


def test_every_parameter_has_a_gradient_and_above_all_the_action(transition, codes):
    layer = transition()
    action = torch.arange(6)
    step = layer(codes[0].repeat(2, 1)[:6], action)
    grid_terms.code_cross_entropy(step.logits, codes[1].repeat(2, 1)[:6]).backward()

    assert {name for name, parameter in layer.named_parameters() if parameter.grad is None} == set()
    for name, parameter in layer.named_parameters():
        assert parameter.grad.abs().sum() > 0, name
    assert (layer.actions.weight.grad.abs().sum(1) > 0).all(), "the action is a node that sends"


def test_under_the_identity_a_variable_follows_from_its_own_state_alone(transition, codes):
    layer = transition()
    eye = torch.eye(8).expand(4, -1, -1)
    changed = codes[0].clone()
    changed[:, 2] = (changed[:, 2] + 1) % 6
    before, after = layer.under(codes[0], eye), layer.under(changed, eye)

    assert ((before - after).abs().amax((0, 2)) > 1e-6).tolist() == [index == 2 for index in range(8)]


def test_the_graph_of_base_mode_gives_its_codes(transition, codes):
    layer = transition()
    step = layer(codes[0])

    torch.testing.assert_close(layer.under(codes[0], step.graph), step.logits)
    torch.testing.assert_close(layer.observed_edges(codes[0]), step.edges)
    assert step.mask.sum() == 0


@pytest.mark.parametrize("noise", ["none", "exogenous", "endogenous"])
def test_queries_are_deterministic_in_training_too(transition, codes, noise):
    layer = transition(f"interventions.noise={noise}").train()
    x, y, action = codes
    torch.manual_seed(1)
    first = layer.log_likelihoods(x, y), *layer.predicted(x, action), layer(x, action).logits
    torch.manual_seed(2)
    second = layer.log_likelihoods(x, y), *layer.predicted(x, action), layer(x, action).logits

    assert all(torch.equal(one, other) for one, other in zip(first, second, strict=True))


@pytest.mark.parametrize("noise", ["exogenous", "endogenous"])
def test_noise_of_the_plan_acts(transition, codes, noise):
    layer, silent = transition(f"interventions.noise={noise}"), transition()
    with torch.no_grad():
        for made in (layer, silent):
            made.discovery.out_bias.fill_(50.0)

    def logits(of, seed):
        return of(codes[0], None, torch.Generator().manual_seed(seed)).logits

    assert (logits(layer, 1) - logits(layer, 2)).abs().max() > 1e-4
    assert torch.equal(logits(layer, 1), logits(layer, 1))
    assert torch.equal(logits(silent, 1), logits(silent, 2)), "sure edges leave nothing else to chance in base mode"


def test_a_generator_samples_graph_and_mask(transition, codes):
    layer = transition()
    steps = [layer(codes[0], codes[2], torch.Generator().manual_seed(seed)) for seed in range(300)]
    graphs, masks = (torch.stack([getattr(step, name) for step in steps]) for name in ("graph", "mask"))

    assert set(graphs.unique().tolist()) == {0.0, 1.0}
    assert set(masks.unique().tolist()) == {0.0, 1.0}
    free = layer(codes[0])
    drawn = torch.stack([layer(codes[0], None, torch.Generator().manual_seed(seed)).graph for seed in range(300)])
    assert (drawn.mean(0) - free.edges).abs().max() < 5 * 0.5 / math.sqrt(300)
    assert torch.equal(free.graph, (free.edges > 0.5).float())


def test_what_an_action_leaves_alone_has_the_graph_of_observation(transition, codes):
    layer = transition()
    step, free = layer(codes[0], codes[2]), layer.observed_edges(codes[0])
    alone = step.mask == 0

    assert alone.any()
    assert (~alone).any()
    effect = alone[:, None].expand(-1, 8, -1)
    torch.testing.assert_close(step.edges[effect], free[effect])
    assert (step.edges[~effect] - free[~effect]).abs().max() > 1e-3


def test_one_changed_variable_decides_retrieval_among_many(transition):
    """Averaged over 128 variables, the same evidence would leave the posterior at chance."""
    layer = transition(
        "variables={count: 128, layout: grid, books: 2}",
        "interventions.sparsity.max_targets=128",
    )
    x = torch.zeros(1, 128, dtype=torch.int64)
    y = x.clone()
    y[0, 100] = 3
    with torch.no_grad():
        layer.discovery.out_bias.fill_(-50.0)
        layer.mask.out.weight.zero_()
        layer.mask.out.bias.fill_(-1.0)
        layer.mask.targets.zero_()
        for action in range(6):
            layer.mask.targets[action, 100 + action] = True
        layer.heads.weight.zero_()
        layer.heads.bias.zero_()
        layer.heads.bias[0, 0] = 6.0  # what nothing sets stays as it is
        layer.heads.bias[1:, 3] = 6.0
    scores = layer.log_likelihoods(x, y)

    assert scores.softmax(1)[0, 0] > 0.99
    assert (scores / 128).softmax(1)[0, 0] < 0.21


def test_predicted_is_the_most_probable_and_counts_what_changes_or_is_set(transition, codes):
    layer = transition()
    x, _, action = codes
    found, chance = layer.predicted(x, action)
    logs = layer(x, action).logits.log_softmax(-1)

    assert torch.equal(found, layer.predict(x, action))
    assert torch.equal(found[layer.targets[action]], logs.argmax(-1)[layer.targets[action]])
    counted = (found != x) | layer.targets[action]
    torch.testing.assert_close(chance, (logs.amax(-1) * counted).sum(1))


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_what_an_action_does_not_reach_keeps_its_state(transition, codes, layers):
    layer = transition(f"model.transition.layers={layers}")
    x, _, action = codes
    step, found = layer(x, action), layer.predict(x, action)
    graph, changeable = step.graph > 0.5, layer.targets[action]
    for _ in range(layers - 1):
        changeable = changeable | (changeable[:, :, None] & graph).any(1)

    assert torch.equal(found[~changeable], x[~changeable])
    assert torch.equal(found[changeable], step.logits.argmax(-1)[changeable])


def test_likelihoods_do_not_depend_on_how_many_are_asked_together(transition, codes, monkeypatch):
    from causalvq.runtime.grid import grid_transition as module

    layer = transition()
    together = layer.log_likelihoods(*codes[:2])
    monkeypatch.setattr(module, "AT_ONCE", 1)

    torch.testing.assert_close(layer.log_likelihoods(*codes[:2]), together)
    assert together.shape == (4, 6)


def test_likelihoods_are_summed_in_float32_whatever_the_precision_around_them(transition, codes):
    layer = transition()
    exact = layer.log_likelihoods(*codes[:2])

    with mixed(torch.device("cpu"), "bfloat16"):
        assert torch.equal(layer.log_likelihoods(*codes[:2]), exact)


def test_a_summary_is_the_mean_over_images(transition, codes):
    layer = transition()
    layer.summarise(codes[0], codes[2])
    wanted = layer(codes[0], codes[2]).edges.mean(0).fill_diagonal_(0)

    torch.testing.assert_close(layer.edge_probability, wanted)
    assert torch.equal(layer.adjacency, wanted > 0.5)
    assert {"adjacency", "edge_probability"} <= set(layer.state_dict())


def test_a_few_steps_teach_which_variable_an_action_moves(transition):
    """One book, where each action moves its own variable one state up: the loss falls."""
    layer = transition()
    optimizer = torch.optim.Adam(layer.parameters(), lr=0.02)
    generator = torch.Generator().manual_seed(0)
    seen = []
    for _ in range(60):
        x, action = torch.randint(0, 6, (64, 8), generator=generator), torch.randint(0, 6, (64,), generator=generator)
        y = x.clone()
        y[torch.arange(64), action] = (x[torch.arange(64), action] + 1) % 6
        step = layer(x, action, generator)
        loss = (
            grid_terms.code_cross_entropy(step.logits, y)
            + grid_terms.graph_divergence(step.edges, layer.prior_log_odds, layer.open_edges) / 8
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen.append(loss.item())

    assert seen[-1] < 0.6 * seen[0]


def test_several_actions_are_done_one_after_the_other(transition, codes):
    layer, (x, _, _) = transition(), codes
    first, one = layer.predicted(x, torch.full((len(x),), 2))
    second, other = layer.predicted(first, torch.full((len(x),), 5))
    after, chance = layer.predicted_together(x, ((2,), (5,)))

    assert torch.equal(after, second)
    torch.testing.assert_close(chance, one + other)
    held = torch.arange(8) < 4
    assert torch.equal(layer.predicted_together(x, ((2,), (5,)), held=held)[0], torch.where(held, x, second))
    assert torch.equal(layer.predicted_together(x, ())[0], x)


def test_codes_without_an_action_have_the_chances_of_base_mode(transition, codes):
    layer, (x, y, _) = transition(), codes
    by_hand = layer(x).logits.log_softmax(-1).gather(-1, y[..., None]).sum((1, 2))

    torch.testing.assert_close(layer.quiet_log_likelihood(x, y), by_hand)
