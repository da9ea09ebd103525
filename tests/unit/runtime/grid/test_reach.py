import torch

from causalvq.runtime.grid.attention import GraphAttention
from causalvq.runtime.grid.reach import Links, attend, start

ACTIONS, IMAGES, VARIABLES = 2, 3, 5


def links():
    """Chains 0 -> 1 -> 2 and 3 -> 4, everything hears itself; action 1 sets variable 0, action 2 variable 3."""
    graph = torch.eye(VARIABLES, dtype=torch.bool)
    graph[0, 1] = graph[1, 2] = graph[3, 4] = True
    sent = torch.zeros(1 + ACTIONS, 1, VARIABLES, dtype=torch.bool)
    sent[1, 0, 0] = sent[2, 0, 3] = True
    sender = torch.tensor([[0], [0], [1]])
    return Links(graph.expand(1 + ACTIONS, IMAGES, -1, -1).clone(), sent, sender)


def test_what_an_action_reaches_grows_by_its_effects_with_each_round():
    layer = GraphAttention(4, 4)
    reached = start(torch.randn(IMAGES, VARIABLES, 4), torch.randn(ACTIONS, 4), ACTIONS)
    seen = []
    for _ in range(3):
        reached = attend(layer, reached, links())
        seen.append([reached.where[number, 0].nonzero().flatten().tolist() for number in range(3)])

    everything = [0, 1, 2, 3, 4]
    assert seen == [
        [everything, [0], [3]],
        [everything, [0, 1], [3, 4]],
        [everything, [0, 1, 2], [3, 4]],
    ]


def test_the_nodes_are_those_of_a_pass_for_every_action():
    torch.manual_seed(0)
    first, second = GraphAttention(4, 6), GraphAttention(6, 6)
    nodes, senders, made = torch.randn(IMAGES, VARIABLES, 4), torch.randn(ACTIONS, 4), links()
    reached = start(nodes, senders, ACTIONS)
    with torch.no_grad():
        for layer in (first, second):
            reached = attend(layer, reached, made)

        # The same by whole passes: all alternatives in a batch, the sender of each beside its variables.
        graph = torch.cat([made.graph, made.sent[:, None].expand(-1, IMAGES, -1, -1)], 2).float().transpose(0, 1)
        whole = nodes[:, None].expand(-1, 1 + ACTIONS, -1, -1)
        sent = senders[made.sender].expand(IMAGES, -1, -1, -1)
        for layer in (first, second):
            whole, sent = layer(whole, sent, graph)

    rows = reached.rows[reached.row()].transpose(0, 1)
    torch.testing.assert_close(rows, whole)
