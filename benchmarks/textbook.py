"""The causal transition layer exactly as its equations say (CT-VAE, arXiv 2302.00869), to be equal to and faster than.

Every pair of nodes is concatenated and goes through a network; every head is computed and one is chosen; attention
is torch_geometric's GATv2Conv on a list of edges; retrieval is one pass for each action. Not a benchmark of its own:
`grid_layer` times it, and tests/unit/runtime/grid compares outputs and gradients.

Axes: b images, V variables, A actions, N = V + E nodes of an image, D numbers of a node, S states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the field's name for it)
from torch_geometric.nn import GATv2Conv
from torch_geometric.utils import scatter

from causalvq.compiler.plan import Plan
from causalvq.runtime.grid.attention import NOTHING
from causalvq.runtime.grid.discovery import GraphDiscovery, Knowledge
from causalvq.runtime.grid.graph_sampling import bernoulli, perturbed, straight_through
from causalvq.runtime.grid.grid_transition import GridTransition
from causalvq.runtime.grid.layer_nodes import sinusoids
from causalvq.runtime.slots.action_table import ActionTable

SLOPE = 0.2


class WeightedGATv2(GATv2Conv):
    """GATv2Conv whose attention is weighted by the edges: what is no edge gets none, the rest adds to 1."""

    def edge_update(self, x_j, x_i, edge_attr, index, ptr, dim_size):
        attention = super().edge_update(x_j, x_i, None, index, ptr, dim_size) * edge_attr.view(-1, 1)
        total = scatter(attention, index, dim_size=dim_size)
        return attention / torch.where(total > NOTHING, total, 1.0)[index]


class TextbookTransition(nn.Module):
    """The layer with its parameters as the equations name them.

    Args:
        plan: a plan with `layout: grid` and actions.
        actions: its actions.
        every_edge: whether pairs without an edge are in the list with weight 0, through which a gradient can call them
            up, or left out, as the authors do; both give the same codes.
    """

    def __init__(self, plan: Plan, actions: ActionTable, *, every_edge: bool = True) -> None:
        super().__init__()
        self.every_edge, self.noise, self.budget = every_edge, plan.noise, plan.max_targets
        self.states, self.count = plan.codebook.size, len(plan.actions)
        self.positions, self.targets = sinusoids(plan.grid), actions.targets
        positions, hidden = self.positions.shape[1], plan.network.transition_hidden
        width = self.states + positions
        self.knowledge = Knowledge(plan.graph)
        self.action = nn.Linear(self.count, width, bias=False)
        self.mask = pair_network(positions + self.count, hidden)
        self.discover = nn.ModuleList(pair_network(2 * width, hidden) for _ in range(1 + self.count))
        self.attention = nn.ModuleList(
            WeightedGATv2(hidden if layer else width, hidden, negative_slope=SLOPE, add_self_loops=False)
            for layer in range(plan.network.transition_layers)
        )
        self.heads = nn.ModuleList(nn.Linear(hidden, self.states) for _ in range(1 + self.count))

    def forward(self, codes: Tensor, action: Tensor | None = None, generator: torch.Generator | None = None):
        """Log-odds of the codes [b, V, S], of the edges [b, V, V], the mask [b, V]."""
        nodes = self.nodes(codes)
        if generator is not None and self.noise == "exogenous":
            nodes = nodes + torch.randn(nodes.shape, generator=generator, dtype=nodes.dtype) / nodes.shape[-1] ** 0.5
        mask = torch.zeros_like(nodes[..., 0]) if action is None else self.masked(action, generator)
        edges = self.edges(nodes, action, mask)
        return self.reached(nodes, action, mask, bernoulli(edges, generator), generator), edges, mask

    def retrieve(self, x: Tensor, y: Tensor) -> Tensor:
        """Log-probability of y under each action on x [b, A], one pass for each."""
        found = [self(x, torch.full((len(x),), number))[0].log_softmax(-1) for number in range(self.count)]
        return torch.stack([-F.nll_loss(logs.transpose(1, 2), y, reduction="none").sum(1) for logs in found], 1)

    def nodes(self, codes: Tensor) -> Tensor:
        """[b, V, D]."""
        one_hot = F.one_hot(codes, self.states).to(self.positions.dtype)
        return torch.cat([one_hot, self.positions.expand(len(codes), -1, -1)], -1)

    def masked(self, action: Tensor, generator: torch.Generator | None) -> Tensor:
        """The variables that the action sets [b, V]: of those it may, and of the most probable ones."""
        chosen = F.one_hot(action, self.count).to(self.positions.dtype)[:, None].expand(-1, len(self.positions), -1)
        pairs = torch.cat([self.positions.expand(len(action), -1, -1), chosen], -1)
        logits = self.mask(pairs).squeeze(-1).masked_fill(~self.targets[action], -torch.inf)
        noisy = perturbed(logits, generator)
        order = noisy.argsort(dim=1, descending=True, stable=True)
        among = torch.zeros_like(noisy).scatter(1, order[:, : self.budget], 1.0)
        first = F.one_hot(order[:, 0], noisy.shape[1])
        hard = ((noisy > 0) & (among > 0)) | (first > 0)
        return straight_through(hard.to(noisy.dtype), noisy.sigmoid())

    def edges(self, nodes: Tensor, action: Tensor | None, mask: Tensor) -> Tensor:
        """Log-odds of every edge [b, V, V], from networks on concatenated pairs."""
        variables = nodes.shape[1]
        cause = nodes[:, :, None].expand(-1, -1, variables, -1)
        effect = nodes[:, None].expand(-1, variables, -1, -1)
        pairs = torch.cat([cause, effect], -1)  # [b, V, V, 2D]
        observed = self.discover[0](pairs).squeeze(-1)
        if action is None:
            return self.knowledge(observed)
        intervened = torch.zeros_like(observed)
        for number in action.unique().tolist():
            rows = (action == number).nonzero().squeeze(1)
            intervened = intervened.index_copy(0, rows, self.discover[1 + number](pairs[rows]).squeeze(-1))
        mask = mask[:, None]
        return self.knowledge((1 - mask) * observed + mask * intervened)

    def reached(self, nodes, action, mask, graph, generator) -> Tensor:
        """Log-odds of the codes [b, V, S], by attention along the edges."""
        batch, variables, width = nodes.shape
        one_hot = nodes.new_zeros(batch, self.count) if action is None else F.one_hot(action, self.count)
        senders = [self.action(one_hot.to(nodes.dtype))]
        weights = [graph.flatten(1), mask]
        if self.noise == "endogenous":
            drawn = nodes.new_zeros(batch, width)
            if generator is not None:
                drawn = torch.randn(batch, width, generator=generator, dtype=nodes.dtype) / width**0.5
            senders.append(drawn)
            weights.append(torch.ones_like(mask))
        weights.append(nodes.new_ones(batch, len(senders)))
        edge_index, weight = self.listed(variables, len(senders), torch.cat(weights, 1))
        hidden = torch.cat([nodes, torch.stack(senders, 1)], 1).flatten(0, 1)  # [b N, D]
        for layer in self.attention:
            hidden = layer(hidden, edge_index, weight).relu()
        hidden = hidden.view(batch, -1, hidden.shape[-1])[:, :variables]
        heads = torch.stack([head(hidden) for head in self.heads], 1)  # [b, 1 + A, V, S]
        chosen = heads[torch.arange(batch), 0 if action is None else 1 + action]
        return (1 - mask[..., None]) * heads[:, 0] + mask[..., None] * chosen

    def listed(self, variables: int, senders: int, weights: Tensor) -> tuple[Tensor, Tensor]:
        """The edges of all images as one list [2, edges], and the weight of each.

        In the order of the weights: variable to variable, sender to variable, sender to itself.
        """
        index = torch.arange(variables + senders)
        among = torch.cartesian_prod(index, index[:variables])
        own = torch.stack([index[variables:]] * 2, 1)
        images = torch.arange(len(weights))[:, None, None] * (variables + senders)
        edges = (torch.cat([among, own]) + images).flatten(0, 1).T
        weights = weights.flatten()
        if self.every_edge:
            return edges.contiguous(), weights
        there = weights.nonzero().squeeze(1)
        return edges[:, there], weights[there]

    def load(self, transition: GridTransition) -> None:
        """Take the parameters of the runtime's form."""
        for match in matches(self, transition):
            match.part(match.theirs.data).copy_(match.same(match.ours.data))


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """`part` of a parameter of the textbook form is what `same` makes of one of the runtime's form."""

    name: str
    theirs: nn.Parameter
    part: Callable[[Tensor], Tensor]
    ours: nn.Parameter
    same: Callable[[Tensor], Tensor]


