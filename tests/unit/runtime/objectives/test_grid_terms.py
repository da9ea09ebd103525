import math

import pytest
import torch

from causalvq.runtime.objectives import grid_terms

EDGES = torch.tensor([[[0.5, 0.1], [0.2, 0.9]]])


def test_cross_entropy_by_hand():
    logits = torch.tensor([[[0.0, 0.0], [math.log(3.0), 0.0]]])
    codes = torch.tensor([[1, 0]])

    assert grid_terms.code_cross_entropy(logits, codes).item() == pytest.approx((math.log(2) + math.log(4 / 3)) / 2)
    weights = torch.tensor([[3.0, 1.0]])
    wanted = (3 * math.log(2) + math.log(4 / 3)) / 4
    assert grid_terms.code_cross_entropy(logits, codes, weights).item() == pytest.approx(wanted)


def test_identity_asks_for_the_same_codes_and_the_identity_graph():
    certain = torch.tensor([[[50.0, 0.0], [0.0, 50.0]]])
    codes = torch.tensor([[0, 1]])
    eye = torch.eye(2)[None]

    assert grid_terms.identity(certain, codes, eye).item() == pytest.approx(0.0, abs=1e-6)
    assert grid_terms.identity(certain, codes, torch.zeros(1, 2, 2)).item() == pytest.approx(0.5)
    assert grid_terms.identity(certain, 1 - codes, eye).item() > 40


def test_divergence_by_hand_and_from_the_given_prior():
    log_odds = torch.tensor([[0.0, math.log(1 / 3)], [0.0, 0.0]])
    only = torch.tensor([[False, True], [False, False]])
    p, q = 0.1, 0.25
    wanted = p * math.log(p / q) + (1 - p) * math.log((1 - p) / (1 - q))

    assert grid_terms.graph_divergence(EDGES, log_odds, only).item() == pytest.approx(wanted / 2, rel=1e-5)
    prior = log_odds.sigmoid()[None]
    assert grid_terms.graph_divergence(prior, log_odds, torch.ones_like(only)).item() == pytest.approx(0.0, abs=1e-6)


def test_divergence_is_the_same_every_time_and_pulls_to_the_prior_not_to_one_half():
    edges = torch.full((1, 3, 3), 0.5, requires_grad=True)
    log_odds, every = torch.full((3, 3), -3.0), torch.ones(3, 3, dtype=torch.bool)
    first, second = (grid_terms.graph_divergence(edges, log_odds, every) for _ in range(2))
    first.backward()

    assert torch.equal(first, second)
    assert (edges.grad > 0).all()


def test_divergence_is_finite_where_edges_are_sure():
    edges = torch.tensor([[[0.0, 1.0], [1.0, 0.0]]], requires_grad=True)
    loss = grid_terms.graph_divergence(edges, torch.zeros(2, 2), torch.zeros(2, 2, dtype=torch.bool))
    loss.backward()

    assert loss.item() == 0
    assert torch.equal(edges.grad, torch.zeros(1, 2, 2))


def test_graph_terms_by_hand():
    assert grid_terms.graph_size(EDGES).item() == pytest.approx((0.2 + 0.1) / 2)
    assert grid_terms.non_empty(EDGES).item() == pytest.approx((0.5 * 0.8 + 0.9 * 0.1) / 2)
    assert grid_terms.dependencies(EDGES, EDGES + 0.5).item() == pytest.approx(0.25)
    assert grid_terms.target_count(torch.tensor([[0.5, 1.0], [0.0, 0.5]])).item() == pytest.approx(1.0)
