import pytest
import torch

from causalvq.errors import QueryError
from causalvq.runtime.answers.naming import MOST_LISTED, Naming, listed


@pytest.fixture
def naming(plan):
    return lambda *overrides: Naming(plan(*overrides), ())


def test_factors_values_and_variables_are_found_by_name_or_index(naming):
    names = naming()

    assert (names.factor("shade"), names.factor(1), names.factor("1")) == (1, 1, 1)
    assert (names.value(0, "right"), names.value(0, 2), names.value(1, "2")) == (2, 2, 2)
    assert (names.variable("ground"), names.variable("2")) == (2, 2)


def test_actions_are_found_by_what_they_do_or_by_name(naming):
    steps, sets = naming(), naming("interventions.actions=set")

    assert steps.name(steps.action("shade", step=-1)) == "shade-1"
    assert steps.steps(0, 1) == steps.named("place+1")
    assert sets.name(sets.action("place", value="far right")) == "place=far right"
    assert sets.action("place", value=3) == sets.named("place=far right")
    assert steps.offered(0) == ("place+1", "place-1")
    assert (steps.sets(0), sets.sets(0)) == (False, True)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda names: names.factor("shad"), r"CVQ501 there is no factor 'shad'.*did you mean shade"),
        (lambda names: names.factor(3), r"CVQ501 there is no factor '3'; expected: 0 place, 1 shade, 2 ground"),
        (lambda names: names.value(0, "lefft"), r"CVQ502 place has no value 'lefft'.*did you mean left"),
        (lambda names: names.variable("x"), r"CVQ501 there is no variable 'x'; expected: place, shade, ground"),
        (lambda names: names.action("place", value="left"), r"CVQ502 .*expected: place\+1, place-1; got: value left"),
        (lambda names: names.named("place+2"), r"CVQ502 there is no action 'place\+2'"),
        (lambda names: names.codes(torch.zeros(2, 3)), r"CVQ513 .*got: \[2, 3\] of float32"),
        (lambda names: names.codes(torch.tensor([[0, 6, 0]])), r"CVQ513 .*got: 6 for shade in row 0"),
    ],
)
def test_what_the_run_does_not_have_is_told_with_what_it_has(naming, ask, message):
    with pytest.raises(QueryError, match=message):
        ask(naming())


def test_codes_of_the_model_come_back_as_int64(naming):
    assert naming().codes(torch.tensor([[5, 0, 1]], dtype=torch.int32)).dtype == torch.int64


def test_many_names_are_cut():
    assert listed(["a", "b"]) == "a, b"
    assert listed(["a"] * (MOST_LISTED + 1)).endswith("a, ...")


def valued(plan, *values):
    """The tiny run, if the values of place were these."""
    data = plan().data
    factors = (data.factors[0].model_copy(update={"values": values, "size": len(values)}), *data.factors[1:])
    return Naming(plan().model_copy(update={"data": data.model_copy(update={"factors": factors})}), ())


@pytest.mark.parametrize(
    ("values", "named", "position"),
    [
        (("0.5", "1.0", "1.5"), "1", 1),  # a number before an index
        (("0.5", "1.0", "1.5"), "0.50", 0),
        (("0.5", "1.0", "1.5"), 1.5, 2),
        (("0.5", "1.0", "1.5"), 0, 0),
        (("0.5", "1.0", "1.5"), "2", 2),  # no value is 2: the index
        (("2", "1", "0"), "0", 2),  # a name before an index
        (("2", "1", "0"), 0, 0),  # an int is an index
        (("1e3", "-0.0"), "1000", 0),
        (("1", "1.0"), "1.0", 1),
        (("1", "1.0"), "1.00", None),  # which of the two?
        (("a", "b"), "nan", None),
        (("a", "b"), -1, None),
        (("a", "b"), True, None),
        (("a", "b"), "9" * 5000, None),
        (("a", "b"), "²", None),
        ((), "0", None),
    ],
)
def test_a_value_by_name_by_number_or_by_index(plan, values, named, position):
    names = valued(plan, *values)

    if position is not None:
        assert names.value(0, named) == position
    else:
        with pytest.raises(QueryError, match="CVQ502 place has no value"):
            names.value(0, named)


def test_actions_that_set_values_are_found_by_number_too(plan):
    made = plan("interventions.actions=set")

    assert Naming(made, ()).name(Naming(made, ()).action("shade", value="1.0")) == "shade=1"
    assert [index for index, _ in Naming(made, ()).actions_on(1)] == [4, 5, 6]