def matches(textbook: TextbookTransition, ours: GridTransition) -> Iterator[Match]:
    """Which parameters, and so which gradients, of the two forms are the same."""

    def whole(tensor: Tensor) -> Tensor:
        return tensor

    def transposed(tensor: Tensor) -> Tensor:
        return tensor.T

    first, last, mask = textbook.mask[0], textbook.mask[2], ours.mask
    split = textbook.positions.shape[1]
    yield Match("action", textbook.action.weight, whole, ours.actions.weight, transposed)
    yield Match("mask position", first.weight, lambda w: w[:, :split], mask.position.weight, whole)
    yield Match("mask action", first.weight, lambda w: w[:, split:], mask.action.weight, transposed)
    yield Match("mask bias", first.bias, whole, mask.position.bias, whole)
    yield Match("mask out", last.weight, whole, mask.out.weight, whole)
    yield Match("mask out bias", last.bias, whole, mask.out.bias, whole)
    yield from graph_matches(textbook, ours.discovery)
    for number, (theirs, layer) in enumerate(zip(textbook.attention, ours.attention, strict=True)):
        for name, of_theirs, of_ours in (
            ("source", theirs.lin_l, layer.source),
            ("target", theirs.lin_r, layer.target),
        ):
            yield Match(f"{name} {number}", of_theirs.weight, whole, of_ours.weight, whole)
            yield Match(f"{name} bias {number}", of_theirs.bias, whole, of_ours.bias, whole)
        yield Match(f"score {number}", theirs.att, lambda att: att[0, 0], layer.score, whole)
        yield Match(f"attention bias {number}", theirs.bias, whole, layer.bias, whole)
    for number, head in enumerate(textbook.heads):
        yield Match(f"head {number}", head.weight, whole, ours.heads.weight, lambda w, k=number: w[k].T)
        yield Match(f"head bias {number}", head.bias, whole, ours.heads.bias, lambda w, k=number: w[k])


def graph_matches(textbook: TextbookTransition, ours: GraphDiscovery) -> Iterator[Match]:
    """Those of the networks that find the graph."""
    width = ours.cause.shape[1]
    for number, (first, _, last) in enumerate(textbook.discover):

        def of_number(tensor: Tensor, number: int = number) -> Tensor:
            return tensor[number]

        def turned(tensor: Tensor, number: int = number) -> Tensor:
            return tensor[number].T

        yield Match(f"cause {number}", first.weight, lambda w: w[:, :width], ours.cause, turned)
        yield Match(f"effect {number}", first.weight, lambda w: w[:, width:], ours.effect, turned)
        yield Match(f"graph bias {number}", first.bias, lambda w: w, ours.bias, of_number)
        yield Match(f"graph out {number}", last.weight, lambda w: w[0], ours.out, of_number)
        yield Match(f"graph out bias {number}", last.bias, lambda w: w[0], ours.out_bias, of_number)


def pair_network(inputs: int, hidden: int) -> nn.Sequential:
    """One hidden layer on a concatenated pair."""
    return nn.Sequential(nn.Linear(inputs, hidden), nn.LeakyReLU(SLOPE), nn.Linear(hidden, 1))
