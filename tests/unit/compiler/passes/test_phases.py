import pytest

from causalvq.compiler.passes.phases import split
from causalvq.errors import CompileError, SpecError


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


AUTO = "train.steps=auto"


def test_a_plateau_ends_the_joint_phase_between_a_floor_and_a_ceiling(plan):
    made = plan(AUTO).train

    assert (made.floor, made.steps) == (1500, 4000)
    assert {phase.name: phase.steps for phase in made.phases} == {"warm-up": 300, "joint": 2950, "anneal": 750}


def test_a_number_means_that_number_and_is_written_as_before(plan):
    made = plan("train.steps=700")

    assert (made.train.floor, made.train.least) == (None, 700)
    assert "floor" not in made.model_dump()["train"]
    assert plan(AUTO).model_dump()["train"]["floor"] == 1500


def test_early_stop_ends_phases_its_own_way(draft):
    found = draft(AUTO, "train.early_stop={patience: 3}")

    assert (found.train.steps, found.train.floor, found.train.early_stop) == (2000, None, 3)
    assert [warning.message for warning in found.warnings] == ["train.steps has no effect here"]


@pytest.mark.parametrize("data", ["data.pairs=none", "data.split={train: 0.8, validation: 0, test: 0.2}"])
def test_by_default_steps_are_a_number_where_no_held_out_pair_could_tell_a_plateau(draft, data):
    found = draft(data)

    assert (found.train.steps, found.train.floor) == (2000, None)
    assert not any("train.steps" in warning.message for warning in found.warnings)


def test_it_needs_validation_pairs(draft):
    with pytest.raises(CompileError, match=r"CVQ263 .*train\.steps could tell a plateau"):
        draft(AUTO, "data.split={train: 0.8, validation: 0, test: 0.2}")


@pytest.mark.parametrize("value", ["Auto", "automatic", "0", "-1", "2.5", "null", "[auto]"])
def test_what_is_neither_auto_nor_a_number(draft, value):
    with pytest.raises(SpecError, match=r"train\.steps"):
        draft(f"train.steps={value}")


def test_a_shift_that_moves_an_image_out_of_itself_is_refused(plan):
    with pytest.raises(CompileError, match=r"CVQ281.*at most 8 pixels, a quarter"):
        plan("train.augment={shift: 9}")
    assert plan("train.augment={shift: 8}").train.augment.shift == 8


def test_a_baseline_trains_all_steps_of_the_ceiling_in_one_phase(plan):
    made, causal = plan("model.kind=beta_vae").train, plan().train

    assert made.steps == causal.steps
    assert causal.floor is not None
    assert made.floor is None
    assert [phase.name for phase in made.phases] == ["joint"]
    assert [phase.name for phase in plan("model.kind=vq_vae").train.phases] == ["warm-up", "joint", "anneal"]
    assert plan("model.kind=pixel_ridge", "train.steps=50").train.steps == 1
