import pytest

from causalvq.compiler.placement.action_kinds import facts_of, kinds_in, kinds_of, told


def test_what_a_spec_says_of_a_factor_counts_before_what_it_says_of_all(plan, document):
    factors = plan().data.factors[-2:]

    assert kinds_of(document("interventions.actions=set").spec, factors) == ("set", "set")
    assert kinds_of(document("interventions.actions={mouth: set}").spec, factors) == ("step", "set")


def test_kinds_are_read_from_the_actions_of_a_plan(plan):
    made = plan("interventions.actions={mouth: set}")

    assert kinds_in(made.actions, 7) == ("step",) * 6 + ("set",)
    assert kinds_in((), 2) == ("step", "step")


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ((), "14 of kind step"),
        (("interventions.actions={mouth: set}",), "12 of kind step and 3 of kind set"),
        (("data.pairs=none",), "none"),
    ],
)
def test_how_many_actions_there_are_of_which_kind(plan, overrides, words):
    assert told(plan(*overrides).actions, open_words=False) == words


def test_what_the_words_mean_is_not_known_yet_where_nobody_has_said_it(plan):
    assert told(plan().actions, open_words=True).startswith("14 in words of your own;")


def test_facts_of_a_factor_are_what_the_source_said(plan):
    factor = plan("data.cyclic=[mouth]").data.factors[-1]

    assert (facts_of(factor).order, facts_of(factor).values) == ("cyclic", ("smile", "ooh", "teeth"))
