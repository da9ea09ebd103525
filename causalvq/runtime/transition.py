"""Codes of x and an action -> codes of y: the mechanisms of `layout: slots`.

An action's mechanism gives its targets new states; every other variable keeps its state. Both are tables of counts
over pairs of images, so the estimate of largest likelihood is exact and takes one pass over the training pairs.

Axes: b pairs, V variables, A actions, S states.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from causalvq.compiler import Plan
from causalvq.runtime.actions import ActionTable

PRIOR_COUNT = 0.01
"""Added to every count: no change is impossible."""
PRIOR_STAY = 1.0
"""Added to the count of keeping a state: where an action was never seen to act, it does nothing."""


class SlotTransition(nn.Module):
    """Tables of state changes, one for each action and target, and one for each variable when it is no target.

    The second kind is near the identity: what is left of it is the encoder's uncertainty, which retrieval needs to
    tell a change from a flicker.

    Args:
        plan: a plan with `layout: slots`.
        actions: its actions.
    """

    effects: Tensor
    stays: Tensor

    def __init__(self, plan: Plan, actions: ActionTable) -> None:
        super().__init__()
        variables, states = len(plan.variables), max(variable.states for variable in plan.variables)
        self.actions = actions
        self.register_buffer("effects", torch.zeros(len(plan.actions), variables, states, states))
        self.register_buffer("stays", torch.zeros(variables, states, states))

    @torch.no_grad()
    def observe(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"], action: Int[Tensor, " b"]) -> None:
        """Count the changes of pairs whose action is known."""
        variables = torch.arange(x.shape[1], device=x.device).expand_as(x)
        hit = self.actions.targets[action]
        one = torch.ones((), device=x.device)
        actions = action[:, None].expand_as(x)
        self.effects.index_put_((actions[hit], variables[hit], x[hit], y[hit]), one, accumulate=True)
        self.stays.index_put_((variables[~hit], x[~hit], y[~hit]), one, accumulate=True)

    @torch.no_grad()
    def forget(self) -> None:
        """Set all counts to zero."""
        self.effects.zero_()
        self.stays.zero_()

    def log_probabilities(self, x: Int[Tensor, "b V"], action: Int[Tensor, " b"]) -> Float[Tensor, "b V S"]:
        """Log-probability in nats of each state of each variable after the action."""
        variables = torch.arange(x.shape[1], device=x.device)
        acted = _normalised(self.effects)[action[:, None], variables, x]
        stayed = _normalised(self.stays)[variables, x]
        return torch.where(self.actions.targets[action].unsqueeze(-1), acted, stayed)

    def predict(self, x: Int[Tensor, "b V"], action: Int[Tensor, " b"]) -> Int[Tensor, "b V"]:
        """The most probable codes after the action; what is not a target is copied exactly."""
        likely = self.log_probabilities(x, action).argmax(-1)
        return torch.where(self.actions.targets[action], likely, x)

    def log_likelihoods(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, "b A"]:
        """Log-probability in nats of the codes of y under every action on x."""
        variables = torch.arange(x.shape[1], device=x.device)
        acted = _normalised(self.effects)[:, variables, x, y].transpose(0, 1)  # [b, A, V]
        stayed = _normalised(self.stays)[variables, x, y].unsqueeze(1)  # [b, 1, V]
        return torch.where(self.actions.targets, acted, stayed).sum(-1)


def _normalised(counts: Float[Tensor, "*tables S S"]) -> Float[Tensor, "*tables S S"]:
    """Log-probabilities of the next state (last axis) given the state."""
    states = counts.shape[-1]
    smoothed = counts + PRIOR_COUNT + PRIOR_STAY * torch.eye(states, device=counts.device)
    return (smoothed / smoothed.sum(-1, keepdim=True)).log()
