from pathlib import Path

import numpy as np
import pytest

from causalvq.data.facts import FactorFacts
from causalvq.data.labels.factor_labels import (
    MOST_VALUES,
    binned_labels,
    checked_labels,
    labels_from_values,
    require_few_values,
)
from causalvq.errors import DataError

HERE = Path("labels.csv")


FACTORS = (FactorFacts("hue", 2, ("red", "blue")), FactorFacts("size", 3, ("1", "2", "3")))


GRID = np.stack(np.unravel_index(np.arange(6), (2, 3)), axis=1)


def faults_of(call, *arguments):
    with pytest.raises(DataError) as caught:
        call(*arguments)
    return [(fault.code, fault.message) for fault in caught.value.diagnostics]


def test_a_right_table_comes_back_as_int64():
    found = checked_labels(GRID.astype(np.uint8), FACTORS, 6, HERE)

    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, GRID)


def test_all_wrong_columns_are_told_at_once():
    wrong = np.array([[0, 3], [0, -1], [0, 0]])

    assert faults_of(checked_labels, wrong, FACTORS, 3, HERE) == [
        ("CVQ306", "factor 'hue' has only one value, so nothing can change it"),
        ("CVQ305", "factor 'size' has a label out of range in row 0 and 1 more"),
    ]


@pytest.mark.parametrize("labels", [GRID[:5], GRID[:, :1], GRID.astype(float), GRID[None]])
def test_a_table_of_another_shape_or_type_is_refused(labels):
    assert faults_of(checked_labels, labels, FACTORS, 6, HERE)[0][0] == "CVQ303"


def test_values_are_numbered_in_increasing_order():
    values = np.array([[0.5, 30], [0.25, -30], [0.5, 0]])

    labels, factors = labels_from_values(values, ["scale", "turn"], HERE)

    assert labels.tolist() == [[1, 2], [0, 0], [1, 1]]
    assert [(factor.name, factor.values) for factor in factors] == [
        ("scale", ("0.25", "0.5")),
        ("turn", ("-30", "0", "30")),
    ]


def test_a_column_of_one_value_is_left_out_only_where_that_is_asked_for():
    values = np.array([[7, 1], [7, 2]])

    assert [factor.name for factor in labels_from_values(values, ["a", "b"], HERE, drop_constant=True)[1]] == ["b"]
    assert faults_of(labels_from_values, values, ["a", "b"], HERE)[0][0] == "CVQ306"


def test_bins_are_of_equal_width_and_named_by_their_middles_and_empty_ones_are_none():
    values = np.array([[0.0, 5], [0.24, 6], [0.25, 5], [0.99, 6], [1.0, 5]])

    labels, factors = binned_labels(values, ["angle", "few"], 4, HERE)

    assert labels.tolist() == [[0, 0], [0, 1], [1, 0], [2, 1], [2, 0]]
    assert [factor.values for factor in factors] == [("0.125", "0.375", "0.875"), ("5", "6")], "none at 0.625"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (np.array([[1.0, np.nan], [0.0, 1.0]]), "CVQ305"),
        (np.zeros((3, 1)), "CVQ303"),
        (np.empty((0, 2)), "CVQ303"),
        (np.array([["a", "b"]]), "CVQ303"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused(values, code):
    assert faults_of(labels_from_values, values, ["a", "b"], HERE)[0][0] == code
    assert faults_of(binned_labels, values, ["a", "b"], 2, HERE)[0][0] == code


def test_more_values_than_a_factor_has_look_continuous():
    require_few_values("angle", MOST_VALUES, HERE)

    assert faults_of(require_few_values, "angle", MOST_VALUES + 1, HERE) == [
        ("CVQ305", "factor 'angle' has 4,097 values: it looks continuous")
    ]
