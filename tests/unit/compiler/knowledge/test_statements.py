from math import exp, log

import numpy as np
import pytest

from causalvq.compiler.graphs.adjacency import allowed_mask, prior_log_odds, required_mask
from causalvq.errors import CompileError

TWO = ("variables.count=14", "interventions.sparsity.max_targets=2")


def edges(plan, mask):
    names = [variable.name for variable in plan.variables]
    return {(names[cause], names[effect]) for cause, effect in np.argwhere(mask)}


def test_a_statement_about_factors_is_one_about_their_variables(plan):
    made = plan(*TWO, "graph.required=[[eyes, mouth]]")

    assert edges(made, required_mask(made.graph)) == {(f"eyes.{i}", f"mouth.{j}") for i in (1, 2) for j in (1, 2)}


def test_a_factor_says_nothing_of_a_variable_and_itself(plan):
    made = plan(*TWO, "graph.forbidden=[[eyes, eyes.1]]")

    everything = ~np.eye(14, dtype=bool)
    assert edges(made, everything & ~allowed_mask(made.graph)) == {("eyes.2", "eyes.1")}


def test_nothing_leads_back_along_required_edges(plan):
    made = plan("graph.required=[[top, eyes], [eyes, mouth]]")
    closed = {("eyes", "top"), ("mouth", "eyes"), ("mouth", "top")}

    assert edges(made, ~np.eye(7, dtype=bool) & ~allowed_mask(made.graph)) == closed
    free = plan("graph.required=[[top, eyes], [eyes, mouth]]", "graph.acyclic=false")
    assert allowed_mask(free.graph).sum() == 42


def test_tiers_rule_out_the_way_back_only(plan):
    made = plan("graph.tiers=[[top, eyes], [mouth]]")

    assert edges(made, ~np.eye(7, dtype=bool) & ~allowed_mask(made.graph)) == {("mouth", "top"), ("mouth", "eyes")}


def test_a_fixed_graph_is_its_required_edges(plan):
    made = plan("graph.prior={kind: fixed}", "graph.required=[[top, eyes]]")

    assert (allowed_mask(made.graph) == required_mask(made.graph)).all()
    assert made.graph.required == ((4, 5),)


def expected_edges(plan):
    """Expected number of edges under the prior; of two directions in an acyclic graph one is possible."""
    allowed, required = allowed_mask(plan.graph), required_mask(plan.graph)
    probability = 1 / (1 + np.exp(-prior_log_odds(plan.graph)))
    free = allowed & ~required
    half = np.where(free & free.T & plan.graph.acyclic, 0.5, 1.0)
    return required.sum() + (probability * free * half).sum()


@pytest.mark.parametrize("acyclic", ["true", "false"])
@pytest.mark.parametrize("kind", ["erdos_renyi", "scale_free"])
@pytest.mark.parametrize("wanted", [1, 4, 12.5])
def test_priors_expect_as_many_edges_as_were_asked_for(plan, kind, wanted, acyclic):
    made = plan(
        f"graph.acyclic={acyclic}",
        f"graph.prior={{kind: {kind}, expected_edges: {wanted}}}",
        "graph.required=[[top, mouth]]",
        "graph.tiers=[[background], [mouth]]",
    )

    assert expected_edges(made) == pytest.approx(wanted, abs=1e-4)


def test_effects_follow_a_power_law_over_causes(plan):
    odds = plan("graph.prior={kind: scale_free, expected_edges: 2, exponent: 3}").graph.log_odds_from
    chance = [1 / (1 + exp(-value)) for value in odds]

    assert [chance[0] / value for value in chance] == pytest.approx([(k + 1) ** 0.5 for k in range(7)])


def test_earlier_tiers_have_more_effects(plan):
    odds = plan(
        "graph.prior={kind: scale_free, expected_edges: 2}", "graph.tiers=[[mouth], [eyes]]"
    ).graph.log_odds_from

    assert sorted(range(7), key=lambda index: -odds[index]) == [6, 5, 0, 1, 2, 3, 4]


def test_soft_edges_are_expanded_and_the_rest_has_the_other_probability(plan):
    made = plan(*TWO, "graph.prior={kind: edge_probabilities, edges: [[eyes, mouth, 0.9]], otherwise: 0.2}")

    assert made.graph.log_odds == pytest.approx(log(0.25))
    assert made.graph.log_odds_of == tuple((i, j, pytest.approx(log(9))) for i in (10, 11) for j in (12, 13))


def test_a_certain_prior_stays_finite(plan):
    assert plan("graph.prior={kind: erdos_renyi, edge_probability: 1}").graph.log_odds == pytest.approx(13.8, abs=0.1)


@pytest.mark.parametrize(
    ("wanted", "statements", "reach"),
    [
        (0.5, ("graph.required=[[top, mouth]]",), "from 1 .the required edges. to 21"),
        (21, ("graph.forbidden=[[top, mouth], [mouth, top]]",), "from 0 .the required edges. to 20"),
    ],
)
def test_an_impossible_number_of_edges(plan, wanted, statements, reach):
    with pytest.raises(CompileError, match=rf"CVQ216.*{reach}"):
        plan(f"graph.prior={{kind: erdos_renyi, expected_edges: {wanted}}}", *statements)


def test_every_contradiction_is_told(plan):
    with pytest.raises(CompileError) as caught:
        plan(
            *TWO,
            "graph.required=[[eyes, mouth], [top.1, background], [mouth.1, eyes.2]]",
            "graph.forbidden=[[eyes.1, mouth.1], [top, background.2]]",
        )

    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["CVQ210", "CVQ210", "CVQ212"]


def test_required_edges_know_their_line(plan):
    made = plan("graph.required=[[top, mouth], [eyes, mouth]]")

    assert made.provenance["graph.required[0]"] == "--set graph.required graph.required[0]"
    assert made.graph.required == ((4, 6), (5, 6))
