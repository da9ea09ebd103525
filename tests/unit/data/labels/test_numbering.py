from pathlib import Path

import numpy as np
import pytest

from causalvq.data.labels.numbering import cut, edges_between_groups, numbered
from causalvq.errors import DataError

HERE = Path("labels.csv")


def test_values_are_numbered_in_the_order_of_numbers_or_letters():
    labels, factors = numbered(["size", "hue"], [["10", "9", "10"], ["red", "blue", "blue"]], {}, 3, HERE)

    assert labels.tolist() == [[1, 1], [0, 0], [1, 0]]
    assert [factor.values for factor in factors] == [("9", "10"), ("blue", "red")]


def test_arrays_are_numbered_alike():
    labels, factors = numbered(["a", "b"], [np.array([2.5, 0, 2.5]), np.array([True, False, True])], {}, 3, HERE)

    assert labels.tolist() == [[1, 1], [0, 0], [1, 1]]
    assert [factor.values for factor in factors] == [("0", "2.5"), ("false", "true")]


def test_numbers_that_differ_little_have_different_names():
    _, (factor,) = numbered(["a"], [np.array([1.00000001, 1.00000002])], {}, 2, HERE)

    assert factor.values == ("1.00000001", "1.00000002")


@pytest.mark.parametrize(
    ("bins", "labels", "names"),
    [
        (2, [0, 0, 1, 1], ("0.25", "0.75")),
        ((0.2, 0.5), [0, 1, 2, 2], ("0.1", "0.35", "0.75")),
        ((0.5, 0.2), [0, 1, 2, 2], ("0.1", "0.35", "0.75")),
        ((5.0,), [0, 0, 0, 0], ("2.5", "5")),
    ],
)
def test_measurements_are_cut_at_edges_that_belong_to_the_bin_above(bins, labels, names):
    found, values = cut(np.array([0.0, 0.4, 0.5, 1.0]), bins)

    assert found.tolist() == labels
    assert values == names


def test_bins_that_would_have_one_name_are_numbered():
    assert cut(np.array([1.0, 1.00001, 1.00002]), (1.000005, 1.000015))[1] == ("bin 0: 1", "bin 1: 1", "bin 2: 1")


def test_groups_are_parted_where_gaps_are_wide():
    numbers = np.concatenate([centre + np.linspace(-0.02, 0.02, 20) for centre in (0, 1, 2)])

    assert edges_between_groups(numbers, 24) == (0.5, 1.5)
    assert edges_between_groups(np.linspace(0, 1, 50), 24) == ()


@pytest.mark.parametrize(
    ("columns", "bins", "code"),
    [
        ([["red", "1"]], {"a": 2}, "CVQ305 a is to be cut"),
        ([np.array([1.0, np.nan])], {}, "CVQ305 factor 'a' has a value that is not finite in row 1"),
        ([np.array([np.inf, 1.0])], {"a": 2}, "CVQ305"),
        ([["1", "1"]], {}, "CVQ306"),
        ([["1", "2"]], {"b": 2}, "CVQ307 bins names 'b'"),
        ([[str(number) for number in range(4097)]], {}, "CVQ305 factor 'a' has 4,097 values"),
    ],
)
def test_what_cannot_be_a_factor_is_told(columns, bins, code):
    with pytest.raises(DataError, match=code):
        numbered(["a"], columns, bins, len(columns[0]), HERE)


def test_a_number_written_in_two_ways_is_one_value():
    labels, (factor,) = numbered(["a"], [["1", "1.0", "0", "01"]], {}, 4, HERE)

    assert (labels[:, 0].tolist(), factor.values) == ([1, 1, 0, 1], ("0", "1"))


def test_numbers_with_the_same_words_around_them_are_in_the_order_of_numbers():
    _, (delay, dose) = numbered(["delay", "dose"], [["10 ms", "5 ms", "100 ms"], ["x2", "y1", "x10"]], {}, 3, HERE)

    assert delay.values == ("5 ms", "10 ms", "100 ms")
    assert dose.values == ("x10", "x2", "y1")


@pytest.mark.parametrize("text", ["nan", "NaN", "-inf", "Infinity", "INF"])
def test_text_that_is_no_number_among_numbers_is_told_as_in_an_array(text):
    with pytest.raises(DataError, match="CVQ305 factor 'a' has a value that is not finite in row 1"):
        numbered(["a"], [["1", text, "2"]], {}, 3, HERE)
    _, (factor,) = numbered(["a"], [["red", text, "2"]], {}, 3, HERE)

    assert text in factor.values


def test_an_empty_text_is_no_value():
    with pytest.raises(DataError, match="CVQ305 factor 'a' has no value in row 2"):
        numbered(["a"], [np.array(["x", "y", ""])], {}, 3, HERE)


def test_space_around_a_value_is_told_where_it_makes_no_other():
    labels, (factor,) = numbered(["class"], [["a ", "a", "b"]], {}, 3, HERE)

    assert labels[:, 0].tolist() == [0, 0, 1]
    assert (factor.values, factor.notices) == (("a", "b"), ("'a' and 'a ' are one value, a",))


def test_a_bin_that_holds_nothing_is_no_value():
    labels, (factor,) = numbered(["a"], [np.array([0.0, 0.1, 9.9, 10.0])], {"a": 5}, 4, HERE)

    assert (labels[:, 0].tolist(), factor.values) == ([0, 0, 1, 1], ("1", "9"))


def test_zero_has_no_sign():
    assert numbered(["a"], [np.array([-0.0, 1.0])], {}, 2, HERE)[1][0].values == ("0", "1")


def test_where_two_spellings_meet_the_factor_says_so():
    _, (factor,) = numbered(["a"], [["1", "1.0", "2"]], {}, 3, HERE)

    assert factor.notices == ("'1' and '1.0' are one value, 1",)
