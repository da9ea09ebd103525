"""Graphs learned from codes that were drawn from known mechanisms."""

from pathlib import Path

import numpy as np
import pytest

from causalvq.compiler import compile_spec
from causalvq.data.procedural.pendulum import EDGES, SIZES, Pendulum, observe
from causalvq.dsl import load
from causalvq.runtime.slots.graph_learning import assemble, edge_gain, effect_shares, learn_graph, topological_order


def interventions(mechanisms, count=6000, variables=4, states=4, seed=0, flicker=0.0):
    """Pairs of codes: one variable is set at random, the others follow their mechanisms in index order."""
    generator = np.random.default_rng(seed)
    x = generator.integers(0, states, (count, variables))
    for child, function in mechanisms.items():
        x[:, child] = function(x, x[:, child]) % states
    y = x.copy()
    chosen = generator.integers(0, variables, count)
    targets = chosen[:, None] == np.arange(variables)
    y[targets] = generator.integers(0, states, count)
    for child, function in mechanisms.items():
        follows = ~targets[:, child] & (y != x)[:, :child].any(1)
        y[follows, child] = (function(y, x[:, child]) % states)[follows]
    noisy = (generator.random(y.shape) < flicker) & ~targets
    y[noisy] = generator.integers(0, states, int(noisy.sum()))
    return x, y, targets


CHAIN = {1: lambda c, _: c[:, 0], 2: lambda c, _: c[:, 1] + 1}
COLLIDER = {2: lambda c, _: c[:, 0] + 2 * c[:, 1]}


def learned(x, y, targets, prior=-3.0):
    count = x.shape[1]
    shares = effect_shares(x, y, targets)
    odds = np.full((count, count), -np.inf)
    for effect in range(count):
        causes = [cause for cause in range(count) if shares[cause, effect] > 0.05]
        for cause in causes:
            others = [other for other in causes if other != cause]
            odds[cause, effect] = prior + edge_gain(x, y, targets, cause, effect, others)
    return {(int(i), int(j)) for i, j in np.argwhere(assemble(np.zeros_like(odds, bool), odds, acyclic=True))}


@pytest.mark.parametrize("flicker", [0.0, 0.03])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_chain_is_found_without_its_shortcut(seed, flicker):
    assert learned(*interventions(CHAIN, seed=seed, flicker=flicker)) == {(0, 1), (1, 2)}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_both_causes_of_a_collider_are_found(seed):
    assert learned(*interventions(COLLIDER, seed=seed)) == {(0, 2), (1, 2)}


@pytest.mark.parametrize("flicker", [0.0, 0.05])
def test_codes_that_only_flicker_have_no_edges(flicker):
    assert learned(*interventions({}, flicker=flicker)) == set()


def test_assemble_keeps_what_is_required_and_closes_no_cycle():
    required = np.zeros((3, 3), dtype=bool)
    required[0, 1] = True
    odds = np.full((3, 3), -np.inf)
    odds[1, 0], odds[1, 2], odds[2, 0], odds[0, 2] = 9.0, 5.0, 4.0, -1.0

    adjacency = assemble(required, odds, acyclic=True)

    assert np.argwhere(adjacency).tolist() == [[0, 1], [1, 2]]
    assert assemble(required, odds, acyclic=False)[1, 0]


def test_topological_order_puts_causes_first_and_survives_a_cycle():
    adjacency = np.zeros((4, 4), dtype=bool)
    adjacency[3, 1] = adjacency[1, 0] = True
    assert [v for v in topological_order(adjacency) if v != 2] == [3, 1, 0]

    adjacency[0, 3] = True
    assert sorted(topological_order(adjacency)) == [0, 1, 2, 3]


def swung(seed, flicker=0.02, count=4000):
    """Pairs of labels of the pendulum, one value set in each; some codes are mistaken for a neighbour."""
    generator = np.random.default_rng(seed)
    x = observe(count, seed)
    factor = generator.integers(0, 4, count)
    y = np.stack([Pendulum().do(x, one, generator.integers(0, SIZES[one], count)) for one in range(4)])
    y = y[factor, np.arange(count)]
    for codes in (x, y):
        mistaken = generator.random(codes.shape) < flicker
        codes[mistaken] = np.maximum(codes[mistaken] - 1, 0)
    return x, y, factor[:, None] == np.arange(4)


@pytest.fixture(scope="module")
def pendulum():
    """Compiles the example with values set as `--set` does."""
    example = Path(__file__).parents[4] / "examples" / "02_pendulum.yaml"
    return lambda *overrides: compile_spec(load(example, overrides))


def found(plan, seed):
    adjacency = learn_graph(plan, *swung(seed)).adjacency
    names = [variable.name for variable in plan.variables]
    return {(names[cause], names[effect]) for cause, effect in np.argwhere(adjacency)}


@pytest.mark.parametrize("seed", range(5))
def test_the_graph_of_the_pendulum_is_found_without_knowledge(pendulum, seed):
    assert found(pendulum(), seed) == set(EDGES)


@pytest.mark.parametrize("seed", range(5))
def test_knowledge_is_obeyed_even_where_it_is_wrong(pendulum, seed):
    graph = found(pendulum("graph.forbidden=[[lamp, shadow_length]]", "graph.required=[[shadow_position, lamp]]"), seed)

    assert ("lamp", "shadow_length") not in graph
    assert ("shadow_position", "lamp") in graph
    assert ("lamp", "shadow_position") not in graph  # it would close a cycle
