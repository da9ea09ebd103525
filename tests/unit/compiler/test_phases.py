import pytest

from causalvq.compiler.passes.phases import split


def steps(count):
    return {phase.name: phase.steps for phase in split(count)}


def test_shares():
    assert steps(4000) == {"warm-up": 1200, "joint": 1800, "anneal": 1000}


@pytest.mark.parametrize("count", [*range(1, 40), 4001, 10**8])
def test_phases_add_up_in_their_order(count):
    made = split(count)

    assert sum(phase.steps for phase in made) == count
    names = [phase.name for phase in made]
    assert names == (["warm-up", "joint", "anneal"] if count > 2 else ["warm-up", "joint"][-count:])


@pytest.mark.parametrize("count", range(9, 40))
def test_each_phase_has_three_steps_when_there_is_room(count):
    assert min(steps(count).values()) >= 3


GRID = "variables={count: 16, layout: grid}"


@pytest.mark.parametrize(
    ("overrides", "names"),
    [
        ((), ["warm-up", "joint", "anneal"]),
        ((GRID,), ["warm-up", "autoencoder", "anneal", "causal"]),
        ((GRID, "train.stages=joint"), ["warm-up", "joint", "anneal"]),
        ((GRID, "graph.prior={kind: fixed}", "interventions.sparsity.max_targets=16"), ["warm-up", "joint", "anneal"]),
        ((GRID, "data.pairs=none"), ["warm-up", "joint", "anneal"]),
    ],
)
def test_a_causal_layer_has_a_phase_of_its_own_in_two_stages(plan, overrides, names):
    assert [phase.name for phase in plan(*overrides).train.phases] == names


def test_the_share_of_the_causal_phase(plan):
    made = plan(GRID, "train.steps=1000", "train.causal_share=0.3").train.phases

    assert made[-1].steps == 300
    assert sum(phase.steps for phase in made) == 1000


def test_two_steps_are_one_of_each_stage(plan):
    assert [phase.steps for phase in plan(GRID, "train.steps=2").train.phases] == [1, 1]
