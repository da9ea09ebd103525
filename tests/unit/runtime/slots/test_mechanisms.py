import numpy as np
import torch

from causalvq.runtime.slots import mechanisms as module
from causalvq.runtime.slots.graph_learning import LearnedGraph
from causalvq.runtime.slots.mechanisms import fit_mechanisms


def test_mechanisms_of_the_learned_graph_are_counted(model, plan):
    made, transition = plan(), model().transition
    generator = torch.Generator().manual_seed(0)
    x = torch.stack([torch.randint(0, size, (3000,), generator=generator) for size in (4, 3, 3)], 1)
    action = torch.zeros(3000, dtype=torch.int64)  # place+1
    y = x.clone()
    y[:, 0] = (x[:, 0] + 1) % 4

    graph = fit_mechanisms(transition, made, x, y, action)

    assert torch.equal(transition.adjacency, torch.from_numpy(graph.adjacency))
    assert torch.equal(transition.predict(x[:50], action[:50]), y[:50])


def test_many_pairs_are_thinned_evenly_before_the_graph_is_learned(model, plan, monkeypatch):
    seen = []

    def learn(_plan, x, y, targets):
        seen.append((x[:, 0].tolist(), len(y), targets.shape))
        return LearnedGraph(np.zeros((3, 3), dtype=np.bool_), np.zeros((3, 3)), np.zeros((3, 3)))

    monkeypatch.setattr(module, "MAX_PAIRS", 3)
    monkeypatch.setattr(module, "learn_graph", learn)
    codes = torch.arange(5)[:, None].expand(5, 3)

    fit_mechanisms(model().transition, plan(), codes, codes, torch.zeros(5, dtype=torch.int64))

    assert seen == [([0, 2, 4], 3, (3, 3))]
