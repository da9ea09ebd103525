from itertools import product

import pytest

from causalvq.compiler.graphs.graph_files import read_knowledge
from causalvq.errors import Place, QueryError
from causalvq.runtime.queries.graph_truth import nodes_by_name, read_truth, true_edges


def truth(tmp_path, text):
    (tmp_path / "true.csv").write_text(text)
    return read_truth(tmp_path / "true.csv")


def test_edges_between_factors_are_edges_between_all_their_variables(plan, tmp_path):
    named = ("p1: place", "p2: place", "s1: shade", "g1: ground", "g2: ground")
    listed = ", ".join("{{name: {}, factor: {}}}".format(*one.split(": ")) for one in named)
    made = plan(f"variables=[{listed}]", "interventions.sparsity.max_targets=2")
    known = truth(tmp_path, "cause,effect,probability\nplace,shade,\nshade,ground,0.4\nground,place,0.9\n")
    assert nodes_by_name(made, "variables")["place"] == ("p1", "p2")
    assert true_edges(known, made, "factors") == (("place", "shade"), ("ground", "place"))
    expected = {("p1", "s1"), ("p2", "s1"), *product(("g1", "g2"), ("p1", "p2"))}
    assert set(true_edges(known, made, "variables")) == expected


def test_variables_may_be_named_too(plan, tmp_path):
    made = plan("variables=[{name: x, factor: place}, {name: y, factor: shade}, {name: z, factor: ground}]")
    known = truth(tmp_path, "x,y\nplace,z\n")

    assert true_edges(known, made, "variables") == (("x", "y"), ("x", "z"))
    assert true_edges(known, made, "factors") == (("place", "shade"), ("place", "ground"))


def test_forbidden_edges_are_not_there(plan, tmp_path):
    known = truth(tmp_path, "cause,effect,statement\nplace,shade,forbidden\nplace,ground,required\n")

    assert true_edges(known, plan(), "factors") == (("place", "ground"),)


def test_all_unknown_names_are_told_with_their_lines(plan, tmp_path):
    with pytest.raises(QueryError) as caught:
        true_edges(truth(tmp_path, "cause,effect\nplaec,shade\nshade,moon\n"), plan(), "factors")

    told = [(one.code, one.place.line, one.hint) for one in caught.value.diagnostics]
    assert told == [("CVQ506", 2, "did you mean place?"), ("CVQ506", 3, None)]


def test_in_a_grid_without_owners_factors_say_nothing(grid_plan, tmp_path):
    made = grid_plan()

    with pytest.raises(QueryError, match=r"CVQ507 the graph names factors that own no variable: place, shade"):
        true_edges(truth(tmp_path, "place,shade\n"), made, "factors")
    one, other = made.variables[0].name, made.variables[5].name
    assert true_edges(truth(tmp_path, f"{one},{other}\n"), made, "variables") == ((one, other),)


def test_a_truth_is_read_as_graph_file_is(tmp_path):
    (tmp_path / "true.csv").write_text("a,b\n")

    assert read_truth(tmp_path / "true.csv").edges == read_knowledge("true.csv", tmp_path, Place("x")).edges
