import numpy as np
import pytest

from causalvq.metrics.representation.correlation import association, mcc
from causalvq.metrics.representation.metric_inputs import sample_of_codes, sample_of_vectors

pytest.importorskip("sklearn")

EXPECTED = {
    "perfect": (1, 1),
    "permuted": (1, 1),
    "split": (np.sqrt(1 / 3), 1),  # two states explain one of the three dimensions of four values
    "duplicated": (1, 1),
    "constant": (0, 0),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_matched_by_hand(codes, name):
    assert mcc(codes(name)) == pytest.approx(EXPECTED[name], abs=1e-12)


def test_one_variable_is_matched_once(codes):
    assert sorted(mcc(codes("merged"))) == pytest.approx([0, 1])


def test_a_random_code_is_hardly_associated(codes):
    assert mcc(codes("random")).max() < 0.15


def test_rotated_vectors_share_their_correlation(rotated):
    assert mcc(rotated) == pytest.approx([np.sqrt(1 / 2)] * 2)


def test_of_two_states_and_two_values_it_is_the_correlation():
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 2, (300, 1))
    codes = np.where(draw.random((300, 1)) < 0.3, 1 - labels, labels)
    wanted = abs(np.corrcoef(codes[:, 0], labels[:, 0])[0, 1])

    assert association(sample_of_codes(codes, labels)) == pytest.approx(np.array([[wanted]]))
    assert mcc(sample_of_vectors(codes, labels)) == pytest.approx([wanted])
