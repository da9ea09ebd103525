"""Codes of x and an action -> codes of y: the mechanisms of `layout: slots`.

An action's mechanism gives its targets new states. A variable that is no target changes only through changed parents,
by its own mechanism; everything else keeps its state. All mechanisms are tables of counts over pairs of images, so the
estimate of largest likelihood is exact and takes one pass over the training pairs. Where a step leads depends on the
state before it; what do(factor = value) sets does not, so doing it twice is doing it once.

Axes: b pairs, V variables, A actions, S states.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.slots.action_table import ActionTable
from causalvq.runtime.slots.conditional_tables import ConditionalTable
from causalvq.runtime.slots.graph_learning import topological_order

RARE = 0.01
"""Probability below which a state is not drawn: what smoothing alone gives to states that were never seen."""
PRIOR_COUNT = 0.01
"""Added to every count: no change is impossible."""
PRIOR_STAY = 1.0
"""Added to the count of keeping a state: where an action was never seen to act, it does nothing."""


class SlotTransition(nn.Module):
    """The mechanisms of actions and of variables.

    `slips` are the shares of held-out pairs in which a variable that nothing disturbs changes, `misses` those in which
    a target does not go where its mechanism says: what likelihoods expect of codes of images that were not trained on.

    `effects` counts what actions do to their targets, `stays` what a variable does that nothing disturbs. The latter is
    near the identity: what is left of it is the encoder's uncertainty, which retrieval needs to tell a change from a
    flicker. `targets` are the variables that each action sets, of those that it may. `responses` has
    a table for each variable with parents in `adjacency`. With endogenous noise new states are drawn from the
    mechanisms; without, they are the most probable ones.

    Args:
        plan: a plan with `layout: slots`.
        actions: its actions.
    """

    targets: Tensor
    effects: Tensor
    stays: Tensor
    adjacency: Tensor
    edge_probability: Tensor
    slips: Tensor
    misses: Tensor
    there: Tensor

    def __init__(self, plan: Plan, actions: ActionTable) -> None:
        super().__init__()
        variables, states = len(plan.variables), max(variable.states for variable in plan.variables)
        self.actions = actions
        self.keeps_noise, self.draws = plan.noise == "exogenous", plan.noise == "endogenous"
        self.penalty = plan.target_penalty * plan.losses["targets"]
        self.register_buffer("targets", actions.targets.clone())
        self.register_buffer("effects", torch.zeros(len(plan.actions), variables, states, states))
        self.register_buffer("stays", torch.zeros(variables, states, states))
        self.register_buffer("adjacency", torch.zeros(variables, variables, dtype=torch.bool))
        self.register_buffer("edge_probability", torch.zeros(variables, variables))
        self.register_buffer("slips", torch.zeros(variables))
        self.register_buffer("misses", torch.zeros(variables))
        own = torch.tensor([variable.states for variable in plan.variables])
        self.register_buffer("there", torch.arange(states) < own[:, None], persistent=False)
        self.responses = nn.ModuleDict()

    @torch.no_grad()
    def fit(
        self,
        x: Int[Tensor, "b V"],
        y: Int[Tensor, "b V"],
        action: Int[Tensor, " b"],
        adjacency: Bool[Tensor, "V V"],
        probability: Float[Tensor, "V V"],
    ) -> None:
        """Take a graph, and count the changes of pairs whose action is known."""
        self.adjacency.copy_(adjacency)
        self.edge_probability.copy_(probability)
        self.effects.zero_()
        self.stays.zero_()
        self.slips.zero_()
        self.misses.zero_()
        self.targets.copy_(self.actions.targets)
        self.targets &= self._worth_setting(x, y, action)
        hit = self.targets[action]
        changed = x != y
        disturbed = (changed.float() @ adjacency.float()) > 0
        variables = torch.arange(x.shape[1], device=x.device).expand_as(x)
        actions, one = action[:, None].expand_as(x), torch.ones((), device=x.device)
        self.effects.index_put_((actions[hit], variables[hit], x[hit], y[hit]), one, accumulate=True)
        # Neither set nor moved by a changed parent: what changes here is flicker of the encoder, and counted as that.
        quiet = ~hit & ~disturbed
        self.stays.index_put_((variables[quiet], x[quiet], y[quiet]), one, accumulate=True)
        self.responses = nn.ModuleDict()
        for child in adjacency.any(0).nonzero().flatten().tolist():
            parents = adjacency[:, child].nonzero().flatten().tolist()
            table = self._table(child, parents).to(x.device)
            # Pairs whose action set the child say nothing of how it follows: the action cut its parents off.
            followed = disturbed[:, child] & ~hit[:, child]
            table.fit(x[followed], y[followed])
            self.responses[str(child)] = table

    @torch.no_grad()
    def doubt(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"], action: Int[Tensor, " b"]) -> None:
        """Measure how often codes are wrong, on pairs that no mechanism was counted on.

        Args:
            x: codes before.
            y: codes after.
            action: of each pair.
        """
        hit = self.targets[action]
        disturbed = ((x != y).float() @ self.adjacency.float()) > 0
        variables = torch.arange(x.shape[1], device=x.device)
        aim = self._effects()[action[:, None], variables, x].argmax(-1)
        self.slips.copy_(share((x != y), ~hit & ~disturbed))
        self.misses.copy_(share(y != aim, hit))

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *rest: Any) -> None:
        """Models of earlier versions expect no errors."""
        for name, buffer in (("slips", self.slips), ("misses", self.misses)):
            state_dict.setdefault(f"{prefix}{name}", torch.zeros_like(buffer))
        super()._load_from_state_dict(state_dict, prefix, *rest)

    def _worth_setting(
        self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"], action: Int[Tensor, " b"]
    ) -> Bool[Tensor, "A V"]:
        """The variables that each action shall set: those whose setting says more, in nats a pair, than it costs.

        A factor may own several variables. One that hardly changes with it is better left alone; the one that changes
        most is always kept. What setting a variable says is the entropy of whether and where it moves.
        """
        worth = torch.zeros(self.targets.shape, device=x.device)
        moved = (x != y).to(worth.dtype)
        total = torch.zeros(len(self.targets), device=x.device).index_add_(0, action, torch.ones_like(moved[:, 0]))
        share = worth.index_add(0, action, moved) / total.clamp_min(1)[:, None]
        # Near 0 for a variable that hardly moves, the log of its states for one that always does.
        worth = -torch.xlogy(1 - share, 1 - share) + share * math.log(self.stays.shape[-1])
        worth = torch.where(self.actions.targets, worth, -1)
        return (worth > self.penalty) | (worth == worth.max(1, keepdim=True).values)

    def _effects(self) -> Float[Tensor, "A V S S"]:
        """Log-probabilities of the next state (last axis) of a target, given its state."""
        # do(factor = value) leads to one state from wherever: all states before share their counts, and twice is once.
        anywhere = self.effects.sum(-2, keepdim=True).expand_as(self.effects)
        return _normalised(torch.where(self.actions.sets[:, None, None, None], anywhere, self.effects))

    def make_room(self, state: Mapping[str, Tensor], prefix: str = "transition.") -> None:
        """Give the tables the sizes that they have in a saved state, so that it can be loaded."""
        adjacency = state[f"{prefix}adjacency"]
        self.responses = nn.ModuleDict()
        for child in adjacency.any(0).nonzero().flatten().tolist():
            parents = adjacency[:, child].nonzero().flatten().tolist()
            names = (f"{prefix}responses.{child}.{kind}.keys" for kind in ("coarse", "fine", "noise"))
            coarse, fine, noise = (len(state[name]) if name in state else 0 for name in names)
            self.responses[str(child)] = self._table(child, parents, (coarse, fine, noise))

    def _table(self, child: int, parents: list[int], contexts: tuple[int, int, int] = (0, 0, 0)) -> ConditionalTable:
        return ConditionalTable(child, parents, self.stays.shape[-1], contexts, keeps_noise=self.keeps_noise)

    def predict(self, x: Int[Tensor, "b V"], action: Int[Tensor, " b"], seed: int | None = 0) -> Int[Tensor, "b V"]:
        """The codes after the action: its targets first, then effects in causal order.

        They are the most probable ones, or with endogenous noise a draw. What can not be reached from the targets is
        copied exactly.

        Args:
            x: codes before.
            action: index of each action.
            seed: of the draw; equal seeds draw alike. None: the most probable codes, whatever the noise.
        """
        return self.predicted(x, action, seed)[0]

    def predicted(
        self, x: Int[Tensor, "b V"], action: Int[Tensor, " b"], seed: int | None = 0
    ) -> tuple[Int[Tensor, "b V"], Float[Tensor, " b"]]:
        """`predict`, and the log-probability in nats of the changes that it makes."""
        generator = self._generator(x.device, seed)
        hit = self.targets[action]
        likely, states = self._acted(x, action, generator)
        return self._followed(x, torch.where(hit, states, x), hit, (likely * hit).sum(1), generator)

    def predicted_together(
        self,
        x: Int[Tensor, "b V"],
        sequences: Sequence[Sequence[int]],
        seed: int | None = 0,
        held: Bool[Tensor, " V"] | None = None,
    ) -> tuple[Int[Tensor, "b V"], Float[Tensor, " b"]]:
        """The codes when several things are done at once, and the log-probability in nats of the changes.

        What any of the sequences sets is set first, each from the codes before; effects follow once, from all of them.

        Args:
            x: codes before.
            sequences: of actions, one after the other on the targets of each.
            seed: as for `predict`.
            held: variables that keep their codes though a cause of them changes.
        """
        generator = self._generator(x.device, seed)
        y, total, hit = x.clone(), torch.zeros(len(x), device=x.device), torch.zeros_like(x, dtype=torch.bool)
        for sequence in sequences:
            for index in sequence:
                action = torch.full((len(x),), index, device=x.device)
                likely, states = self._acted(y, action, generator)
                y = torch.where(self.targets[action], states, y)
                total = total + (likely * self.targets[action]).sum(1)
                hit |= self.targets[action]
        return self._followed(x, y, hit if held is None else hit | held, total, generator)

    def _acted(
        self, x: Int[Tensor, "b V"], action: Int[Tensor, " b"], generator: torch.Generator | None
    ) -> tuple[Float[Tensor, "b V"], Int[Tensor, "b V"]]:
        """Log-probability and state of each variable, as if it were a target of the action."""
        variables = torch.arange(x.shape[1], device=x.device)
        return self._next(self._effects()[action[:, None], variables, x], self.there, generator)

    def _followed(
        self,
        x: Int[Tensor, "b V"],
        y: Int[Tensor, "b V"],
        settled: Bool[Tensor, "b V"],
        total: Float[Tensor, " b"],
        generator: torch.Generator | None,
    ) -> tuple[Int[Tensor, "b V"], Float[Tensor, " b"]]:
        """The codes y after effects of what changed since x, causes first; what is settled is not touched."""
        # Ancestral prediction: causes are finished before their effects are asked, so that a change runs down the whole
        # graph in one sweep. Only what a parent disturbs is asked at all; everything else keeps its state exactly.
        for child in self._order():
            table = cast(ConditionalTable, self.responses[str(child)])
            follows = table.disturbed(x, y) & ~settled[:, child]
            chance, state = self._next(table.log_probabilities(x, y), self.there[child], generator)
            y[:, child] = torch.where(follows, state, y[:, child])
            total = total + chance * follows
        return y, total

    def _generator(self, device: torch.device, seed: int | None) -> torch.Generator | None:
        """The source of draws, where new states are drawn."""
        return torch.Generator(device).manual_seed(seed) if self.draws and seed is not None else None

    def _next(
        self, chances: Float[Tensor, "*b S"], there: Bool[Tensor, "*v S"], generator: torch.Generator | None
    ) -> tuple[Float[Tensor, "*b"], Int[Tensor, "*b"]]:
        """Log-probability and index of each new state: the most probable one, or a draw."""
        if generator is None:
            likely = chances.max(-1)
            return likely.values, likely.indices
        probabilities = chances.exp() * there
        # The most probable state may be as rare, where there are hundreds and none was seen.
        probabilities = probabilities * (probabilities >= probabilities.amax(-1, keepdim=True).clamp_max(RARE))
        drawn = torch.multinomial(probabilities.flatten(0, -2), 1, generator=generator).view(chances.shape[:-1])
        return chances.gather(-1, drawn.unsqueeze(-1)).squeeze(-1), drawn

    def quiet_log_likelihood(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, " b"]:
        """Log-probability in nats of the codes of y when nothing is done to x: codes of one thing, read twice."""
        return self._alone(x, y).sum(1)

    def _alone(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, "b V"]:
        """Log-probability of each variable of y when no action sets it; it may follow causes that changed."""
        variables = torch.arange(x.shape[1], device=x.device)
        anywhere = 1 / self.there.sum(1).clamp_min(1)
        # A wrong code would otherwise cost the nats of an impossible change, and decide against the right action alone.
        alone = _mixed(_normalised(self.stays)[variables, x, y], anywhere, self.slips)
        for child in self._order():
            table = cast(ConditionalTable, self.responses[str(child)])
            followed = table.log_probabilities(x, y).gather(1, y[:, child : child + 1]).squeeze(1)
            alone[:, child] = torch.where(table.disturbed(x, y), followed, alone[:, child])
        return alone

    def log_likelihoods(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, "b A"]:
        """Log-probability in nats of the codes of y under every action on x."""
        variables = torch.arange(x.shape[1], device=x.device)
        acted = self._effects()[:, variables, x, y].transpose(0, 1)  # [b, A, V]
        anywhere = 1 / self.there.sum(1).clamp_min(1)  # [V], where a code that is wrong goes
        acted, alone = _mixed(acted, anywhere, self.misses), self._alone(x, y)
        # Variables are independent given x, the action and their parents, so that their log-probabilities add.
        return torch.where(self.targets, acted, alone.unsqueeze(1)).sum(-1)

    def _order(self) -> list[int]:
        """The variables that have parents, causes before effects."""
        order = topological_order(self.adjacency.cpu().numpy().astype(np.bool_))
        return [variable for variable in order if str(variable) in self.responses]


def share(happens: Bool[Tensor, "b V"], where: Bool[Tensor, "b V"]) -> Float[Tensor, " V"]:
    """Share of the pairs where something may happen in which it does, for each variable; 0 where there are none."""
    counted = where.sum(0)
    return (happens & where).sum(0) / counted.clamp_min(1)


def _mixed(
    chances: Float[Tensor, "*b V"], anywhere: Float[Tensor, " V"], wrong: Float[Tensor, " V"]
) -> Float[Tensor, "*b V"]:
    """Log-probabilities, if a share of codes is wrong and then any of those that there are."""
    return torch.logaddexp(chances + (1 - wrong).log(), (wrong * anywhere).log())


def _normalised(counts: Float[Tensor, "*tables S S"]) -> Float[Tensor, "*tables S S"]:
    """Log-probabilities of the next state (last axis) given the state."""
    smoothed = counts + PRIOR_COUNT + PRIOR_STAY * torch.eye(counts.shape[-1], device=counts.device)
    return (smoothed / smoothed.sum(-1, keepdim=True)).log()
