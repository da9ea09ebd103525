import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.representation.metric_inputs import sample_of_codes, sample_of_vectors

GOOD = np.array([[0, 1], [1, 0], [0, 0], [1, 1]])


def test_codes_are_numbered_with_a_column_a_state():
    sample = sample_of_codes([3, 3, 0, 2], ["red", "blue", "red", "red"], ["hue"])

    assert sample.states.tolist() == [[0], [0], [1], [2]]
    assert sample.columns.tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert sample.owners.tolist() == [0, 0, 0]
    assert (sample.labels[:, 0].tolist(), sample.names) == ([1, 0, 1, 1], ("hue",))


def test_factors_of_one_value_are_left_out():
    sample = sample_of_codes(GOOD, np.stack([GOOD[:, 0], np.full(4, 7)], axis=1), ["moves", "stays"])

    assert (sample.names, sample.left_out) == (("moves",), ("stays",))
    assert sample.labels.shape == (4, 1)


def test_columns_are_added_up_by_variable():
    sample = sample_of_codes(np.array([[0, 0], [1, 1], [2, 0], [0, 1]]), GOOD)

    assert sample.by_variable(np.array([1.0, 2, 3, 4, 5])).tolist() == [6, 9]


def test_halves_are_all_samples_once():
    vectors = np.arange(7.0)
    first, rest = sample_of_vectors(vectors, np.arange(7) % 2).halves()

    assert sorted([*first.columns[:, 0], *rest.columns[:, 0]]) == vectors.tolist()
    assert (len(first), len(rest)) == (4, 3)


@pytest.mark.parametrize(
    ("codes", "factors", "told"),
    [
        (GOOD - 1, GOOD, "CVQ601 array 'codes' has negative codes.*-1 in row 0, column 0"),
        (GOOD + 0.5, GOOD, "CVQ601 array 'codes' has numbers that are not whole.*0.5 in row 0"),
        (np.where(GOOD == 1, np.nan, 0), GOOD, "CVQ601 array 'codes' has NaN.*row 0, column 1"),
        (GOOD, np.where(GOOD == 1, np.inf, 0), "CVQ601 array 'factors' has infinity.*row 0, column 1"),
        (GOOD, GOOD / 2, "CVQ601 array 'factors' has numbers that are not whole.*bins"),
        (GOOD.astype(str), GOOD, "CVQ601 array 'codes' is not of numbers"),
        (GOOD[None], GOOD, r"CVQ601 array 'codes' is no table.*shape \(1, 4, 2\)"),
        (GOOD[:1], GOOD[:1], "CVQ602 array 'codes' has a single sample"),
        (GOOD[:3], GOOD[:3], "CVQ602 array 'codes' has 3 samples"),
        (GOOD * 4, GOOD, "CVQ602 array 'codes' has more states than samples.*codes below 4.*4 in column 0"),
        (np.full(4, 2.0**60), GOOD, r"CVQ601 array 'codes' has numbers that are too large.*1.15292e\+18"),
        (np.full(4, 2**64 - 1, dtype=np.uint64), GOOD, "CVQ601 array 'codes' has numbers that are too large"),
        (GOOD, np.arange(4), "CVQ602 array 'factors' has a factor of too many values.*4 values of 4 samples"),
        (GOOD, np.concatenate([GOOD, GOOD]), "CVQ603 arrays 'factors' and 'codes' have different lengths.*8 rows"),
        (GOOD, np.zeros((4, 2)), "CVQ606 array 'factors': every factor has one value"),
    ],
)
def test_what_is_wrong_with_which_array(codes, factors, told):
    with pytest.raises(MetricError, match=told):
        sample_of_codes(codes, factors)


def test_names_are_as_many_as_factors():
    with pytest.raises(MetricError, match=r"CVQ603 array 'names' .*1 names of 2 factors"):
        sample_of_codes(GOOD, GOOD, ["one"])


def test_vectors_are_finite():
    with pytest.raises(MetricError, match="CVQ601 array 'vectors' has NaN"):
        sample_of_vectors(np.where(GOOD == 1, np.nan, 0), GOOD)


def test_vectors_have_finite_squares():
    with pytest.raises(MetricError, match="CVQ601 array 'vectors' has numbers that are too large"):
        sample_of_vectors([1e308, -1e308, 0, 1], [0, 1, 0, 1])


def test_states_fit_in_memory(monkeypatch):
    monkeypatch.setattr("causalvq.metrics.representation.metric_inputs.MOST_CELLS", 15)

    with pytest.raises(MetricError, match=r"CVQ608 array 'codes' .*4 samples and 4 states"):
        sample_of_codes(GOOD, GOOD)


def test_factors_of_one_name_are_told_apart_by_their_values():
    sample = sample_of_codes(GOOD, np.stack([GOOD[:, 0], np.full(4, 7)], axis=1), ["same", "same"])

    assert (sample.names, sample.left_out) == (("same",), ("same",))
