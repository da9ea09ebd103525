import pytest

from causalvq.compiler.passes.actions import numbered_by
from causalvq.compiler.plan import FactorPlan


def factor(name, size=2, words=(), values=None):
    named = tuple(map(str, range(size))) if values is None else values
    return FactorPlan(name=name, column=0, size=size, values=named, cyclic=False, words=words)


def names(factors, kinds):
    return [(action.name, action.factor, action.direction, action.value) for action in numbered_by(factors, kinds)]


def test_all_ups_come_before_all_downs():
    assert names([factor("hue"), factor("size")], ["step", "step"]) == [
        ("hue+1", 0, 1, None),
        ("size+1", 1, 1, None),
        ("hue-1", 0, -1, None),
        ("size-1", 1, -1, None),
    ]


def test_values_are_set_factor_by_factor_after_all_steps():
    assert names([factor("hue", values=("red", "blue")), factor("size")], ["set", "step"]) == [
        ("size+1", 1, 1, None),
        ("size-1", 1, -1, None),
        ("hue=red", 0, 0, 0),
        ("hue=blue", 0, 0, 1),
    ]


def test_words_are_the_names_of_actions_and_one_that_undoes_itself_has_one_step():
    factors = [
        factor("move", 0, ("push", "pull")),
        factor("turn", 0, ("turn", "turn")),
        factor("grow", 0, ("grow",)),
        factor("dye", 2, ("red", "blue"), ("red", "blue")),
    ]

    assert names(factors, ["step", "step", "step", "set"]) == [
        ("push", 0, 1, None),
        ("turn", 1, 1, None),
        ("grow", 2, 1, None),
        ("pull", 0, -1, None),
        ("red", 3, 0, 0),
        ("blue", 3, 0, 1),
    ]


def test_a_plan_without_pairs_has_no_actions(plan):
    assert plan("data.pairs=none").actions == ()


@pytest.mark.parametrize(("override", "told"), [((), False), (("interventions.actions={mouth: set}",), True)])
def test_why_a_factor_has_the_kind_that_it_has_is_told_where_kinds_differ(draft, override, told):
    found = [one.text for one in draft(*override).decisions if one.path.endswith(".order")]

    assert bool(found) is told
    if told:
        assert found[-1] == "mouth: set, since its order is ordered"
