"""Which variable causes which, in each image and under each action: the paper's graph discovery.

An edge leads from a variable before the action to a variable after it. Its log-odds are the prior's plus what a network
on the pair of nodes adds; there is one network for observation and one for each action, and the mask says which of
the two an effect obeys. A variable's edge to itself is its own state before.

Axes: b images, K actions tried on each, A actions, V variables, D numbers of a node, H hidden numbers; [i, j] speaks of
the edge from cause i to effect j.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from causalvq.compiler.graphs.adjacency import allowed_mask, prior_log_odds, required_mask
from causalvq.compiler.plan import GraphPlan
from causalvq.runtime.grid.variable_pairs import pair_scores

OWN_STATE = 2.0
"""Prior log-odds in nats that a variable depends on its own state: most variables stay what they are."""


class Knowledge(nn.Module):
    """What the plan knows of the graph: which edges are sure, and the prior of the others.

    Args:
        graph: of a plan.
    """

    required: Tensor
    open_edges: Tensor
    prior_log_odds: Tensor

    def __init__(self, graph: GraphPlan) -> None:
        super().__init__()
        own = torch.eye(len(graph.allowed), dtype=torch.bool)
        required, allowed = torch.from_numpy(required_mask(graph)), torch.from_numpy(allowed_mask(graph))
        prior = torch.from_numpy(prior_log_odds(graph)).to(torch.get_default_dtype())
        self.register_buffer("required", required, persistent=False)
        # A variable's own state is no edge of the plan's graph, and may always be one here.
        self.register_buffer("open_edges", allowed & ~required | own, persistent=False)
        self.register_buffer("prior_log_odds", prior.masked_fill(own, OWN_STATE), persistent=False)

    def forward(self, logits: Float[Tensor, "*n V V"]) -> Float[Tensor, "*n V V"]:
        """Log-odds of every edge, infinite where they are sure, given what the networks add to the prior."""
        # Log-odds add: the networks say how far an image departs from the prior, not what the prior is.
        known = (logits + self.prior_log_odds).masked_fill(self.required, torch.inf)
        return known.masked_fill(~(self.required | self.open_edges), -torch.inf)


class GraphDiscovery(nn.Module):
    """Networks w . LeakyReLU(U n_i + V n_j + b) + c on pairs of nodes; number 0 is for observation.

    Args:
        actions: number of actions.
        width: numbers of a node.
        hidden: width of the hidden layers.
    """

    def __init__(self, actions: int, width: int, hidden: int) -> None:
        super().__init__()
        self.cause = nn.Parameter(_uniform((1 + actions, width, hidden), 2 * width))
        self.effect = nn.Parameter(_uniform((1 + actions, width, hidden), 2 * width))
        self.bias = nn.Parameter(_uniform((1 + actions, hidden), 2 * width))
        self.out = nn.Parameter(_uniform((1 + actions, hidden), hidden))
        self.out_bias = nn.Parameter(torch.zeros(1 + actions))

    def observed(self, nodes: Float[Tensor, "b V D"]) -> Float[Tensor, "b 1 V V"]:
        """What the network for observation adds to the log-odds of each edge."""
        scores = pair_scores(
            nodes @ self.cause[0], nodes @ self.effect[0] + self.bias[0], self.out[0].expand(len(nodes), -1)
        )
        return (scores + self.out_bias[0]).unsqueeze(1)

    def intervened(self, nodes: Float[Tensor, "b V D"], action: Int[Tensor, "b K"]) -> Float[Tensor, "b K V V"]:
        """What the networks of actions add to the log-odds of each edge.

        Args:
            nodes: of the images.
            action: one action for each image, or all of them in order for each.
        """
        number = action + 1
        causes = of_action(nodes, self.cause[1:], action)
        effects = of_action(nodes, self.effect[1:], action) + self.bias[number].unsqueeze(2)
        scores = pair_scores(causes.flatten(0, 1), effects.flatten(0, 1), self.out[number].flatten(0, 1))
        return scores.view(*action.shape, *scores.shape[1:]) + self.out_bias[number][..., None, None]

    @torch.no_grad()
    def alternatives(self, nodes: Float[Tensor, "b V D"], targets: Bool[Tensor, "A V"]) -> Float[Tensor, "k b V V"]:
        """What is added to the log-odds of each edge without an action, then under each, for k = 1 + A.

        Only effects that an action sets have edges of its own.
        """
        observed = self.observed(nodes).squeeze(1)
        found = observed.repeat(1 + len(targets), 1, 1, 1)
        for number, is_target in enumerate(targets, 1):
            effects = nodes[:, is_target] @ self.effect[number] + self.bias[number]
            scores = pair_scores(nodes @ self.cause[number], effects, self.out[number].expand(len(nodes), -1))
            found[number][..., is_target] = scores + self.out_bias[number]
        return found


def of_action(
    nodes: Float[Tensor, "b V D"], weight: Float[Tensor, "A D H"], action: Int[Tensor, "b K"]
) -> Float[Tensor, "b K V H"]:
    """Nodes through the linear layers of some actions: of one for each image, or of all of them for every image."""
    if action.shape[1] == 1:
        # One action an image: only its own layer is applied, not all of them and then one picked.
        return torch.bmm(nodes, weight.index_select(0, action[:, 0])).unsqueeze(1)
    return torch.einsum("bvd,adh->bavh", nodes, weight)


def _uniform(shape: tuple[int, ...], inputs: int) -> Tensor:
    """Weights as `nn.Linear` starts them."""
    bound = 1 / math.sqrt(inputs)
    return torch.empty(shape).uniform_(-bound, bound)
