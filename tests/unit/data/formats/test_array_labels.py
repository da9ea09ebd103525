import re
from pathlib import Path

import numpy as np
import pytest

from causalvq.data.formats.array_labels import columns_of, labelled, one_hot_groups, values_of_one_hot
from causalvq.errors import DataError

HERE = Path("x.npz")
GRID = np.stack(np.unravel_index(np.arange(12), (4, 3)), axis=1)


def hot(labels, sizes):
    return np.concatenate([np.eye(size)[column] for size, column in zip(sizes, labels.T, strict=True)], axis=1)


def test_one_hot_groups_are_found_and_read():
    table = hot(GRID, (4, 3))

    assert one_hot_groups(table) == (4, 3)
    found = values_of_one_hot(table, (4, 3), HERE)
    np.testing.assert_array_equal(np.stack(found, axis=1), GRID)


@pytest.mark.parametrize(
    "table",
    [GRID, np.zeros((5, 4)), np.ones((5, 4)), np.random.default_rng(0).integers(0, 2, (50, 6)), hot(GRID, (4, 3)) * 2],
)
def test_other_tables_are_not_one_hot(table):
    assert one_hot_groups(table) == ()


def test_columns_have_the_names_that_are_given_or_those_of_their_arrays():
    assert list(columns_of({"labels": GRID}, 12, (), (), HERE)) == ["factor_0", "factor_1"]
    assert list(columns_of({"labels": GRID}, 12, (), ("x", "y"), HERE)) == ["x", "y"]
    assert list(columns_of({"x": GRID[:, 0], "y": GRID[:, 1]}, 12, (), (), HERE)) == ["x", "y"]


def test_only_some_factors_may_be_taken():
    labels, factors = labelled(columns_of({"labels": GRID}, 12, (), ("x", "y"), HERE), {}, ["y"], HERE)

    np.testing.assert_array_equal(labels[:, 0], GRID[:, 1])
    assert [factor.name for factor in factors] == ["y"]


@pytest.mark.parametrize(
    ("arrays", "one_hot", "names", "code"),
    [
        ({"labels": GRID[:-3]}, (), (), "CVQ303 .*labels has 9 rows for 12 images"),
        ({"labels": GRID[None]}, (), (), "CVQ303"),
        ({"labels": GRID, "more": GRID[:, 0]}, (), (), "CVQ303"),
        ({"labels": GRID}, (), ("x",), "CVQ303 factor_names"),
        ({"labels": GRID}, (), ("x", "x"), "CVQ303 factor_names"),
        ({"labels": GRID}, (4, 3), (), "CVQ303 one_hot does not cover"),
        ({"labels": hot(GRID, (4, 3)) * 2}, (4, 3), (), "CVQ305 columns 0 to 3 are not one-hot in row 0"),
    ],
)
def test_labels_of_another_form_are_told(arrays, one_hot, names, code):
    with pytest.raises(DataError) as caught:
        columns_of(arrays, 12, one_hot, names, HERE)

    assert re.search(code, str(caught.value))
