from itertools import permutations, product

import pytest

from causalvq.metrics.edge_scores import score


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
