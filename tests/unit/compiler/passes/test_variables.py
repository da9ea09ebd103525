import pytest

from causalvq.errors import CompileError


def test_a_product_of_states_holds_the_values(plan):
    made = plan("codebook.size=3", "variables.count=14", "interventions.sparsity.max_targets=2")

    assert {variable.states for variable in made.variables} == {3}
    with pytest.raises(CompileError, match="CVQ205"):
        plan("codebook.size=3")


def test_a_grid_lets_an_action_set_any_variable(plan):
    made = plan("variables={count: 64, layout: grid, books: 4}")

    assert (made.grid.books, made.grid.height, made.grid.width) == (4, 4, 4)
    assert made.variables[17].name == "b2.r1.c2"
    assert set(made.targets) == {tuple(range(64))}
    assert made.graph.scope == "sample"


def test_without_pairs_nothing_acts(plan):
    made = plan("data.pairs=none")

    assert made.actions == made.targets == ()
    assert {variable.factor for variable in made.variables} == {None}


def test_factors_own_books_of_a_grid_in_order(plan):
    made = plan("variables={count: 128, layout: grid, books: 8, ownership: books}")

    assert [variable.factor for variable in made.variables[::16]] == [0, 1, 2, 3, 4, 5, 6, None]
    assert made.targets[1] == tuple(range(16, 32))


def test_too_few_books_for_the_factors(plan):
    with pytest.raises(CompileError, match=r"CVQ251.*3 books cannot be owned by 7 factors"):
        plan("variables={count: 48, layout: grid, books: 3, ownership: books}")


def test_counted_mechanisms_of_a_grid_set_all_targets_within_the_budget(plan):
    grid = ("variables={count: 112, layout: grid, books: 7, ownership: books}", "graph.scope=global")

    assert len(plan(*grid, "interventions.sparsity.max_targets=16").targets[0]) == 16
    with pytest.raises(CompileError, match=r"CVQ204.*16 variables, but an action may set 15"):
        plan(*grid, "interventions.sparsity.max_targets=15")


AUTO = "codebook.size=auto"


def test_auto_gives_each_variable_room_for_the_values_of_its_factor(plan):
    made = plan(AUTO, "variables.count=8")

    assert [(v.factor, v.states) for v in made.variables[:3]] == [(0, 16), (1, 20), (2, 20)]
    assert (made.variables[-1].factor, made.variables[-1].states) == (None, 20), "as many as the largest"
    assert made.codebook.size == 20


def test_auto_gives_variables_that_share_a_factor_room_for_their_digits(plan):
    made = plan(AUTO, "variables.count=4", "interventions.sparsity.max_targets=2", "data.factors=[body_color, mouth]")

    assert [v.states for v in made.variables] == [12, 12, 8, 8]  # 3 x 3 hold five values, 2 x 2 hold three


def test_auto_leaves_states_that_are_said(plan):
    made = plan(AUTO, "data.factors=[mouth, eyes]", "variables=[{name: mouth, states: 3}, {name: eyes}]")

    assert [v.states for v in made.variables] == [3, 16]


@pytest.mark.parametrize("told", ["interventions.actions=set", "interventions.labels=full"])
def test_auto_gives_one_state_a_value_where_values_are_told(plan, told):
    assert [v.states for v in plan(AUTO, told).variables] == [4, 5, 5, 3, 4, 4, 3]


def test_auto_gives_lookup_free_codes_a_power_of_two(plan):
    made = plan(AUTO, "codebook.quantizer=lfq", "data.factors=[body_color]", "variables.count=1")

    assert made.variables[0].states == 32


def test_auto_in_a_grid_is_room_for_the_largest_factor(plan):
    made = plan(AUTO, "variables={count: 16, layout: grid}")

    assert {v.states for v in made.variables} == {20}


def test_a_given_size_keeps_its_meaning(plan):
    assert {v.states for v in plan("codebook.size=6").variables} == {6}
