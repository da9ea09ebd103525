import pytest

from causalvq.metrics.representation.irs import irs, mean_irs

EXPECTED = {
    "perfect": (1, 1),
    "permuted": (1, 1),
    # With A fixed a sample is apart from 2 of 3 states' shares, of all from 11 of 12: 1 - (2 / 3) / (11 / 12).
    "merged": (3 / 11,),
    "split": (1, 1, 1),
    "duplicated": (1, 1, 1),
    "constant": (0, 0),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_robustness_by_hand(codes, name):
    assert irs(codes(name)) == pytest.approx(EXPECTED[name], abs=1e-12)


def test_rotated_vectors_move_half_of_their_way(rotated):
    assert irs(rotated) == pytest.approx([0.5, 0.5])


def test_a_random_code_stays_nowhere(codes):
    sample = codes("random")

    assert irs(sample).max() < 0.15
    assert mean_irs(sample, irs(sample)) < 0.15


def test_dead_variables_alone_have_a_mean(codes):
    assert mean_irs(codes("constant"), irs(codes("constant"))) == 0
