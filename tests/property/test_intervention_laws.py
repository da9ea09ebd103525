"""Laws of interventions, on tables of any counts."""

import tempfile
from functools import cache
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from causalvq.compiler import compile_spec
from causalvq.dsl import load
from causalvq.runtime.actions import ActionTable
from causalvq.runtime.transition import SlotTransition

SPEC = """\
apiVersion: causalvq/v1
name: laws
data: {source: pendulum, image: {size: 16}}
variables: {count: 6}
codebook: {size: 8, dim: 2}
"""
STATES = 8
seeds = st.integers(0, 2**32)
kinds = pytest.mark.parametrize("kind", ["step", "set"])


@cache
def plan(kind):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "laws.yaml")
        path.write_text(SPEC)
        return compile_spec(load(path, (f"interventions={{actions: {kind}, sparsity: {{max_targets: 2}}}}",)))


def drawn(kind, seed, sparsity=0.7):
    """A transition with tables of any counts, codes, and an action for each."""
    made, chance = plan(kind), torch.Generator().manual_seed(seed)
    transition = SlotTransition(made, ActionTable(made))
    for table in (transition.effects, transition.stays):
        table.copy_(torch.randint(0, 4, table.shape, generator=chance))
        table[torch.rand(table.shape, generator=chance) < sparsity] = 0
    codes = torch.randint(0, STATES, (20, len(made.variables)), generator=chance)
    return transition, codes, torch.randint(0, len(made.actions), (20,), generator=chance)


@kinds
@given(seed=seeds)
def test_what_is_no_target_does_not_change(kind, seed):
    transition, codes, action = drawn(kind, seed)
    targets = transition.actions.targets[action]

    assert torch.equal(transition.predict(codes, action)[~targets], codes[~targets])
    assert (targets.sum(1) <= 2).all()


@given(seed=seeds)
def test_do_twice_is_do_once(seed):
    transition, codes, action = drawn("set", seed)
    once = transition.predict(codes, action)

    assert torch.equal(transition.predict(once, action), once)


@given(seed=seeds)
def test_do_forgets_the_value_before_once_it_was_seen_to_act(seed):
    transition, codes, action = drawn("set", seed)
    transition.effects[..., 3] += 1000
    other = codes.where(~transition.actions.targets[action], torch.zeros_like(codes))

    assert torch.equal(transition.predict(codes, action), transition.predict(other, action))


@kinds
@given(seed=seeds)
def test_an_action_that_was_never_seen_does_nothing(kind, seed):
    transition, codes, action = drawn(kind, seed, sparsity=1.0)

    assert torch.equal(transition.predict(codes, action), codes)


@kinds
@given(seed=seeds)
def test_retrieval_weighs_the_same_chances_as_prediction(kind, seed):
    transition, codes, action = drawn(kind, seed)
    after, chance = transition.predicted(codes, action)
    likelihoods = transition.log_likelihoods(codes, after)

    variables = torch.arange(codes.shape[1])
    smoothed = transition.stays + 0.01 + torch.eye(STATES)
    stayed = (smoothed / smoothed.sum(-1, keepdim=True)).log()[variables, codes, codes]
    one = chance + (stayed * ~transition.targets[action]).sum(1)
    torch.testing.assert_close(likelihoods.gather(1, action[:, None]).squeeze(1), one)
    torch.testing.assert_close(likelihoods.softmax(1).sum(1), torch.ones(20))


@kinds
@given(seed=seeds)
def test_relabelling_codes_changes_no_likelihood(kind, seed):
    transition, codes, action = drawn(kind, seed)
    chance = torch.Generator().manual_seed(seed)
    orders = torch.stack([torch.randperm(STATES, generator=chance) for _ in range(codes.shape[1])])  # [V, S]
    renamed = SlotTransition(plan(kind), transition.actions)
    variables = torch.arange(codes.shape[1])
    rows, columns = orders[:, :, None], orders[:, None, :]
    renamed.stays[variables[:, None, None], rows, columns] = transition.stays
    renamed.effects[:, variables[:, None, None], rows, columns] = transition.effects
    after = codes.flip(0)

    ours = transition.log_likelihoods(codes, after)
    theirs = renamed.log_likelihoods(orders[variables, codes], orders[variables, after])
    torch.testing.assert_close(theirs, ours)
    chance = renamed.predicted(orders[variables, codes], action)[1]
    torch.testing.assert_close(chance, transition.predicted(codes, action)[1])
