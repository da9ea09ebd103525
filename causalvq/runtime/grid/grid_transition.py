"""Codes of x and an action -> codes of y: the causal transition layer of the paper (CT-VAE, arXiv 2302.00869).

Base mode (no action) and action mode are one forward pass; retrieval is the same pass with every action on each image.

Axes: b images, K actions tried on each, A actions, V variables, S states, D numbers of a node.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.compute.precision import in_float32
from causalvq.runtime.grid.attention import GraphAttention
from causalvq.runtime.grid.discovery import GraphDiscovery, Knowledge
from causalvq.runtime.grid.graph_sampling import SMALLEST, bernoulli
from causalvq.runtime.grid.heads import ActionHeads
from causalvq.runtime.grid.layer_nodes import GridNodes
from causalvq.runtime.grid.mask import InterventionMask
from causalvq.runtime.grid.reach import Links, attend, start
from causalvq.runtime.slots.action_table import ActionTable
from causalvq.runtime.slots.graph_learning import assemble

AT_ONCE = 5 * 2**19
"""Numbers of nodes or edges that a query holds at once: 10 MB, and a few times that for what is made of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What one pass gives, and what the losses need of how it got there.

    Args:
        logits: log-odds of the codes after the action.
        edges: probability of each edge of the graph, [cause, effect].
        graph: the graph that was used: 0 or 1, with a straight-through gradient.
        mask: the variables that the action set: 0 or 1, with a straight-through gradient; none in base mode.
        mask_probability: the probability of each.
    """

    logits: Float[Tensor, "b V S"]
    edges: Float[Tensor, "b V V"]
    graph: Float[Tensor, "b V V"]
    mask: Float[Tensor, "b V"]
    mask_probability: Float[Tensor, "b V"]


class GridTransition(nn.Module):
    """Intervention mask, graph discovery, graph attention and heads.

    `adjacency` and `edge_probability` summarise the graphs of a sample of images; `summarise` sets them.

    Args:
        plan: a plan with `layout: grid`, actions, and a graph for each image.
        actions: its actions.
    """

    adjacency: Tensor
    edge_probability: Tensor

    def __init__(self, plan: Plan, actions: ActionTable) -> None:
        super().__init__()
        count, hidden, variables = len(plan.actions), plan.network.transition_hidden, len(plan.variables)
        self.noise = plan.noise
        self.nodes = GridNodes(plan)
        width = self.nodes.width
        self.actions = nn.Embedding(count, width)
        self.mask = InterventionMask(self.nodes.positions, actions.targets, hidden, plan.max_targets)
        self.knowledge = Knowledge(plan.graph)
        self.discovery = GraphDiscovery(count, width, hidden)
        self.attention = nn.ModuleList(
            GraphAttention(hidden if index else width, hidden) for index in range(plan.network.transition_layers)
        )
        self.heads = ActionHeads(count, hidden, plan.codebook.size)
        self.register_buffer("adjacency", torch.zeros(variables, variables, dtype=torch.bool))
        self.register_buffer("edge_probability", torch.zeros(variables, variables))

    @property
    def targets(self) -> Bool[Tensor, "A V"]:
        """The variables that each action sets."""
        with torch.no_grad():
            return self.mask.chosen()

    @property
    def open_edges(self) -> Bool[Tensor, "V V"]:
        """Edges that are neither required nor ruled out; a variable's own state is among them."""
        return self.knowledge.open_edges

    @property
    def prior_log_odds(self) -> Float[Tensor, "V V"]:
        """Prior log-odds of every edge in nats."""
        return self.knowledge.prior_log_odds

    def forward(
        self,
        codes: Int[Tensor, "b V"],
        action: Int[Tensor, " b"] | None = None,
        generator: torch.Generator | None = None,
    ) -> Step:
        """The codes after an action, or without one.

        Args:
            codes: of x.
            action: on each image; None is base mode, in which the codes of x itself are to be found.
            generator: of sampled masks and graphs and of the plan's noise; None leaves nothing to chance.
        """
        tried = action.unsqueeze(1) if action is not None else None
        return Step(*(found.squeeze(1) for found in self._pass(codes, tried, generator)))

    def under(self, codes: Int[Tensor, "b V"], graph: Float[Tensor, "b V V"]) -> Float[Tensor, "b V S"]:
        """Log-odds of the codes in base mode when the graph is given, [cause, effect]."""
        mask = torch.zeros_like(graph[:, :1, :])  # [b, 1, V]
        logits = self._reached(self.nodes(codes), None, mask, graph.unsqueeze(1), None)
        return logits.squeeze(1)

    def observed_edges(self, codes: Int[Tensor, "b V"]) -> Float[Tensor, "b V V"]:
        """Probability of each edge without an action."""
        return self._edges(self.nodes(codes), None, None).sigmoid().squeeze(1)

    def scores(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, "b A"]:
        """Log-probability in nats of the codes of y under every action on x; gradients reach all parameters.

        Summed over variables, not averaged: variables that no action touches add the same to every action, and one
        changed variable decides as much among a thousand others as among ten.
        """
        every = torch.arange(self.actions.num_embeddings, device=x.device).expand(len(x), -1)
        # Without chance: a drawn graph would rank actions by the draw.
        logits = self._pass(x, every, None)[0]  # [b, A, V, S]
        wanted = y[:, None, :, None].expand(-1, logits.shape[1], -1, 1)
        return logits.log_softmax(-1).gather(-1, wanted).sum((2, 3))

    @torch.no_grad()
    @in_float32
    def log_likelihoods(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, "b A"]:
        """Retrieval: log-probability in nats of the codes of y under every action on x."""
        together = self._together(x.shape[1], self.actions.num_embeddings)
        pairs = zip(torch.split(x, together), torch.split(y, together), strict=True)
        return torch.cat([self._likelihoods(*some) for some in pairs])

    def _likelihoods(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, "b A"]:
        """What `scores` gives, computed for what each action reaches only."""
        nodes = self.nodes(x)
        links, senders = self._links(nodes)
        found = start(nodes, senders, self.actions.num_embeddings)
        for layer in self.attention:
            found = attend(cast(GraphAttention, layer), found, links)
        alternative, image, variable = found.where.nonzero().unbind(1)
        rows = found.rows[: len(alternative)]
        logits = self.heads.of_rows(rows, alternative, links.sent[alternative, 0, variable])
        logs = logits.log_softmax(-1).gather(1, y[image, variable, None]).squeeze(1)
        alone = logs[: x.numel()].view(x.shape)  # without an action
        # What an action does not reach says the same under it as under none,
        # so it cancels: only differences are summed.
        differs = logs.new_zeros(found.where.shape[:2])
        differs.index_put_((alternative, image), logs - alone[image, variable], accumulate=True)
        return (alone.sum(1) + differs[1:]).T

    def _links(self, nodes: Float[Tensor, "b V D"]) -> tuple[Links, Float[Tensor, "s D"]]:
        """Who hears whom without an action and under each, and the nodes that only send."""
        actions, targets = self.actions.num_embeddings, self.targets
        alternatives = self.discovery.alternatives(nodes, targets)
        sent = [torch.cat([torch.zeros_like(targets[:1]), targets])]
        sender = [torch.arange(1 + actions, device=nodes.device).sub(1).clamp_min(0)]
        senders = self.actions.weight
        if self.noise == "endogenous":
            sent.append(torch.ones_like(sent[0]))
            sender.append(torch.full_like(sender[0], actions))
            senders = torch.cat([senders, torch.zeros_like(senders[:1])])
        return Links(self.knowledge(alternatives) > 0, torch.stack(sent, 1), torch.stack(sender, 1)), senders

    def predict(self, x: Int[Tensor, "b V"], action: Int[Tensor, " b"], seed: int | None = 0) -> Int[Tensor, "b V"]:
        """The most probable codes after the action."""
        return self.predicted(x, action, seed)[0]

    @torch.no_grad()
    def predicted(
        self,
        x: Int[Tensor, "b V"],
        action: Int[Tensor, " b"],
        seed: int | None = 0,  # noqa: ARG002 (a layer draws in training alone; what it answers is the most probable)
    ) -> tuple[Int[Tensor, "b V"], Float[Tensor, " b"]]:
        """`predict`, and the log-probability in nats of the codes that change or that the action sets."""
        together = self._together(x.shape[1], 1)
        parts = [
            self._likeliest(*both) for both in zip(torch.split(x, together), torch.split(action, together), strict=True)
        ]
        return torch.cat([codes for codes, _ in parts]), torch.cat([chance for _, chance in parts])

    @torch.no_grad()
    def predicted_together(
        self,
        x: Int[Tensor, "b V"],
        sequences: Sequence[Sequence[int]],
        seed: int | None = 0,
        held: Bool[Tensor, " V"] | None = None,
    ) -> tuple[Int[Tensor, "b V"], Float[Tensor, " b"]]:
        """The codes after all the actions, one after the other: a layer knows one action at a time."""
        y, total = x, torch.zeros(len(x), device=x.device)
        for index in (index for sequence in sequences for index in sequence):
            y, chance = self.predicted(y, torch.full((len(x),), index, device=x.device), seed)
            total = total + chance
        return (y if held is None else torch.where(held, x, y)), total

    @torch.no_grad()
    def quiet_log_likelihood(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, " b"]:
        """Log-probability in nats of the codes of y, without an action on x."""
        together = self._together(x.shape[1], 1)
        parts = []
        for before, after in zip(torch.split(x, together), torch.split(y, together), strict=True):
            logits, *_ = self._pass(before, None, None)
            logs = logits[:, 0].log_softmax(-1).gather(-1, after.unsqueeze(-1)).squeeze(-1)
            parts.append(logs.sum(-1))
        return torch.cat(parts)

    def _likeliest(self, x: Int[Tensor, "b V"], action: Int[Tensor, " b"]) -> tuple[Tensor, Tensor]:
        """The most probable codes of what the action reaches; what it does not reach keeps its state.

        The paper finds every code anew. A code that nothing has changed would then be a guess at what is known.
        """
        step = self(x, action)
        likely, codes = step.logits.log_softmax(-1).max(-1)
        changeable = reached(step.mask > 0, step.graph > 0.5, len(self.attention) - 1)
        codes = torch.where(changeable, codes, x)
        return codes, (likely * ((codes != x) | (step.mask > 0))).sum(-1)

    def _together(self, variables: int, actions: int) -> int:
        """Images of one pass of a query: nodes and edges of all its actions are held at once."""
        return max(1, AT_ONCE // (actions * variables * max(variables, self.heads.weight.shape[1])))

    def estimate(
        self,
        plan: Plan,
        x: Int[Tensor, "b V"],
        action: Int[Tensor, " b"],
    ) -> None:
        """Summarise the graphs of images that were not trained on; everything else was learned by gradients.

        The summary has the edges that are there in more than half of the images, the most frequent first as long as
        they close no cycle, where the plan wants none.

        Args:
            plan: what the model was built from.
            x: codes before.
            action: on each image.
        """
        self.summarise(x, action)
        # As log-odds, so that an edge of more than half of the images is above 0, where `assemble` takes edges.
        log_odds = self.edge_probability.double().logit(SMALLEST).cpu().numpy()
        required = (self.knowledge.required & ~torch.eye(x.shape[1], dtype=torch.bool, device=x.device)).cpu().numpy()
        kept = assemble(required, log_odds, acyclic=plan.graph.acyclic)
        self.adjacency.copy_(torch.from_numpy(kept))

    def make_room(self, state: Mapping[str, Tensor]) -> None:
        """Do nothing: the shapes of all tensors follow from the plan."""

    @torch.no_grad()
    def summarise(self, codes: Int[Tensor, "b V"], action: Int[Tensor, " b"]) -> None:
        """Set `edge_probability` to the mean over images under their actions, and `adjacency` to where it is over 1/2.

        A variable's own state is no edge of the summary.
        """
        edges = torch.cat(
            [self(*some).edges for some in zip(torch.split(codes, 64), torch.split(action, 64), strict=True)]
        ).mean(0)
        self.edge_probability.copy_(edges.fill_diagonal_(0.0))
        self.adjacency.copy_(edges > 0.5)

    def _pass(
        self, codes: Int[Tensor, "b V"], action: Int[Tensor, "b K"] | None, generator: torch.Generator | None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """The fields of a `Step` with an axis for the actions tried; without an action it has length 1."""
        nodes = self.nodes(codes)
        if generator is not None and self.noise == "exogenous":
            nodes = nodes + self._noise(nodes, generator)
        if action is None:
            mask = probability = nodes.new_zeros(len(codes), 1, codes.shape[1])
        else:
            mask, probability = self.mask(action, generator)
        edges = self._edges(nodes, action, mask)
        graph = bernoulli(edges, generator)
        return self._reached(nodes, action, mask, graph, generator), edges.sigmoid(), graph, mask, probability

    def _edges(
        self, nodes: Float[Tensor, "b V D"], action: Int[Tensor, "b K"] | None, mask: Float[Tensor, "b K V"] | None
    ) -> Float[Tensor, "b K V V"]:
        """Log-odds of every edge; the mask says whether an effect obeys the network of observation or of the action."""
        logits = self.discovery.observed(nodes)
        if action is not None and mask is not None:
            # By effect, as an intervention replaces the mechanism of what it sets and of nothing else.
            logits = logits + mask.unsqueeze(2) * (self.discovery.intervened(nodes, action) - logits)
        known: Tensor = self.knowledge(logits)
        return known

    def _reached(
        self,
        nodes: Float[Tensor, "b V D"],
        action: Int[Tensor, "b K"] | None,
        mask: Float[Tensor, "b K V"],
        graph: Float[Tensor, "b K V V"],
        generator: torch.Generator | None,
    ) -> Float[Tensor, "b K V S"]:
        """Log-odds of the codes, through attention along the graph and from the action to what it sets."""
        senders = self._senders(nodes, action, generator)
        sent = [mask.unsqueeze(2), *[torch.ones_like(mask).unsqueeze(2)] * (senders.shape[2] - 1)]
        whole = torch.cat([graph, *sent], 2)  # [b, K, V + E, V]
        hidden = nodes.unsqueeze(1)
        for layer in self.attention:
            hidden, senders = layer(hidden, senders, whole)
        logits: Tensor = self.heads.observed(hidden) if action is None else self.heads(hidden, action, mask)
        return logits

    def _senders(
        self, nodes: Float[Tensor, "b V D"], action: Int[Tensor, "b K"] | None, generator: torch.Generator | None
    ) -> Float[Tensor, "b K E D"]:
        """The action, zero where there is none, and the noise where the plan has it as a variable of its own."""
        blank = nodes.new_zeros(len(nodes), 1, nodes.shape[-1])
        acting = self.actions(action) if action is not None else blank
        if self.noise != "endogenous":
            return acting.unsqueeze(2)
        noise = self._noise(blank, generator) if generator is not None else blank
        return torch.stack([acting, noise.expand_as(acting)], 2)

    def _noise(self, like: Float[Tensor, "b V D"], generator: torch.Generator) -> Float[Tensor, "b V D"]:
        """Normal noise of length about 1, as long as a code."""
        drawn = torch.randn(like.shape, generator=generator, device=like.device, dtype=like.dtype)
        # As long as a one-hot code whatever the width: longer noise would drown it.
        return drawn / math.sqrt(like.shape[-1])


def reached(targets: Bool[Tensor, "b V"], graph: Bool[Tensor, "b V V"], rounds: int) -> Bool[Tensor, "b V"]:
    """The targets of an action and what messages from them come to in some rounds along the graph, [cause, effect]."""
    for _ in range(rounds):
        heard: Tensor = (targets.unsqueeze(2) & graph).any(1)
        targets = targets | heard
    return targets
