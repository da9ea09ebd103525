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
            assert scored.shd == score(true, found)[0].shd


def test_matrices_are_scored_as_edges():
    found, true = np.array([[0, 1, 0], [0, 0, 0], [0, 1, 0]]), np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]], dtype=bool)
    scored = score_matrices(found, true)  # 0 -> 1 right, 2 -> 1 turned round, 0 -> 2 missing

    assert (scored.shd, scored.right, scored.reversed, scored.missing) == (2, 1, 1, 1)
    assert (scored.precision, scored.recall) == (1 / 2, 1 / 3)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (np.zeros((2, 3)), "CVQ601 array 'found' is no square matrix"),
        (np.full((2, 2), 0.5), "CVQ601 array 'found' has other values than 0 and 1"),
        (np.eye(2), "CVQ601 array 'found' has an edge from a node to itself"),
        (np.zeros((3, 3)), "CVQ603 arrays 'found' and 'true' have different sizes"),
    ],
)
def test_what_is_no_matrix_of_edges(found, told):
    with pytest.raises(MetricError, match=told):
        score_matrices(found, np.zeros((2, 2)))
