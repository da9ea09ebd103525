"""Graph attention over the variables, dense: GATv2 (Brody et al., 2022, arXiv 2105.14491) on adjacency matrices.

The published edge-list form puts self-edges of its own in place of the graph's, so that the identity graph equals the
empty one; here an edge from a variable to itself is there when the graph has it. The action is a node that sends to
the variables it sets: it acts, and its embedding is learned. Nodes that only send (actions, noise) see themselves.

Axes: b images, K actions tried on each, V variables, E nodes that only send, H hidden numbers, I numbers coming in.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the field's name for it)

from causalvq.runtime.grid.variable_pairs import pair_scores

NOTHING = 1e-12
"""Attention that all edges of a variable get together below which it has none."""


class GraphAttention(nn.Module):
    """One layer: y_j = sum_i alpha_ij W_s x_i + bias, alpha_ij ~ A_ij exp(w . LeakyReLU(W_s x_i + W_t x_j)).

    Args:
        inputs: numbers of a node coming in.
        hidden: and going out.
    """

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.source = nn.Linear(inputs, hidden)
        self.target = nn.Linear(inputs, hidden)
        self.score = nn.Parameter(torch.empty(hidden))
        self.bias = nn.Parameter(torch.zeros(hidden))
        nn.init.uniform_(self.score, -(hidden**-0.5), hidden**-0.5)

    def forward(
        self,
        nodes: Float[Tensor, "b M V I"],
        senders: Float[Tensor, "b K E I"],
        graph: Float[Tensor, "b K VE V"],
    ) -> tuple[Float[Tensor, "b K V H"], Float[Tensor, "b K E H"]]:
        """The variables and the other nodes after one round of messages.

        Args:
            nodes: variables; M is K, or 1 where they do not depend on the action yet: what pairs of them have to do
                with each other is then computed once for all actions.
            senders: nodes that only send.
            graph: [cause, effect] in [0, 1], the variables first, then the senders; gradients reach every entry.
        """
        actions = graph.shape[1]
        sources, targets, sent = self.source(nodes), self.target(nodes), self.source(senders)
        # In the first layer nodes do not depend on the action: scored once, for the graphs of all actions.
        among = self._scores(sources, targets).expand(-1, actions, -1, -1)
        scores = torch.cat([among, self._scores(sent, targets.expand(-1, actions, -1, -1))], 2)
        alpha = weighted(scores, graph)
        variables = sources.shape[2]
        heard = torch.matmul(alpha[:, :, :variables].transpose(2, 3), sources)
        heard = heard + torch.matmul(alpha[:, :, variables:].transpose(2, 3), sent)
        return F.relu(heard + self.bias), F.relu(sent + self.bias)

    def _scores(self, sources: Float[Tensor, "b M N H"], targets: Float[Tensor, "b M V H"]) -> Float[Tensor, "b M N V"]:
        flat = sources.flatten(0, 1)
        scores = pair_scores(flat, targets.flatten(0, 1), self.score.expand(len(flat), -1))
        return scores.view(*sources.shape[:2], *scores.shape[1:])


def weighted(scores: Float[Tensor, "*n N V"], graph: Float[Tensor, "*n N V"]) -> Float[Tensor, "*n N V"]:
    """Attention over the causes of each effect: a softmax over the edges that are there.

    An edge that is not there has no attention, but a gradient that tells what it would change. A variable without any
    edge hears nothing.
    """
    # Masked after the softmax, not before: an edge of weight 0 then still has the gradient by which it can come back.
    attention = scores.softmax(-2) * graph
    total = attention.sum(-2, keepdim=True)
    return attention / torch.where(total > NOTHING, total, 1.0)
