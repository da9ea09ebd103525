"""Laws of queries, on mechanisms that lead from states to states at random and on tables of what states stand for."""

import tempfile
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalvq.compiler import compile_spec
from causalvq.dsl import load
from causalvq.errors import QueryError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.sequence_search import reach, search
from causalvq.runtime.estimation.value_tables import ValueTable
from causalvq.runtime.queries.changes import carry_out, sequences_of
from causalvq.runtime.slots.action_table import ActionTable
from causalvq.runtime.slots.slot_transition import SlotTransition

SPEC = """\
apiVersion: causalvq/v1
name: laws
data: {source: critters, image: {size: 16}, factors: [x_position, mouth]}
variables: {count: 5}
codebook: {size: 4, dim: 2}
"""
VARIABLES, STATES, IMAGES, SEEN = 5, 4, 12, 50
few = settings(max_examples=25)
seeds = st.integers(0, 2**32)
kinds = pytest.mark.parametrize("kind", ["step", "set"])


@cache
def naming(kind, targets=2, noise="none"):
    """Two factors; each owns so many variables, and no factor the others."""
    said = f"interventions={{actions: {kind}, sparsity: {{max_targets: {targets}}}, noise: {noise}}}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "laws.yaml")
        path.write_text(SPEC)
        return Naming(compile_spec(load(path, (said,))), ((),) * VARIABLES)


def drawn(seed):
    return torch.Generator().manual_seed(seed)


def images(seed):
    return torch.randint(0, STATES, (IMAGES, VARIABLES), generator=drawn(seed))


def moving(names, seed, *, graph=True):
    """Mechanisms that lead from each state to one other at random, and a graph without cycles."""
    chance = drawn(seed)
    transition = SlotTransition(names.plan, ActionTable(names.plan))
    for action in range(len(names.plan.actions)):
        for variable in transition.targets[action].nonzero().flatten().tolist():
            goes = torch.randint(0, STATES, (STATES,), generator=chance)
            if names.plan.actions[action].kind == "set":
                goes[:] = goes[0]
            transition.effects[action, variable, torch.arange(STATES), goes] = SEEN
    if graph:
        order = torch.randperm(VARIABLES, generator=chance)
        edges = torch.rand(VARIABLES, VARIABLES, generator=chance) < 0.4
        transition.adjacency.copy_(edges & (order[:, None] < order[None, :]))
        for child in transition.adjacency.any(0).nonzero().flatten().tolist():
            parents = transition.adjacency[:, child].nonzero().flatten().tolist()
            x, y = torch.randint(0, STATES, (2, 200, VARIABLES), generator=chance)
            transition.responses[str(child)] = transition._table(child, parents)
            transition.responses[str(child)].fit(x, y)
    return transition


def tables(names, seed, orders=None):
    """Each group of a factor's states stands for a value, at random; `orders` renames states."""
    found = []
    for position, factor in enumerate(names.plan.data.factors):
        variables = names.plan.targets[position]
        codes = torch.tensor(list(product(range(STATES), repeat=len(variables))))
        values = torch.randint(0, factor.size, (len(codes),), generator=drawn(seed + position))
        counts = SEEN * torch.nn.functional.one_hot(values, factor.size)
        if orders is not None:
            codes = orders[list(variables)][torch.arange(len(variables)), codes]
        found.append(ValueTable(variables, codes, counts))
    return tuple(found)


def done(names, transition, values, codes, changes, seed=None):
    """Which images it could be done to, and the codes afterwards."""
    try:
        sequences = sequences_of(changes, codes, transition, values, names)
    except QueryError:
        return torch.zeros(len(codes), dtype=torch.bool), codes
    after, _ = carry_out(codes, changes, sequences, transition, names, seed)
    return torch.tensor([walks is not None for walks in sequences]), after


def some_changes(names, seed):
    """Values of both factors, or one value and a step or two."""
    sizes = [factor.size for factor in names.plan.data.factors]
    chance = drawn(seed)
    made = [Change(f, value=int(torch.randint(0, size, (), generator=chance))) for f, size in enumerate(sizes)]
    if seed % 2:
        actions = [index for index, _ in names.actions_on(1)]
        made[1] = Change(1, (actions[int(torch.randint(0, len(actions), (), generator=chance))],) * (1 + seed % 3))
    return tuple(made)


@kinds
@few
@given(seed=seeds)
def test_do_twice_is_do_once(kind, seed):
    names = naming(kind)
    transition, values = moving(names, seed), tables(names, seed)
    changes = (Change(seed % 2, value=0),)
    could, once = done(names, transition, values, images(seed), changes)
    again, twice = done(names, transition, values, once[could], changes) if could.any() else (could, once[could])

    assert torch.equal(twice, once[could])
    assert again.all() or not could.any()
    if kind == "step":
        assert (values[seed % 2].values(once[could]) == 0).all()


@few
@given(seed=seeds)
def test_up_then_down_returns_but_at_the_end(seed):
    names = naming("step", 1)
    transition, order = moving(names, seed, graph=False), torch.randperm(STATES, generator=drawn(seed))
    up, down = (names.steps(0, direction) for direction in (1, -1))
    (variable,) = names.plan.targets[0]
    transition.effects.zero_()
    transition.effects[up, variable, order[:-1], order[1:]] = SEEN
    transition.effects[down, variable, order[1:], order[:-1]] = SEEN
    codes = images(seed)
    _, after = done(names, transition, (None, None), codes, (Change(0, (up,)),))
    _, back = done(names, transition, (None, None), after, (Change(0, (down,)),))

    at_the_end = codes[:, variable] == order[-1]
    assert torch.equal(back[~at_the_end], codes[~at_the_end])
    assert torch.equal(after[at_the_end], codes[at_the_end])


