from itertools import permutations, product

import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.edge_scores import score, score_matrices


@pytest.mark.parametrize(
    ("found", "true", "wanted"),
    [
        ([], [], (0, 0, 0, 0, None, None)),
        ([("a", "b")], [("a", "b")], (0, 0, 0, 0, 1.0, 1.0)),
        ([("a", "b")], [("b", "a")], (1, 0, 0, 1, 0.0, 0.0)),
        ([("a", "b")], [], (1, 0, 1, 0, 0.0, None)),
        ([], [("a", "b")], (1, 1, 0, 0, None, 0.0)),
        ([("a", "b"), ("b", "a")], [("a", "b")], (1, 0, 1, 0, 0.5, 1.0)),
        ([("a", "b")], [("a", "b"), ("b", "a")], (1, 1, 0, 0, 1.0, 0.5)),
        ([("a", "b"), ("c", "b")], [("a", "b"), ("b", "c"), ("a", "c")], (2, 1, 0, 1, 0.5, 1 / 3)),
    ],
)
def test_scores_worked_by_hand(found, true, wanted):
    scored, verdicts = score(found, true)

    got = (scored.shd, scored.missing, scored.extra, scored.reversed, scored.precision, scored.recall)
    assert got == wanted
    assert set(found) <= set(verdicts)


def test_the_distance_is_that_of_adjacency_matrices_less_one_for_each_edge_that_is_turned_round():
    nodes = "abc"
    pairs = list(permutations(nodes, 2))
    for chosen in product([0, 1], repeat=6):
        true = [pair for pair, there in zip(pairs, chosen, strict=True) if there]
        for other in product([0, 1], repeat=6):
            found = [pair for pair, there in zip(pairs, other, strict=True) if there]
            scored = score(found, true)[0]
            assert scored.shd == len(set(found) ^ set(true)) - scored.reversed
            assert scored.shd_reversed_twice == len(set(found) ^ set(true))
            assert scored.shd == score(true, found)[0].shd


def test_matrices_are_scored_as_edges():
    found, true = np.array([[0, 1, 0], [0, 0, 0], [0, 1, 0]]), np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]], dtype=bool)
    scored = score_matrices(found, true)  # 0 -> 1 right, 2 -> 1 turned round, 0 -> 2 missing

    assert (scored.shd, scored.right, scored.reversed, scored.missing) == (2, 1, 1, 1)
    assert (scored.precision, scored.recall) == (1 / 2, 1 / 3)
    assert (scored.shd_reversed_twice, scored.f1) == (3, 2 / (2 + 3))


def test_f1_is_the_harmonic_mean_and_none_of_two_empty_graphs():
    assert score([("a", "b")], [("a", "b")])[0].f1 == 1
    assert score([], [("a", "b")])[0].f1 == 0
    assert score([], [])[0].f1 is None


def test_precision_and_recall_are_those_of_scikit_learn():
    measures = pytest.importorskip("sklearn.metrics")
    draw = np.random.default_rng(0)
    found, true = (draw.random((2, 6, 6)) < 0.4) & ~np.eye(6, dtype=bool)
    scored = score_matrices(found, true)
    precision, recall, f1, _ = measures.precision_recall_fscore_support(true.ravel(), found.ravel(), average="binary")

    assert (scored.precision, scored.recall, scored.f1) == pytest.approx((precision, recall, f1))


def test_a_random_graph_has_the_density_of_the_truth():
    draw = np.random.default_rng(0)
    found, true = (draw.random((2, 60, 60)) < np.array([0.5, 0.2])[:, None, None]) & ~np.eye(60, dtype=bool)
    scored = score_matrices(found, true)

    assert (scored.precision, scored.recall) == pytest.approx((0.2, 0.5), abs=0.03)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (np.zeros((2, 3)), "CVQ601 array 'graph' is no square matrix"),
        (np.full((2, 2), 0.5), "CVQ601 array 'graph' has other values than 0 and 1"),
        (np.zeros((0, 0)), "CVQ601 array 'graph' is no square matrix"),
        (np.eye(2), "CVQ601 array 'graph' has an edge from a node to itself"),
        (np.zeros((3, 3)), "CVQ603 arrays 'graph' and 'true_graph' have different sizes"),
    ],
)
def test_what_is_no_matrix_of_edges(found, told):
    with pytest.raises(MetricError, match=told):
        score_matrices(found, np.zeros((2, 2)))
