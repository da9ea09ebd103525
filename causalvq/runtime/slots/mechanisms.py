"""Graph and mechanisms of largest likelihood, from the codes of pairs.

Axes: P pairs, V variables.
"""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.runtime.slots.graph_learning import LearnedGraph, learn_graph
from causalvq.runtime.slots.slot_transition import SlotTransition

MAX_PAIRS = 50_000
"""More pairs than this are thinned evenly before the graph is learned."""


def fit_mechanisms(
    transition: SlotTransition, plan: Plan, x: Int[Tensor, "P V"], y: Int[Tensor, "P V"], action: Int[Tensor, " P"]
) -> LearnedGraph:
    """Learn the graph from the codes of pairs, then count the mechanisms of largest likelihood.

    Args:
        transition: takes both.
        plan: what is known of the graph.
        x: codes before.
        y: codes after.
        action: of each pair.
    """
    weighed = np.linspace(0, len(x) - 1, min(len(x), MAX_PAIRS)).astype(np.int64)
    targets = transition.actions.targets[action]
    graph = learn_graph(plan, *(tensor.cpu().numpy()[weighed] for tensor in (x, y, targets)))
    adjacency, probability = (torch.from_numpy(array).to(x.device) for array in (graph.adjacency, graph.probability))
    transition.fit(x, y, action, adjacency, probability.float())
    return graph
