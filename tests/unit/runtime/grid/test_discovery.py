import pytest
import torch

from causalvq.runtime.grid.discovery import GraphDiscovery, Knowledge
from causalvq.runtime.grid.variable_pairs import SLOPE
from causalvq.runtime.objectives import grid_terms


def test_knowledge_is_obeyed_whatever_the_networks_say(transition, codes):
    layer = transition(
        "graph.required=[[b1.r1.c1, b1.r1.c2]]", "graph.forbidden=[[b1.r1.c2, b2.r1.c1]]", "graph.acyclic=false"
    )
    for bias in (-50.0, 50.0):
        with torch.no_grad():
            layer.discovery.out_bias.fill_(bias)
        for step in (layer(codes[0]), layer(codes[0], codes[2], torch.Generator().manual_seed(0))):
            assert (step.graph[:, 0, 1] == 1).all()
            assert (step.graph[:, 1, 4] == 0).all()
            assert (step.graph[:, 4, 1] == (bias > 0)).all()


def test_edges_start_from_the_prior(transition, codes):
    layer = transition("graph.prior={kind: erdos_renyi, edge_probability: 0.02}")
    with torch.no_grad():
        for parameter in (layer.discovery.out, layer.discovery.out_bias):
            parameter.zero_()
    edges = layer(codes[0]).edges

    off = ~torch.eye(8, dtype=torch.bool)
    torch.testing.assert_close(edges[:, off], torch.full((4, 56), 0.02))
    assert grid_terms.graph_divergence(edges, layer.prior_log_odds, layer.open_edges).item() == pytest.approx(
        0, abs=1e-5
    )


def test_log_odds_are_a_network_on_pairs_of_nodes():
    torch.manual_seed(0)
    made, nodes = GraphDiscovery(2, 3, 4), torch.randn(2, 5, 3)
    for number, found in ((0, made.observed(nodes)), (2, made.intervened(nodes, torch.tensor([[1], [1]])))):
        sums = (nodes @ made.cause[number])[:, :, None] + (nodes @ made.effect[number] + made.bias[number])[:, None]
        expected = (torch.nn.functional.leaky_relu(sums, SLOPE) * made.out[number]).sum(-1) + made.out_bias[number]
        torch.testing.assert_close(found[:, 0], expected)


def test_all_actions_at_once_are_those_one_by_one():
    torch.manual_seed(0)
    made, nodes = GraphDiscovery(3, 3, 4), torch.randn(2, 5, 3)
    together = made.intervened(nodes, torch.arange(3).expand(2, -1))

    for action in range(3):
        alone = made.intervened(nodes, torch.full((2, 1), action))
        torch.testing.assert_close(together[:, action], alone[:, 0])


def test_only_what_an_action_sets_has_edges_of_its_own():
    torch.manual_seed(0)
    made, nodes = GraphDiscovery(2, 3, 4), torch.randn(2, 5, 3)
    targets = torch.tensor([[True, False, False, False, True], [False, True, False, False, False]])

    found = made.alternatives(nodes, targets)

    observed = made.observed(nodes)[:, 0]
    torch.testing.assert_close(found[0], observed)
    for action in range(2):
        own = made.intervened(nodes, torch.full((2, 1), action))[:, 0]
        expected = torch.where(targets[action], own, observed)
        torch.testing.assert_close(found[1 + action], expected)


def test_sure_edges_are_infinite_and_a_variable_starts_from_its_own_state(grid_plan):
    plan = grid_plan("graph.required=[[b1.r1.c1, b1.r1.c2]]", "graph.prior={kind: erdos_renyi, edge_probability: 0.5}")
    known = Knowledge(plan.graph)
    odds = known(torch.zeros(8, 8))

    assert odds[0, 1] == torch.inf
    assert odds[1, 0] == -torch.inf, "there is no way back in an acyclic graph"
    assert torch.equal(odds.diagonal(), torch.full((8,), 2.0))
    assert odds[2, 3] == 0
