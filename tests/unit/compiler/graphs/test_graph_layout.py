from itertools import pairwise

import pytest

from causalvq.compiler.graphs.graph_layout import columns_of, laid_out


def test_causes_stand_on_the_left():
    edges = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")]

    assert columns_of("abcd", edges) == {"a": 0, "b": 1, "c": 2, "d": 0}


def test_an_edge_that_closes_a_cycle_goes_back():
    found = laid_out("abc", [("a", "b"), ("b", "c"), ("c", "a")])

    assert [column for column, _ in found.ways["c", "a"]] == [2, 1, 0]
    assert found.ways["c", "a"][1] != found.places["b"]


def test_an_edge_over_several_columns_passes_between_nodes():
    found = laid_out("abcd", [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")])

    way = found.ways["a", "d"]
    assert [column for column, _ in way] == [0, 1, 2, 3]
    assert not set(way[1:-1]) & set(found.places.values())


@pytest.mark.parametrize("nodes", ["", "a", "abcdefghij"])
def test_no_two_nodes_stand_at_one_place(nodes):
    edges = [(one, other) for one, other in pairwise(nodes) if one < "e"]
    found = laid_out(nodes, edges)

    assert len(set(found.places.values())) == len(found.places) == len(nodes)


def test_arrows_that_need_not_cross_do_not():
    edges = [("a", "y"), ("b", "x"), ("c", "z")]
    found = laid_out("abcxyz", edges)

    rows = sorted((found.places[cause][1], found.places[effect][1]) for cause, effect in edges)
    assert [effect for _, effect in rows] == sorted(effect for _, effect in rows)
