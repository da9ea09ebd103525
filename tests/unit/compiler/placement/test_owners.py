import pytest

from causalvq.compiler.placement.owners import of_counted, of_declared
from causalvq.dsl.spec import Variable
from causalvq.errors import CompileError


def owners(plan):
    return [(variable.name, variable.factor, variable.states) for variable in plan.variables]


def test_each_factor_owns_as_many_as_budget_and_count_allow(plan):
    made = plan("variables.count=15", "interventions.sparsity.max_targets=3", "data.factors=[mouth, eyes]")

    assert [name for name, _, _ in owners(made)][:7] == [
        "mouth.1",
        "mouth.2",
        "mouth.3",
        "eyes.1",
        "eyes.2",
        "eyes.3",
        "free.1",
    ]
    assert made.targets == ((0, 1, 2), (3, 4, 5))
    assert made.variables[-1].name == "free.9"


def test_the_count_limits_what_a_factor_owns(plan):
    made = plan("variables.count=5", "interventions.sparsity.max_targets=3", "data.factors=[mouth, eyes]")

    assert made.targets == ((0, 1), (2, 3))


def test_declared_variables_keep_their_order(plan):
    made = plan(
        "data.factors=[mouth, eyes, top]",
        "variables=[{name: a}, {name: eyes}, {name: c, factor: mouth, states: 3}, {name: d}]",
    )

    assert owners(made) == [("a", 2, 8), ("eyes", 1, 8), ("c", 0, 3), ("d", None, 8)]
    assert made.targets == ((2,), (1,), (0,))


@pytest.mark.parametrize(
    ("count", "budget", "owned"),
    [
        (7, 1, (0, 1, 2, 3, 4, 5, 6)),
        (9, 1, (0, 1, 2, 3, 4, 5, 6, None, None)),
        (15, 2, (*sorted([*range(7)] * 2), None)),
    ],
)
def test_factors_own_alike_and_the_rest_is_free(plan, count, budget, owned):
    assert of_counted(count, budget, plan().data) == owned


def test_without_pairs_nobody_owns_anything(plan):
    data = plan("data.pairs=none").data

    assert of_counted(3, 1, data) == (None,) * 3
    assert of_declared([Variable(name="mouth")], data) == (None,)


def test_a_variable_takes_the_factor_of_its_name_or_the_next_that_has_none(plan):
    data = plan("data.factors=[mouth, eyes, top]").data
    declared = [Variable(name="a"), Variable(name="top"), Variable(name="b", factor="mouth"), Variable(name="c")]

    assert of_declared(declared, data) == (1, 2, 0, None)


def refused(plan, *overrides):
    with pytest.raises(CompileError) as caught:
        plan(*overrides)
    return [(fault.code, fault.message) for fault in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("overrides", "fault"),
    [
        (("variables.count=6",), ("CVQ203", "6 variables cannot hold 7 factors")),
        (("codebook.size=3",), ("CVQ205", "the 4 values of background do not fit in 3 combinations of states")),
        (
            ("codebook={size: 32, dim: 5, quantizer: lfq}",),
            ("CVQ244", "a vector of 5 cannot hold the 5 numbers of a code of background"),
        ),
        (
            ("variables=[{name: a, factor: mouht}]",),
            ("CVQ201", "there is no factor mouht for the variable a"),
        ),
        (
            ("data.factors=[mouth]", "variables=[{name: a, factor: mouth}, {name: b, factor: mouth}]"),
            ("CVQ204", "the factor mouth has 2 variables, but an action may set 1"),
        ),
        (
            ("data.factors=[mouth, eyes]", "variables=[{name: a, factor: mouth}, {name: b, factor: mouth}]"),
            ("CVQ203", "no variable stands for the factor eyes"),
        ),
    ],
)
def test_what_does_not_fit_is_told(plan, overrides, fault):
    assert fault in refused(plan, *overrides)
