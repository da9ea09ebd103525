import numpy as np
import pytest

from causalvq.compiler.graphs.adjacency import allowed_mask, required_mask
from causalvq.compiler.passes.graph import groups_of
from causalvq.errors import CompileError


def test_nothing_leads_back_along_required_edges(plan, edges):
    made = plan("graph.required=[[top, eyes], [eyes, mouth]]")
    closed = {("eyes", "top"), ("mouth", "eyes"), ("mouth", "top")}

    assert edges(made, ~np.eye(7, dtype=bool) & ~allowed_mask(made.graph)) == closed
    free = plan("graph.required=[[top, eyes], [eyes, mouth]]", "graph.acyclic=false")
    assert allowed_mask(free.graph).sum() == 42


def test_tiers_rule_out_the_way_back_only(plan, edges):
    made = plan("graph.tiers=[[top, eyes], [mouth]]")

    assert edges(made, ~np.eye(7, dtype=bool) & ~allowed_mask(made.graph)) == {("mouth", "top"), ("mouth", "eyes")}


def test_a_fixed_graph_is_its_required_edges(plan):
    made = plan("graph.prior={kind: fixed}", "graph.required=[[top, eyes]]")

    assert (allowed_mask(made.graph) == required_mask(made.graph)).all()
    assert made.graph.required == ((4, 5),)


def test_a_book_of_a_grid_stands_for_all_of_its_variables(plan):
    made = plan("variables={count: 64, layout: grid, books: 4}")
    groups = groups_of(made.data, made.variables, made.grid)

    assert groups["b2"] == tuple(range(16, 32))
    assert groups["b2.r1.c2"] == (17,)
    assert groups["mouth"] == (), "nobody owns the variables of this grid"


def test_a_factor_stands_for_the_variables_that_it_owns(plan):
    made = plan("variables.count=14", "interventions.sparsity.max_targets=2")

    assert groups_of(made.data, made.variables, None)["eyes"] == (10, 11)


def test_a_file_of_probabilities_needs_a_prior_that_has_some(plan, tmp_path):
    (tmp_path / "known.csv").write_text("cause,effect,probability\ntop,eyes,0.3\n")

    with pytest.raises(CompileError, match=r"CVQ217 .*the prior is erdos_renyi"):
        plan("graph.file=known.csv")
    prior = "graph.prior={kind: edge_probabilities, edges: []}"
    assert plan("graph.file=known.csv", prior).graph.log_odds_of == ((4, 5, pytest.approx(-0.8472978603)),)


def test_a_required_edge_that_no_action_reaches_is_warned_of(draft):
    required = ("variables.count=3", "data.factors=[mouth, eyes]", "graph.required=[[free.1, mouth]]")

    assert [one.code for one in draft(*required).warnings] == []
    tiers = "graph.tiers=[[free.1], [mouth, eyes]]"  # nothing that an action sets may cause free.1
    assert [one.code for one in draft(*required, tiers).warnings] == ["CVQ241"]
