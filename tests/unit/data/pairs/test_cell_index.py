import numpy as np
import pytest

from causalvq.data import step_pairs
from causalvq.data.pairs.cell_index import Cells
from causalvq.data.procedural.pendulum import Pendulum
from causalvq.errors import DataError


def as_set(pairs):
    rows = list(zip(pairs.x, pairs.y, pairs.factor, pairs.direction, strict=True))
    assert len(rows) == len(set(rows)), "no duplicates"
    return set(rows)


def test_images_with_equal_labels_are_matched_in_turn():
    labels = np.array([[0], [0], [0], [1], [1]])
    pairs = step_pairs(labels, (2,), np.arange(5), (0,))

    assert as_set(pairs) == {(0, 3, 0, 1), (1, 4, 0, 1), (2, 3, 0, 1), (3, 0, 0, -1), (4, 1, 0, -1)}


def test_forty_binary_factors_are_numbered_and_a_hundred_refused():
    labels = np.zeros((2, 100), dtype=np.int64)
    labels[1, 7] = 1

    assert as_set(step_pairs(labels, (2,) * 100, np.arange(2), range(40))) == {(0, 1, 7, 1), (1, 0, 7, -1)}
    with pytest.raises(DataError, match="too many combinations"):
        step_pairs(labels, (2,) * 100, np.arange(2), range(100))


def test_partners_are_the_members_in_the_cell_that_the_value_leads_to():
    labels = np.array([[0, 0], [1, 0], [0, 1], [1, 1], [2, 0]])
    cells = Cells(labels, (3, 2), np.array([0, 1, 2, 4]), (0,))

    x, y, value = cells.partners(0, np.array([1, 2, 1, 0]), np.array([True, True, True, False]))

    # Image 3, the partner of image 2, is no member; image 4 is not wanted.
    assert (x.tolist(), y.tolist(), value.tolist()) == ([0, 1], [1, 4], [1, 2])
    assert cells.values(0).tolist() == [0, 1, 0, 2]


def test_a_source_with_mechanisms_leads_to_where_the_consequences_are():
    truth = Pendulum(8)
    labels = truth.factors(np.arange(len(truth)))
    cells = Cells(labels, truth.facts.sizes, np.arange(len(truth)), (0,), truth)

    x, y, _ = cells.partners(0, np.full(len(truth), 3), np.ones(len(truth), dtype=bool))

    assert len(x) > 0
    assert truth.observational(labels[x]).all()
    np.testing.assert_array_equal(labels[y], truth.do(labels[x], 0, np.full(len(x), 3)))
    assert (labels[x][:, 2:] != labels[y][:, 2:]).any(), "an effect follows its cause"


def test_no_members_lead_nowhere():
    cells = Cells(np.zeros((3, 1), dtype=np.int64), (2,), np.array([], dtype=np.int64), (0,))

    assert all(len(found) == 0 for found in cells.partners(0, np.array([], dtype=np.int64), np.array([], dtype=bool)))
