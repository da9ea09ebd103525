import pytest
import torch

from causalvq.errors import QueryError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.queries.changes import FARTHEST, carry_out, changes_of, one_change, sequences_of

UP, DOWN = 0, 3  # the steps of place; those of shade and ground follow each


@pytest.fixture
def naming(plan):
    return lambda *overrides: Naming(plan(*overrides), ())


def actions(names, change):
    return change.factor, [names.name(action) for action in change.actions], change.value


@pytest.mark.parametrize(
    ("step", "value", "made"),
    [
        (2, None, (0, ["place+1", "place+1"], None)),
        (-1, None, (0, ["place-1"], None)),
        (None, "right", (0, [], 2)),
    ],
)
def test_a_change_is_so_many_steps_or_a_value_to_reach(naming, step, value, made):
    names = naming()

    assert actions(names, one_change(names, "place", step, value)) == made


@pytest.mark.parametrize(("step", "value"), [(None, None), (0, None), (1, "left")])
def test_a_change_is_said_in_one_way(naming, step, value):
    with pytest.raises(QueryError, match=r"CVQ502 the run has no such action on place"):
        one_change(naming(), "place", step, value)


def test_what_is_done_at_once_may_be_a_mapping_or_words(naming):
    names = naming()

    assert changes_of(names, {"place": "left", 1: 0}) == (Change(0, value=1), Change(1, value=0))
    told = changes_of(names, ["place+2", "shade=1", "ground-1"])
    assert [actions(names, change) for change in told] == [
        (0, ["place+1", "place+1"], None),
        (1, [], 1),
        (2, ["ground-1"], None),
    ]


@pytest.mark.parametrize(
    ("do", "message"),
    [
        (["place+1", "place=left"], "CVQ510 place is to be changed twice at once"),
        (["plac=left"], "CVQ501 there is no factor 'plac'.*did you mean place"),
        (["place+0"], r"CVQ502 there is no action 'place\+0'"),
        ({"place": "up"}, "CVQ502 place has no value 'up'"),
    ],
)
def test_what_cannot_be_done_is_told(naming, do, message):
    with pytest.raises(QueryError, match=message):
        changes_of(naming(), do)


def test_a_set_model_steps_nowhere(naming):
    with pytest.raises(QueryError, match="CVQ502"):
        one_change(naming("interventions.actions=set"), "place", 1, None)


def test_one_word_is_one_change(naming):
    assert changes_of(naming(), "place=left") == (Change(0, value=1),)


def test_a_factor_may_be_told_by_its_index(naming):
    assert changes_of(naming(), ["0=left", "1+1"]) == (Change(0, value=1), Change(1, (1,)))


def renamed(plan, names, values):
    """The tiny plan with other names of factors, and other values of the first."""
    data = plan.data
    factors = [factor.model_copy(update={"name": name}) for factor, name in zip(data.factors, names, strict=True)]
    factors[0] = factors[0].model_copy(update={"values": values})
    return Naming(plan.model_copy(update={"data": data.model_copy(update={"factors": tuple(factors)})}), ())


def test_names_may_hold_signs_and_digits(plan):
    names = renamed(plan(), ("size", "size=1", "size+1"), ("1=a", "-1", "+2", "2=0"))

    told = ["size=-1", "size=1=1", "size+1=2", "size+1", "size=1-1", "size=+2"]
    assert [changes_of(names, word)[0] for word in told] == [
        Change(0, value=1),
        Change(1, value=1),
        Change(2, value=2),
        Change(0, (UP,)),
        Change(1, (DOWN + 1,)),
        Change(0, value=2),
    ]
    # `size=1` has no value `a`, and `size` has a value `1=a`.
    assert changes_of(names, "size=1=a") == (Change(0, value=0),)
    with pytest.raises(QueryError, match="CVQ502 size=1 has no value 'b'"):
        changes_of(names, "size=1=b")


@pytest.mark.parametrize("step", [FARTHEST + 1, -(10**8)])
def test_steps_without_end_are_refused(naming, step):
    with pytest.raises(QueryError, match=r"CVQ502.*1,000 at most"):
        one_change(naming(), "place", step, None)
    with pytest.raises(QueryError, match=r"CVQ502.*1,000 at most"):
        changes_of(naming(), f"place{step:+d}")


