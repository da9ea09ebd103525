"""Which actions, one after the other, lead from one image to another: a beam search over the model.

A sequence costs the logarithm of the number of actions for each action in it (all are equally likely), what its
changes are less than certain, and how improbable the codes of y are under its last action. At each depth the cheapest
sequences are kept, by that cost and a bound on what is left to do: for each factor, the fewest actions that bring its
own variables to what they are in y.

Axes: V variables, A actions, s sequences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.runtime.transition import Transition

BEAM: Final = 48
KEPT: Final = 64
"""Whole sequences whose probabilities are told apart."""
MISMATCH: Final = 7.0
"""Nats that a variable costs which is not what it is in y, when what is left to do is estimated."""
NODES: Final = 256
"""Codes of a factor that its actions are followed to."""


@dataclass(frozen=True, slots=True)
class ActionSequence:
    """Actions that lead from x to y.

    Args:
        actions: their indices, in the order of the most probable sequence that has them.
        probability: of these actions in any order, given that some sequence as long as was asked for explains the pair.
        fit: log-probability in nats of the codes of y, after them.
    """

    actions: tuple[int, ...]
    probability: float
    fit: float


def search(
    plan: Plan,
    transition: Transition,
    before: Int[Tensor, " V"],
    after: Int[Tensor, " V"],
    first: Float[Tensor, " A"],
    most: int,
) -> tuple[ActionSequence, ...]:
    """The most probable sequences of actions, at most so many each, the best first.

    Args:
        plan: says which variables are whose.
        transition: of the model.
        before: codes of x.
        after: codes of y.
        first: log-probability in nats of each action, if it was one alone: by all that the images say.
        most: actions of a sequence.
    """
    actions = len(plan.actions)
    price = math.log(max(2, actions))
    ahead = _ways_ahead(plan, transition, before, after, most)
    told: list[tuple[int, ...]] = [()]
    states, costs = before[None], torch.zeros(1, dtype=torch.float64)
    found: list[tuple[float, float, tuple[int, ...]]] = []
    everything = torch.arange(actions, device=before.device)
    for depth in range(1, most + 1):
        fits = transition.log_likelihoods(states, after.expand_as(states)).double().cpu()
        if depth == 1:  # as sure as codes are that there was one; which one, all evidence says
            fits = fits.logsumexp(1, keepdim=True) + first.double().cpu()[None]
        totals = costs[:, None] + price - fits
        best = totals.flatten().topk(min(KEPT, totals.numel()), largest=False)
        for total, place in zip(best.values.tolist(), best.indices.tolist(), strict=True):
            row, action = divmod(place, actions)
            found.append((total, float(fits[row, action]), (*told[row], action)))
        if depth < most:
            states, told, costs = _extended(transition, states, told, costs, everything, price, ahead, before)
            if not told:
                break
    return _merged(found)


def _extended(
    transition: Transition,
    states: Int[Tensor, "s V"],
    told: list[tuple[int, ...]],
    costs: Float[Tensor, " s"],
    everything: Int[Tensor, " A"],
    price: float,
    ahead: Mapping[int, tuple[tuple[int, ...], Mapping[tuple[int, ...], float]]],
    before: Int[Tensor, " V"],
) -> tuple[Int[Tensor, "longer V"], list[tuple[int, ...]], Float[Tensor, " longer"]]:
    """The sequences with one more action each: the cheapest of those that lead somewhere, each place once."""
    actions = len(everything)
    stood = states.repeat_interleave(actions, 0)
    reached, chance = transition.predicted(stood, everything.repeat(len(states)), None)
    moved = (reached != stood).any(1) & (reached != before).any(1)
    spent = costs.repeat_interleave(actions) + price - chance.double().cpu()
    left = torch.zeros(len(reached), dtype=torch.float64)
    rows = reached.tolist()
    for variables, ways in ahead.values():
        left += torch.tensor([ways.get(tuple(row[v] for v in variables), 2 * price) for row in rows])
    order = torch.where(moved.cpu(), spent + left, math.inf).argsort()
    kept: list[int] = []
    places: set[tuple[int, ...]] = set()
    for index in order.tolist():
        place = tuple(rows[index])
        if not bool(moved[index]) or len(kept) == BEAM:
            break
        if place not in places:
            places.add(place)
            kept.append(index)
    chosen = torch.tensor(kept, dtype=torch.int64)
    longer = [(*told[index // actions], index % actions) for index in kept]
    return reached[chosen.to(reached.device)], longer, spent[chosen]


def _ways_ahead(
    plan: Plan, transition: Transition, before: Int[Tensor, " V"], after: Int[Tensor, " V"], most: int
) -> dict[int, tuple[tuple[int, ...], dict[tuple[int, ...], float]]]:
    """For each factor, its variables, and from each of their codes that its actions lead to what is left to pay."""
    price = math.log(max(2, len(plan.actions)))
    ahead: dict[int, tuple[tuple[int, ...], dict[tuple[int, ...], float]]] = {}
    goal = after.tolist()
    edges: dict[int, list[tuple[tuple[int, ...], tuple[int, ...]]]] = {}
    fronts = {position: [before] for position, variables in enumerate(plan.targets) if variables}
    known = {position: {_own(before, plan.targets[position])} for position in fronts}
    for _ in range(most):
        stood = [
            (position, index, state)
            for position, states in fronts.items()
            for index, action in enumerate(plan.actions)
            if action.factor == position
            for state in states
        ]
        if not stood:
            break
        moves = torch.tensor([index for _, index, _ in stood], device=before.device)
        reached = transition.predict(torch.stack([state for _, _, state in stood]), moves, None)
        fronts = {position: [] for position in fronts}
        for (position, _, state), state_after in zip(stood, reached, strict=True):
            variables = plan.targets[position]
            start, end = _own(state, variables), _own(state_after, variables)
            if start == end:
                continue
            edges.setdefault(position, []).append((start, end))
            if end not in known[position] and len(known[position]) < NODES:
                known[position].add(end)
                fronts[position].append(state_after)
    for position, nodes in known.items():
        variables = plan.targets[position]
        aim = [goal[v] for v in variables]
        left = {node: MISMATCH * sum(a != b for a, b in zip(node, aim, strict=True)) for node in nodes}
        for _ in range(most):  # as often as a sequence may have actions
            for start, end in edges.get(position, []):
                left[start] = min(left[start], left.get(end, math.inf) + price)
        ahead[position] = (variables, left)
    return ahead


def _own(codes: Int[Tensor, " V"], variables: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(codes[list(variables)].tolist())


def _merged(found: list[tuple[float, float, tuple[int, ...]]]) -> tuple[ActionSequence, ...]:
    """One answer for all orders of the same actions, the most probable first."""
    groups: dict[tuple[int, ...], list[tuple[float, float, tuple[int, ...]]]] = {}
    for one in found:
        groups.setdefault(tuple(sorted(one[2])), []).append(one)
    least = min(total for total, _, _ in found)
    # Orders of the same actions are one hypothesis: the best of them counts, not how many the beam has kept.
    weights = {key: math.exp(least - min(total for total, _, _ in group)) for key, group in groups.items()}
    whole = sum(weights.values())
    ranked = sorted(groups, key=lambda key: -weights[key])[:KEPT]
    best = [(min(groups[key]), weights[key] / whole) for key in ranked]
    return tuple(ActionSequence(actions, probability, fit) for (_, fit, actions), probability in best)


def reach(transition: Transition, before: Int[Tensor, " V"], actions: Sequence[int]) -> Int[Tensor, " V"]:
    """The most probable codes after some actions, one after the other."""
    codes = before[None]
    for action in actions:
        codes = transition.predict(codes, torch.tensor([action], device=before.device), None)
    return codes[0]
