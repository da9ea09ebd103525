import math

import numpy as np
import pytest

from causalvq.metrics.representation.information import (
    chance,
    entropy,
    joint_counts,
    mutual_information,
    numbered,
    relative_information,
)


def grid(*sizes):
    return np.stack(np.unravel_index(np.arange(math.prod(sizes)), sizes), axis=1)


def test_entropy_by_hand():
    assert entropy(np.array([2, 2, 0])) == pytest.approx(math.log(2))
    assert entropy(np.array([[4, 0], [2, 2]])) == pytest.approx(1.5 * math.log(2))
    assert entropy(np.array([7])) == 0


def test_values_are_numbered_as_they_are_met():
    assert numbered(np.array([5, 5, 0, 9, 0])).tolist() == [0, 0, 1, 2, 1]
    assert numbered(np.array([0, 0, 7, 1, 7])).tolist() == [0, 0, 1, 2, 1]


def test_a_copy_says_all_and_an_independent_variable_nothing():
    labels = grid(2, 4).repeat(10, axis=0)

    assert relative_information(labels, labels) == pytest.approx(np.eye(2))


def test_half_of_a_factor_by_hand():
    labels = grid(4).repeat(10, axis=0)
    codes = labels // 2  # tells the lower two values from the upper two: one bit of two

    assert relative_information(codes, labels)[0, 0] == pytest.approx(0.5)


def test_a_factor_of_one_value_has_nothing_to_say():
    assert relative_information(grid(4), np.zeros((4, 1), dtype=np.int64)).tolist() == [[0]]


def test_what_chance_gives_counts_as_nothing():
    draw = np.random.default_rng(0)
    codes, labels = draw.integers(0, 5, (400, 20)), draw.integers(0, 4, (400, 20))

    assert (relative_information(codes, labels) > 0).mean() < 0.01
    echo = np.where(draw.random((400, 1)) < 0.4, labels[:, :1], codes[:, :1])  # 0.4 of the labels shine through
    assert relative_information(echo, labels[:, :1])[0, 0] > 0.05


@pytest.mark.parametrize("freedom", [1, 4, 16, 200])
def test_chance_is_the_published_quantile(freedom):
    stats = pytest.importorskip("scipy.stats")

    assert chance(freedom) == pytest.approx(stats.chi2.isf(0.001, freedom), rel=0.04)


def test_information_is_that_of_scikit_learn():
    score = pytest.importorskip("sklearn.metrics").mutual_info_score
    draw = np.random.default_rng(0)
    codes, labels = draw.integers(0, 3, (50, 2)), draw.integers(0, 4, (50, 3))

    wanted = [[score(code, label) for label in labels.T] for code in codes.T]
    assert mutual_information(codes, labels) == pytest.approx(np.array(wanted))
    assert joint_counts(np.array([0, 1, 1]), np.array([1, 0, 0])).tolist() == [[0, 1], [2, 0]]
