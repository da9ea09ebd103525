import itertools

import numpy as np
import pytest

from causalvq.data import step_pairs
from causalvq.errors import DataError


def grid(*sizes):
    return np.array(list(itertools.product(*map(range, sizes))), dtype=np.int64)


def textbook_step_pairs(labels, sizes, members, factors, cyclic):
    """Every pair of members, compared one by one."""
    found = set()
    for x, y in itertools.permutations(members, 2):
        for position, column in enumerate(factors):
            if np.any(np.delete(labels[x], column) != np.delete(labels[y], column)):
                continue
            step = labels[y, column] - labels[x, column]
            size = sizes[column]
            wraps = cyclic[position] and size > 2
            if step == 1 or (wraps and step == 1 - size):
                found.add((x, y, position, 1))
            if step == -1 or (wraps and step == size - 1):
                found.add((x, y, position, -1))
    return found


def as_set(pairs):
    rows = list(zip(pairs.x, pairs.y, pairs.factor, pairs.direction, strict=True))
    assert len(rows) == len(set(rows)), "no duplicates"
    return set(rows)


@pytest.mark.parametrize("share", [1.0, 0.6, 0.1])
@pytest.mark.parametrize("cyclic", [(False, False, False), (True, True, False)])
def test_step_pairs_equal_the_comparison_of_all_images(share, cyclic):
    sizes = (4, 2, 3)
    labels = grid(*sizes)[np.random.default_rng(0).permutation(24)]
    members = np.flatnonzero(np.random.default_rng(1).random(24) < share)

    pairs = step_pairs(labels, sizes, members, (0, 1, 2), cyclic)

    assert as_set(pairs) == textbook_step_pairs(labels, sizes, members, (0, 1, 2), cyclic)
    np.testing.assert_array_equal(pairs.value, labels[pairs.y, pairs.factor])


def test_factors_that_are_not_chosen_stay_equal():
    sizes = (3, 2, 3)
    labels = grid(*sizes)
    pairs = step_pairs(labels, sizes, np.arange(18), factors=(2, 0))

    assert as_set(pairs) == textbook_step_pairs(labels, sizes, np.arange(18), (2, 0), (False, False))
    np.testing.assert_array_equal(labels[pairs.x, 1], labels[pairs.y, 1])
    assert set(pairs.factor) == {0, 1}


def test_a_full_grid_has_one_pair_for_each_neighbour_in_both_directions():
    sizes = (4, 5, 5, 3, 4, 4, 3)
    pairs = step_pairs(grid(*sizes), sizes, np.arange(14_400), range(7))

    assert len(pairs) == sum(14_400 // size * (size - 1) * 2 for size in sizes)
    assert as_set(pairs) == {(y, x, factor, -step) for x, y, factor, step in as_set(pairs)}


def test_images_with_equal_labels_are_matched_in_turn():
    labels = np.array([[0], [0], [0], [1], [1]])
    pairs = step_pairs(labels, (2,), np.arange(5), (0,))

    assert as_set(pairs) == {(0, 3, 0, 1), (1, 4, 0, 1), (2, 3, 0, 1), (3, 0, 0, -1), (4, 1, 0, -1)}


def test_a_factor_of_two_values_does_not_wrap():
    pairs = step_pairs(grid(2), (2,), np.arange(2), (0,), (True,))

    assert as_set(pairs) == {(0, 1, 0, 1), (1, 0, 0, -1)}


def test_no_members_give_no_pairs():
    assert len(step_pairs(grid(2, 2), (2, 2), np.arange(0), (0, 1))) == 0


def test_forty_binary_factors_are_numbered_and_a_hundred_refused():
    labels = np.zeros((2, 100), dtype=np.int64)
    labels[1, 7] = 1

    assert as_set(step_pairs(labels, (2,) * 100, np.arange(2), range(40))) == {(0, 1, 7, 1), (1, 0, 7, -1)}
    with pytest.raises(DataError, match="too many combinations"):
        step_pairs(labels, (2,) * 100, np.arange(2), range(100))