def places(*states):
    return torch.tensor([[state, 0, 0] for state in states])


def test_a_value_is_reached_by_the_fewest_steps(stepping, tables, naming):
    found = sequences_of([Change(0, value=2)], places(0, 1, 2, 3), stepping.transition, tables, naming())

    assert found == [((UP, UP),), ((UP,),), ((),), ((DOWN,),)]


def test_a_cycle_is_gone_round_the_shorter_way(stepping, tables, naming):
    effects = stepping.transition.effects
    effects[UP, 0, 3, 0] = effects[DOWN, 0, 0, 3] = 10
    found = sequences_of([Change(0, value=3)], places(0, 1, 2), stepping.transition, tables, naming())

    assert found == [((DOWN,),), ((UP, UP),), ((UP,),)]  # from 1 both ways take two steps


def test_an_image_that_cannot_be_brought_to_a_value_is_told_from_the_others(stepping, tables, naming):
    codes, changes = places(5, 0), [Change(0, value=1), Change(1, (1,))]
    found = sequences_of(changes, codes, stepping.transition, tables, naming())
    after, chance = carry_out(codes, changes, found, stepping.transition, naming(), None)

    assert found == [None, ((UP,), (1,))]
    assert after.tolist() == [[5, 0, 0], [1, 1, 0]]
    assert chance[0] == 0


def test_a_value_that_no_image_can_be_brought_to(stepping, tables, naming):
    with pytest.raises(QueryError, match="CVQ511 no number of steps leads place to far right"):
        sequences_of([Change(1, value=0), Change(0, value=3)], places(5, 4), stepping.transition, tables, naming())


def test_values_that_are_not_known_cannot_be_aimed_at(stepping, naming):
    with pytest.raises(QueryError, match=r"CVQ511 the values of place are not known.*place\+1, place-1"):
        sequences_of([Change(0, value=1)], places(0), stepping.transition, (None, None, None), naming())


def test_a_factor_that_only_goes_up(stepping, tables, plan):
    one_way = Naming(plan().model_copy(update={"actions": plan().actions[:3]}), ())
    found = sequences_of([Change(0, value=2)], places(0, 3), stepping.transition, tables, one_way)

    assert found == [((UP, UP),), None]


def test_no_images_take_no_actions(stepping, tables, naming):
    assert (
        sequences_of([Change(0, value=1)], torch.zeros(0, 3, dtype=torch.int64), stepping.transition, tables, naming())
        == []
    )


def test_a_value_that_is_there_is_held_against_its_causes(shaded, tables, naming):
    codes = torch.tensor([[0, 0, 0], [0, 1, 0]])
    moved, held = (Change(0, (UP, UP)),), (Change(0, (UP, UP)), Change(1, value=0))

    def after(changes):
        found = sequences_of(changes, codes, shaded.transition, tables, naming())
        return carry_out(codes, changes, found, shaded.transition, naming(), None)[0].tolist()

    assert after(moved) == [[2, 2, 0], [2, 2, 0]]
    assert after(held) == [
        [2, 0, 0],
        [2, 0, 0],
    ]  # the first had shade 0 already: do(shade = 0) cuts it off all the same


def test_what_is_done_at_once_is_done_to_the_codes_before(shaded, tables, naming):
    changes = (Change(0, value=3), Change(1, value=1), Change(2, (2,)))
    codes = torch.tensor([[1, 1, 1], [3, 0, 2]])
    found = sequences_of(changes, codes, shaded.transition, tables, naming())
    after, chance = carry_out(codes, changes, found, shaded.transition, naming(), None)

    assert found == [((UP, UP), (), (2,)), ((), (1,), (2,))]
    assert after.tolist() == [[3, 1, 2], [3, 1, 2]]
    step, end = 10.01 / 11.06, 1.01 / 1.06  # ground of the second image is at its end, and stays
    torch.testing.assert_close(chance.exp(), torch.tensor([step**3, step * end]))
