import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.array_checks import as_array, as_flags, as_indices, as_numbers, as_table, as_whole, factor_names


def test_what_is_right_is_what_was_given():
    assert as_table([3, 1], "a").tolist() == [[3], [1]]
    assert as_whole(np.array([[2.0]]), "a", "").dtype == np.int64
    assert as_numbers(np.array([[True]]), "a").tolist() == [[1.0]]
    assert as_indices([1, 0], "a", 2, 2).tolist() == [1, 0]
    assert as_flags([0.0, 1.0], "a").tolist() == [False, True]
    assert factor_names((), 2, "columns") == ("factor_0", "factor_1")


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (lambda: as_array([[1], [1, 2]], "a"), "CVQ601 array 'a' is no array: its rows have different lengths"),
        (lambda: as_array(np.array(["red", 1], dtype=object), "a"), "CVQ601 array 'a' holds Python objects"),
        (lambda: as_table(3, "a"), r"CVQ601 array 'a' is no table.*shape \(\)"),
        (lambda: as_table(np.zeros((2, 0)), "a"), r"CVQ601 array 'a' is no table.*shape \(2, 0\)"),
        (lambda: as_table([], "a"), "CVQ602 array 'a' has 0 samples"),
        (lambda: as_table([1], "a", 4), "CVQ602 array 'a' has a single sample.*4 or more"),
        (lambda: as_numbers(np.array([["x"]]), "a"), "CVQ601 array 'a' is not of numbers"),
        (lambda: as_numbers(np.array([[1j]]), "a"), "CVQ601 array 'a' is not of numbers.*complex"),
        (lambda: as_numbers(np.array([[0, np.nan]]), "a"), "CVQ601 array 'a' has NaN.*row 0, column 1"),
        (lambda: as_numbers(np.array([[np.inf]]), "a"), "CVQ601 array 'a' has infinity"),
        (
            lambda: as_whole(np.array([[0.5]]), "a", "do this"),
            "CVQ601 array 'a' has numbers that are not whole.*do this",
        ),
        (lambda: as_whole(np.array([[2**60]]), "a", ""), "CVQ601 array 'a' has numbers that are too large"),
        (lambda: as_indices([[1]], "a", 1, 2), "CVQ603 array 'a' has the wrong length"),
        (lambda: as_indices([1.0], "a", 1, 2), "CVQ601 array 'a' is not of whole numbers"),
        (lambda: as_indices([-1], "a", 1, None), "CVQ601 array 'a' is out of range.*-1 in row 0"),
        (lambda: as_flags([0, 2], "a"), "CVQ601 array 'a' has other values than 0 and 1.*2 of int64"),
        (lambda: as_flags(["yes"], "a"), "CVQ601 array 'a' has other values than 0 and 1"),
        (lambda: factor_names(["x"], 2, "columns of 'a'"), "CVQ603 array 'names' does not name the columns of 'a'"),
    ],
)
def test_what_is_wrong_with_which_array(check, told):
    with pytest.raises(MetricError, match=told):
        check()
