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
