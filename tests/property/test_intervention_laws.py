"""Laws of interventions, on mechanisms estimated from any pairs and any graph."""

import tempfile
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from causalvq.compiler import compile_spec
from causalvq.dsl import load
from causalvq.runtime.slots.action_table import ActionTable
from causalvq.runtime.slots.slot_transition import SlotTransition

SPEC = """\
apiVersion: causalvq/v1
name: laws
data: {source: critters, image: {size: 16}, factors: [x_position, mouth]}
variables: {count: 5}
codebook: {size: 4, dim: 2}
"""
VARIABLES, STATES, PAIRS = 5, 4, 200
seeds = st.integers(0, 2**32)
kinds = pytest.mark.parametrize("kind", ["step", "set"])


@cache
def plan(kind):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "laws.yaml")
        path.write_text(SPEC)
        return compile_spec(load(path, (f"interventions={{actions: {kind}, sparsity: {{max_targets: 2}}}}",)))


def unfitted(kind):
    return SlotTransition(plan(kind), ActionTable(plan(kind)))


def pairs(kind, seed):
    """Codes before and after, an action for each, and a graph without cycles."""
    chance = torch.Generator().manual_seed(seed)
    x, y = torch.randint(0, STATES, (2, PAIRS, VARIABLES), generator=chance)
    y = torch.where(torch.rand(x.shape, generator=chance) < 0.5, x, y)
    action = torch.randint(0, len(plan(kind).actions), (PAIRS,), generator=chance)
    order = torch.randperm(VARIABLES, generator=chance)
    edges = torch.rand(VARIABLES, VARIABLES, generator=chance) < 0.4
    return x, y, action, edges & (order[:, None] < order[None, :])


def fitted(kind, x, y, action, adjacency):
    transition = unfitted(kind)
    transition.fit(x, y, action, adjacency, adjacency.float())
    return transition


@kinds
@given(seed=seeds)
def test_what_the_targets_do_not_reach_does_not_change(kind, seed):
    x, y, action, adjacency = pairs(kind, seed)
    transition = fitted(kind, x, y, action, adjacency)
    reached = transition.targets[action]
    for _ in range(VARIABLES):
        reached = reached | ((reached.float() @ adjacency.float()) > 0)

    assert torch.equal(transition.predict(x, action)[~reached], x[~reached])


@kinds
@given(seed=seeds)
def test_an_action_sets_at_least_one_variable_and_none_that_it_may_not(kind, seed):
    transition = fitted(kind, *pairs(kind, seed))

    assert transition.targets.any(1).all()
    assert not (transition.targets & ~transition.actions.targets).any()


@given(seed=seeds)
def test_do_twice_is_do_once(seed):
    x, y, action, adjacency = pairs("set", seed)
    transition = fitted("set", x, y, action, adjacency)
    once = transition.predict(x, action)

    assert torch.equal(transition.predict(once, action), once)


@given(seed=seeds)
def test_do_forgets_the_value_before_once_it_was_seen_to_act(seed):
    x, y, action, _ = pairs("set", seed)
    transition = fitted("set", x, y, action, torch.zeros(VARIABLES, VARIABLES, dtype=torch.bool))
    transition.effects[..., 3] += 1000
    other = x.where(~transition.targets[action], torch.zeros_like(x))

    assert torch.equal(transition.predict(x, action), transition.predict(other, action))


@kinds
@given(seed=seeds)
def test_an_action_that_was_never_seen_does_nothing(kind, seed):
    x, _, action, _ = pairs(kind, seed)

    assert torch.equal(unfitted(kind).predict(x, action), x)


@kinds
@given(seed=seeds)
def test_the_chances_of_all_that_can_follow_add_up(kind, seed):
    x, y, action, adjacency = pairs(kind, seed)
    transition = fitted(kind, x, y, action, adjacency)
    every = torch.tensor(list(product(range(STATES), repeat=VARIABLES)))
    likelihoods = transition.log_likelihoods(x[:1].expand_as(every), every)

    torch.testing.assert_close(likelihoods.exp().sum(0), torch.ones(len(plan(kind).actions)), rtol=1e-4, atol=1e-4)


@kinds
@given(seed=seeds)
def test_relabelling_codes_changes_no_likelihood(kind, seed):
    x, y, action, adjacency = pairs(kind, seed)
    chance = torch.Generator().manual_seed(seed)
    orders = torch.stack([torch.randperm(STATES, generator=chance) for _ in range(VARIABLES)])  # [V, S]
    variables = torch.arange(VARIABLES)
    renamed = fitted(kind, orders[variables, x], orders[variables, y], action, adjacency)

    ours = fitted(kind, x, y, action, adjacency).log_likelihoods(x, y)
    torch.testing.assert_close(renamed.log_likelihoods(orders[variables, x], orders[variables, y]), ours)


@kinds
@given(seed=seeds)
def test_retrieval_weighs_the_same_chances_as_prediction(kind, seed):
    x, y, action, _ = pairs(kind, seed)
    transition = fitted(kind, x, y, action, torch.zeros(VARIABLES, VARIABLES, dtype=torch.bool))
    after, chance = transition.predicted(x, action)

    smoothed = transition.stays + 0.01 + torch.eye(STATES)
    stayed = (smoothed / smoothed.sum(-1, keepdim=True)).log()[torch.arange(VARIABLES), x, x]
    one = chance + (stayed * ~transition.targets[action]).sum(1)
    torch.testing.assert_close(transition.log_likelihoods(x, after).gather(1, action[:, None]).squeeze(1), one)
