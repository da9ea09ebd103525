import pytest

from causalvq.data.facts import FactorFacts
from causalvq.data.pairs.meaning import Actions, Meaning
from causalvq.errors import DataError

WORDS = ["push", "dye", "pull", "bleach", "turn"]


MEANING = Meaning(opposites=(("pull", "push"), ("turn", "turn")), alternatives=(("bleach", "dye"),))


def test_words_are_grouped_in_the_order_in_which_the_first_of_each_group_is_met():
    assert list(MEANING.grouped(WORDS)) == [("pull", "push"), ("bleach", "dye"), ("turn", "turn")]
    assert list(Meaning().grouped(WORDS)) == [(word,) for word in WORDS]


def test_alternatives_are_values_of_a_factor_and_steps_have_none_that_are_known():
    assert MEANING.factors(WORDS) == (
        FactorFacts("pull / push", 0, (), words=("pull", "push")),
        FactorFacts("bleach | dye", 2, ("bleach", "dye"), words=("bleach", "dye")),
        FactorFacts("turn", 0, (), words=("turn", "turn")),
    )


def test_names_of_factors_are_such_as_a_spec_can_say_and_occur_once():
    names = [factor.name for factor in Meaning().factors(["a.b", "a=b", "x" * 80, "x" * 81])]

    assert names == ["a_b", "a_b_2", "x" * 64, "x" * 62 + "_2"]


@pytest.mark.parametrize(
    ("meaning", "message"),
    [
        (Meaning(opposites=(("push", "pul"),)), "no pair has the action 'pul'.*did you mean pull"),
        (Meaning(opposites=(("push", "dye"),), alternatives=(("dye",),)), "'dye' is named twice"),
        (Meaning(opposites=(("push", "pull"), ("turn", "pull"))), "'pull' is named twice"),
    ],
)
def test_words_that_are_not_there_or_named_twice_are_told(meaning, message):
    with pytest.raises(DataError, match=f"CVQ316 .*{message}"):
        meaning.factors(WORDS)


COLOURS = FactorFacts("colour", 3, ("red", "green", "blue"), declared="none")


@pytest.mark.parametrize(
    ("actions", "factor", "kind"),
    [
        (Actions(), COLOURS, "set"),
        (Actions(), FactorFacts("size", 3, ("1", "2", "3")), "step"),
        (Actions("step"), COLOURS, "step"),
        (Actions("step", {"colour": "set"}), COLOURS, "set"),
        (Actions("set"), FactorFacts("push", 0, (), words=("push",)), "step"),
        (Actions("step"), FactorFacts("dye", 2, ("dye", "bleach"), words=("dye", "bleach")), "set"),
    ],
)
def test_what_words_say_counts_most_then_what_is_said_of_the_factor_then_of_all(actions, factor, kind):
    assert actions.kind(factor) == kind
