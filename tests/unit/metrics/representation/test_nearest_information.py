import math

import numpy as np
import pytest

from causalvq.metrics.representation.nearest_information import (
    _radii,
    _within,
    information_beyond_chance,
    nearest_information,
)

pytest.importorskip("scipy")


def digamma(whole):
    """Of a whole number: the harmonic sum below it, less Euler's constant."""
    return sum(1 / part for part in range(1, whole)) - np.euler_gamma


def test_neighbours_by_hand():
    numbers = np.array([0.0, 10.0, 1.0, 3.0])

    assert _radii(numbers, 1).tolist() == [1, 7, 1, 2]
    assert _radii(numbers, 2).tolist() == [3, 9, 2, 3]
    assert _within(numbers, np.array([1.0, 6.5, 0.5, 3.0])).tolist() == [2, 1, 1, 3]


def test_counts_are_of_differences_not_of_rounded_sums():
    numbers = np.random.default_rng(0).standard_normal(200)
    radius = np.abs(numbers - np.roll(numbers, 1))
    for some in (radius, np.nextafter(radius, 0)):
        by_hand = (np.abs(numbers[:, None] - numbers) <= some[:, None]).sum(1)
        assert _within(numbers, some).tolist() == by_hand.tolist()


def test_information_by_hand():
    vectors, labels = np.array([[0.0], [1.0], [2.2], [3.3]]), np.array([[0], [0], [1], [1]])
    # One neighbour each, at 1, 1, 1.1, 1.1; nearer ones, itself among them: 1, 1, 1, 1.
    expected = digamma(4) - digamma(2) + digamma(1) - digamma(1)

    assert nearest_information(vectors, labels)[0, 0] == pytest.approx(expected)


def test_it_is_that_of_scikit_learn():
    selection = pytest.importorskip("sklearn.feature_selection")
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 4, (300, 2))
    labels[:3, 1] = [7, 8, 8]  # a value of one sample, and one of two
    labels = np.stack([np.unique(column, return_inverse=True)[1] for column in labels.T], axis=1)
    vectors = labels @ np.array([[1.0, 0.2, 0.0], [0.0, 0.4, 0.0]]) + draw.standard_normal((300, 3))
    found = nearest_information(vectors, labels)

    for factor, column in enumerate(labels.T):
        theirs = selection.mutual_info_classif(vectors, column, discrete_features=False, n_neighbors=10, random_state=0)
        # Their tree compares squares, which are rounded: a neighbour at the very radius may count there.
        assert found[:, factor] == pytest.approx(theirs, abs=1e-12 if factor == 0 else 1 / len(labels))


def test_a_variable_that_tells_the_factor_has_its_entropy_and_a_dead_one_nothing():
    labels = np.arange(3).repeat(100)[:, None]
    vectors = np.concatenate([labels * 5.0, labels * 1e-7, np.full((300, 1), 2.0)], axis=1)  # with ties

    assert nearest_information(vectors, labels)[:, 0] == pytest.approx([math.log(3), math.log(3), 0], abs=0.01)
    assert nearest_information(vectors[:2], np.array([[0], [1]])).tolist() == [[0], [0], [0]]


def test_independent_columns_are_chance():
    draw = np.random.default_rng(3)
    labels, vectors = draw.integers(0, 4, (500, 2)), draw.standard_normal((500, 4))
    vectors[:, 0] += labels[:, 0]

    assert (nearest_information(vectors, labels) > 0).sum() > 1
    assert np.argwhere(information_beyond_chance(vectors, labels)).tolist() == [[0, 0]]