@kinds
@few
@given(seed=seeds)
def test_what_is_not_reached_keeps_its_codes(kind, seed):
    names, codes = naming(kind), images(seed)
    transition = moving(names, seed)
    changes = some_changes(names, seed)
    could, after = done(names, transition, tables(names, seed), codes, changes)

    reached = torch.zeros(VARIABLES, dtype=torch.bool)
    for change in changes:
        reached[list(names.plan.targets[change.factor])] = True
    for _ in range(VARIABLES):
        reached |= (reached.float() @ transition.adjacency.float()) > 0
    assert torch.equal(after[:, ~reached], codes[:, ~reached])
    assert torch.equal(after[~could], codes[~could])


@kinds
@pytest.mark.parametrize("noise", ["none", "exogenous", "endogenous"])
@few
@given(seed=seeds)
def test_the_counterfactual_of_an_action_is_what_is_predicted_of_it(kind, noise, seed):
    names, codes = naming(kind, noise=noise), images(seed)
    transition, action = moving(names, seed), seed % len(naming(kind).plan.actions)
    change = Change(names.plan.actions[action].factor, (action,))
    _, after = done(names, transition, (None, None), codes, (change,))

    assert torch.equal(after, transition.predict(codes, torch.full((IMAGES,), action), None))


@kinds
@few
@given(seed=seeds)
def test_an_answer_does_not_depend_on_the_other_images(kind, seed):
    names, codes = naming(kind), images(seed)
    transition, values, changes = moving(names, seed), tables(names, seed), some_changes(names, seed)
    could, after = done(names, transition, values, codes, changes)
    alone = [done(names, transition, values, codes[row : row + 1], changes) for row in range(IMAGES)]

    assert torch.equal(torch.cat([one for one, _ in alone]), could)
    assert torch.equal(torch.cat([one for _, one in alone]), after)


@kinds
@few
@given(seed=seeds)
def test_relabelling_states_changes_no_answer_in_values(kind, seed):
    names, codes = naming(kind), images(seed)
    transition, changes, chance = moving(names, seed, graph=False), some_changes(names, seed), drawn(seed + 1)
    orders = torch.stack([torch.randperm(STATES, generator=chance) for _ in range(VARIABLES)])
    renamed, variables = moving(names, seed, graph=False), torch.arange(VARIABLES)
    for variable, order in enumerate(orders):
        renamed.effects[:, variable, order[:, None], order[None, :]] = transition.effects[:, variable]
    own, other = tables(names, seed), tables(names, seed, orders)
    could, after = done(names, transition, own, codes, changes)
    could_too, after_too = done(names, renamed, other, orders[variables, codes], changes)

    assert torch.equal(could, could_too)
    assert torch.equal(after_too, orders[variables, after])
    for one, two in zip(own, other, strict=True):
        assert torch.equal(one.values(after), two.values(after_too))
        torch.testing.assert_close(one.probabilities(after), two.probabilities(after_too))


@few
@given(seed=seeds)
def test_shares_of_values_add_up(seed):
    names = naming("step")
    for table in tables(names, seed):
        few_codes = ValueTable(table.variables, table.codes[::2], table.counts[::2])
        torch.testing.assert_close(
            few_codes.probabilities(images(seed)).sum(1), torch.ones(IMAGES, dtype=torch.float64)
        )


def weights(transition, before, after, first, most, actions):
    """The weight of each set of actions, by trying every sequence: the best of its orders."""
    found = {}
    for length in range(1, most + 1):
        for sequence in product(range(actions), repeat=length):
            state, spent = before[None], 0.0
            for action in sequence[:-1]:
                state, chance = transition.predicted(state, torch.tensor([action]), None)
                spent += float(chance)
            fits = transition.log_likelihoods(state, after[None]).double()[0]
            fits = fits.logsumexp(0) + first if length == 1 else fits
            weight = spent + float(fits[sequence[-1]]) - length * torch.tensor(float(actions)).log().item()
            found[tuple(sorted(sequence))] = max(weight, found.get(tuple(sorted(sequence)), -torch.inf))
    return found


@kinds
@pytest.mark.parametrize("graph", [False, True])
@settings(max_examples=12)
@given(seed=seeds)
def test_the_search_finds_what_trying_everything_finds(kind, graph, seed):
    names = naming(kind, 1)
    plan, actions = names.plan, len(names.plan.actions)
    transition, (before, *_) = moving(names, seed, graph=graph), images(seed)
    truth = torch.randint(0, actions, (2,), generator=drawn(seed)).tolist()
    after = reach(transition, before, truth)
    first = transition.log_likelihoods(before[None], after[None]).double().log_softmax(1)[0]
    found = search(plan, transition, before, after, first, 2)

    assert sum(one.probability for one in found) == pytest.approx(1)
    tried = weights(transition, before, after, first, 2, actions)
    best = max(tried.values())
    mine = tried[tuple(sorted(found[0].actions))]
    assert mine == pytest.approx(best, abs=1e-3)
    # No other, shorter or longer, is told as less probable than it is beside the best.
    for one in found:
        beside = torch.tensor(tried[tuple(sorted(one.actions))] - best).exp().item()
        assert one.probability / found[0].probability <= beside * 1.01 + 1e-9
    if not graph:  # effects may be drawn that are not the most probable ones; what actions set is as good as certain
        assert torch.equal(reach(transition, before, found[0].actions), after)
