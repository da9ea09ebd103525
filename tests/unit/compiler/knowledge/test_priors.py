from math import exp, log

import numpy as np
import pytest

from causalvq.compiler.graphs.adjacency import allowed_mask, prior_log_odds, required_mask
from causalvq.errors import CompileError

TWO = ("variables.count=14", "interventions.sparsity.max_targets=2")


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
