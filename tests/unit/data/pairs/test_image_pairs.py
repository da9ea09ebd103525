import itertools
import tracemalloc

import numpy as np
import pytest

from causalvq.data import set_pairs, step_pairs
from causalvq.data.pairs.image_pairs import factor_pairs
from causalvq.data.procedural.pendulum import Pendulum


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


def test_a_factor_of_two_values_does_not_wrap():
    pairs = step_pairs(grid(2), (2,), np.arange(2), (0,), (True,))

    assert as_set(pairs) == {(0, 1, 0, 1), (1, 0, 0, -1)}


def test_no_members_give_no_pairs():
    assert len(step_pairs(grid(2, 2), (2, 2), np.arange(0), (0, 1))) == 0


def textbook_set_pairs(labels, members, factors):
    """Every pair of members that differ in one chosen factor alone, compared one by one."""
    found = set()
    for x, y in itertools.permutations(members, 2):
        changed = np.flatnonzero(labels[x] != labels[y])
        if len(changed) == 1 and changed[0] in factors:
            found.add((x, y, factors.index(changed[0]), labels[y, changed[0]]))
    return found


@pytest.mark.parametrize("share", [1.0, 0.5])
@pytest.mark.parametrize("factors", [(0, 1, 2), (2, 0)])
def test_set_pairs_equal_the_comparison_of_all_images(share, factors):
    sizes = (4, 2, 3)
    labels = grid(*sizes)[np.random.default_rng(0).permutation(24)]
    members = np.flatnonzero(np.random.default_rng(1).random(24) < share)

    pairs = set_pairs(labels, sizes, members, factors)

    rows = list(zip(pairs.x, pairs.y, pairs.factor, pairs.value, strict=True))
    assert len(rows) == len(set(rows))
    assert set(rows) == textbook_set_pairs(labels, members, factors)
    assert not pairs.direction.any()


@pytest.mark.parametrize("find", [step_pairs, set_pairs])
def test_pairs_of_a_source_with_mechanisms_are_its_interventions(find):
    source = Pendulum(16)
    labels = source.factors(np.arange(len(source)))
    members = np.flatnonzero(np.random.default_rng(0).random(len(source)) < 0.8)

    pairs = find(labels, source.facts.sizes, members, (0, 3), truth=source)

    assert source.observational(labels[pairs.x]).all()
    for position, column in enumerate((0, 3)):
        chosen = pairs[pairs.factor == position]
        np.testing.assert_array_equal(source.do(labels[chosen.x], column, chosen.value), labels[chosen.y])
    moved = labels[pairs.x] != labels[pairs.y]
    assert moved[pairs.factor == 0, 2].mean() > 0.3, "the shadow follows the pendulum"
    assert not moved[pairs.factor == 1, :3].any(), "nothing follows the shadow"


def test_pairs_within_a_part_of_the_images_do_not_leave_it():
    pairs = step_pairs(grid(3, 3), (3, 3), np.arange(9), (0, 1))
    inside = pairs.within(np.array([0, 1, 2, 4]))

    assert as_set(inside) == as_set(step_pairs(grid(3, 3), (3, 3), np.array([0, 1, 2, 4]), (0, 1)))


@pytest.mark.parametrize("find", [step_pairs, set_pairs])
def test_finding_pairs_takes_time_and_memory_of_the_pairs(find):
    def peak(count):
        labels = grid(count, 4, 4)
        tracemalloc.start()
        pairs = find(labels, (count, 4, 4), np.arange(len(labels)), (1, 2))
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return memory / len(pairs)

    assert peak(2000) < 1.5 * peak(200)


def test_kinds_may_differ_from_factor_to_factor():
    labels = np.array([[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
    members = np.arange(6)
    both = factor_pairs(["step", "set"], labels, (2, 3), members, (0, 1))
    steps, sets = step_pairs(labels, (2, 3), members, (0, 1)), set_pairs(labels, (2, 3), members, (0, 1))

    stepped = both.factor == 0
    for name in ("x", "y", "direction", "value"):
        assert np.array_equal(getattr(both[stepped], name), getattr(steps[steps.factor == 0], name))
        assert np.array_equal(getattr(both[~stepped], name), getattr(sets[sets.factor == 1], name))
    assert set(both.direction[~stepped].tolist()) == {0}
