"""Retrieval without repetition: under an action, only what it reaches differs from what no action gives.

With masks and graphs decided, a variable that no target reaches along the graph has the same node after every round of
attention as without an action. So one pass without an action serves all of them, and for each action only the
variables within its reach are computed, over the edges that are there. Exact; without gradients.

Axes: k = 1 + A alternatives (no action, then each action), b images, V variables, s nodes that only send, E of them for
each alternative, n rows of a table of nodes, m edges, H hidden numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (the field's name for it)

from causalvq.runtime.grid.attention import GraphAttention
from causalvq.runtime.grid.variable_pairs import edge_scores


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """Nodes: of all variables without an action, then of those that each action has reached, then those that only send.

    Args:
        rows: the nodes.
        where: which variables of each alternative and image have a row, in this order; without an action, all.
        senders: how many of the last rows only send.
    """

    rows: Float[Tensor, "n D"]
    where: Bool[Tensor, "k b V"]
    senders: int

    def row(self) -> Int[Tensor, "k b V"]:
        """The row of each variable: its own, or what it is without an action."""
        # Rows are packed in the order of `where`, so that a running count is the number of each.
        own = self.where.flatten().cumsum(0).view(self.where.shape) - 1
        return torch.where(self.where, own, own[0])


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Who hears whom under each alternative, decided.

    Args:
        graph: edges between variables, [cause, effect].
        sent: which nodes that only send reach a variable.
        sender: the row of each of them among all that only send.
    """

    graph: Bool[Tensor, "k b V V"]
    sent: Bool[Tensor, "k E V"]
    sender: Int[Tensor, "k E"]


def start(nodes: Float[Tensor, "b V D"], senders: Float[Tensor, "s D"], actions: int) -> Reached:
    """Before the first round no action has reached anything."""
    where = torch.zeros(1 + actions, *nodes.shape[:2], dtype=torch.bool, device=nodes.device)
    where[0] = True
    return Reached(torch.cat([nodes.flatten(0, 1), senders]), where, len(senders))


def attend(layer: GraphAttention, before: Reached, links: Links) -> Reached:
    """One round of `GraphAttention` for the variables that are reached, and for the nodes that only send."""
    where = _hearing(before.where, links)
    alternative, image, variable = where.nonzero().unbind(1)
    hears, rows = _causes(before, links, alternative, image, variable)  # [n, V + E] each
    sources = layer.source(before.rows)
    effect = before.row()[where]
    cause, count = rows[hears], hears.sum(1)
    scores = edge_scores(sources, layer.target(before.rows), cause, effect.repeat_interleave(count), layer.score)
    # A softmax over what each variable hears: the edges of a row are as many as it has causes, the rest is -inf.
    alpha = scores.new_full(hears.shape, -torch.inf).masked_scatter(hears, scores).softmax(1)[hears]
    only_send = torch.arange(len(sources) - before.senders, len(sources), device=cause.device)  # each hears itself
    heard = F.embedding_bag(
        torch.cat([cause, only_send]),
        sources,
        F.pad(torch.cat([count, torch.ones_like(only_send)]).cumsum(0), (1, 0)),
        mode="sum",
        include_last_offset=True,
        per_sample_weights=torch.cat([alpha, alpha.new_ones(before.senders)]),
    )
    return Reached(heard.add_(layer.bias).relu_(), where, before.senders)


def _hearing(where: Bool[Tensor, "k b V"], links: Links) -> Bool[Tensor, "k b V"]:
    """What is reached after one more round: what is set, what was reached, and its effects."""
    follows = torch.einsum("kbi,kbij->kbj", where.float(), links.graph.float()) > 0
    # A variable that was reached stays so: what it hears of itself is no longer what it is without the action.
    return follows | where | links.sent[:, :1]


def _causes(
    before: Reached,
    links: Links,
    alternative: Int[Tensor, " n"],
    image: Int[Tensor, " n"],
    variable: Int[Tensor, " n"],
) -> tuple[Bool[Tensor, "n N"], Int[Tensor, "n N"]]:
    """Which variables and senders each reached variable hears, and the row of each in the table of both."""
    among = links.graph[alternative, image, :, variable]
    sent = links.sent[alternative, :, variable]
    sender = len(before.rows) - before.senders + links.sender[alternative]
    return torch.cat([among, sent], 1), torch.cat([before.row()[alternative, image], sender], 1)
