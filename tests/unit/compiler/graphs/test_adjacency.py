import numpy as np
import pytest

from causalvq.compiler.graphs.adjacency import closure, pack, prior_log_odds, reach, required_mask, unpack


def mask(count, *edges):
    made = np.zeros((count, count), dtype=bool)
    for cause, effect in edges:
        made[cause, effect] = True
    return made


def test_rows_are_bits_with_the_first_effect_highest():
    assert pack(mask(3, (0, 1), (0, 2), (2, 0))) == ("60", "00", "80")
    assert pack(mask(9, (0, 8)))[0] == "0080"


def test_unpack_undoes_pack():
    made = np.random.default_rng(0).random((13, 13)) < 0.5

    assert (unpack(pack(made)) == made).all()


@pytest.mark.parametrize(
    "rows", [("60", "00"), ("6", "00", "80"), ("6x", "00", "80"), ("61", "00", "80"), ("6000",) * 3]
)
def test_rows_that_pack_never_writes(rows):
    with pytest.raises(ValueError, match=r"."):
        unpack(rows if len(rows) != 2 else ("60", "000"))


def test_closure_follows_paths():
    reached = closure(mask(4, (0, 1), (1, 2)))

    assert np.argwhere(reached).tolist() == [[0, 1], [0, 2], [1, 2]]


def test_reach_stops_where_edges_do():
    starts = np.array([True, False, False, False])

    assert reach(mask(4, (0, 1), (1, 0), (2, 3)), starts).tolist() == [True, True, False, False]


def test_log_odds_by_edge_win_over_those_by_cause(plan):
    graph = plan("graph.prior={kind: scale_free, expected_edges: 4}").graph
    single = graph.model_copy(update={"log_odds_of": ((0, 1, 3.0),)})

    odds = prior_log_odds(single)

    assert odds[0, 1] == 3.0
    assert odds[0, 2] == graph.log_odds_from[0]
    assert not required_mask(graph).any()
