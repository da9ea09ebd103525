import math

import torch
from torch.nn import functional as F  # noqa: N812

from causalvq.runtime.grid.attention import GraphAttention, weighted
from causalvq.runtime.grid.variable_pairs import SLOPE


def test_the_identity_graph_is_not_the_empty_one(transition, codes):
    layer = transition()
    eye = torch.eye(8).expand(4, -1, -1)
    identity, empty = layer.under(codes[0], eye), layer.under(codes[0], torch.zeros_like(eye))

    assert (identity - empty).abs().max() > 0.05
    assert torch.equal(empty[0], empty[1]), "without edges nothing is known of the codes"
    assert not torch.equal(identity[0], identity[1])


def test_attention_is_a_softmax_over_the_edges_that_are_there():
    scores = torch.tensor([[0.0, 1.0, 5.0], [math.log(3), 2.0, 5.0], [9.0, 3.0, 5.0]])
    graph = torch.tensor([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

    torch.testing.assert_close(
        weighted(scores, graph), torch.tensor([[0.25, 1.0, 0.0], [0.75, 0.0, 0.0], [0.0, 0.0, 0.0]])
    )


def test_an_edge_that_is_not_there_has_a_gradient_that_tells_what_it_would_change():
    graph = torch.tensor([[1.0], [0.0]], requires_grad=True)
    (weighted(torch.zeros(2, 1), graph) * torch.tensor([[1.0], [3.0]])).sum().backward()

    # Half of the attention would go to the second node: d/dg of (1 + 3 g) / (1 + g) at 0.
    torch.testing.assert_close(graph.grad[1], torch.tensor([2.0]))


def test_one_round_by_hand():
    torch.manual_seed(0)
    layer = GraphAttention(3, 4)
    nodes, senders = torch.randn(2, 1, 5, 3), torch.randn(2, 1, 1, 3)
    graph = (torch.rand(2, 1, 6, 5) < 0.5).float()

    heard, sent = layer(nodes, senders, graph)

    everyone = torch.cat([nodes, senders], 2)[:, 0]
    sources, targets = layer.source(everyone), layer.target(nodes[:, 0])
    scores = (F.leaky_relu(sources[:, :, None] + targets[:, None], SLOPE) * layer.score).sum(-1)
    alpha = scores.masked_fill(graph[:, 0] == 0, -torch.inf).softmax(1).nan_to_num(0.0)
    expected = torch.einsum("bij,bih->bjh", alpha, sources)
    torch.testing.assert_close(heard[:, 0], F.relu(expected + layer.bias))
    torch.testing.assert_close(sent[:, 0], F.relu(layer.source(senders[:, 0]) + layer.bias))
