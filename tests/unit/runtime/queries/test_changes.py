import pytest

from causalvq.errors import QueryError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.queries.changes import changes_of, one_change


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
