import itertools

import numpy as np
import pytest

from causalvq.data import Pairs, split_images, step_pairs
from causalvq.data.pairs.neighbours import present_steps
from causalvq.data.parts.by_pairs import split_by_pairs
from causalvq.data.parts.split import linked
from causalvq.data.parts.targets import pairs_of_each

SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}


def steps(labels, sizes):
    """What gives the pairs among some images, one step apart."""
    columns = range(len(sizes))
    there = present_steps(labels, sizes, columns)
    return lambda members: step_pairs(labels, sizes, members, columns, steps=there)


def portraits():
    """Labels of 2,414 of 38 x 29 x 12 combinations, the lamp at 64 places."""
    generator = np.random.default_rng(0)
    places = np.sort(generator.permutation(29 * 12)[:64])
    every = np.array([(person, place // 12, place % 12) for person in range(38) for place in places])
    return every[np.sort(generator.permutation(len(every))[:2414])], (38, 29, 12)


def test_portraits_under_a_moving_lamp_keep_pairs_of_every_factor():
    labels, sizes = portraits()
    find = steps(labels, sizes)
    total = pairs_of_each(find(np.arange(2414)), 3)

    split, random = split_by_pairs(2414, SHARES, 0, find, 3), split_images(2414, SHARES, 0)

    assert [len(split[part]) for part in SHARES] == [len(random[part]) for part in SHARES]
    for part in ("validation", "test"):
        assert (pairs_of_each(find(split[part]), 3) > 0.04 * total).all()
        assert (pairs_of_each(find(random[part]), 3) < 0.02 * total).all()
    assert (pairs_of_each(find(split.train), 3) > 0.6 * total).all()


def test_parts_are_spread_over_the_whole_set():
    labels, sizes = portraits()
    split = split_by_pairs(2414, SHARES, 1, steps(labels, sizes), 3)

    assert len(set(labels[split.test, 0])) > 19
    assert len(set(labels[split.test, 1])) > 14


def test_images_drawn_at_random_are_kept_where_they_have_enough_pairs():
    labels = np.array(list(itertools.product(range(30), range(30), range(20))))

    split = split_by_pairs(18_000, SHARES, 3, steps(labels, (30, 30, 20)), 3)

    np.testing.assert_array_equal(split.test, split_images(18_000, SHARES, 3).test)


def test_a_part_takes_more_than_its_share_only_for_the_least_of_pairs():
    labels = np.array(list(itertools.product(range(20), range(20))))
    find = steps(labels, (20, 20))

    split = split_by_pairs(400, {"train": 0.98, "validation": 0.01, "test": 0.01}, 0, find, 2)

    for part in ("validation", "test"):
        assert (pairs_of_each(find(split[part]), 2) >= 30).all()
        assert 4 < len(split[part]) <= 30


def table(count, *chains):
    """Pairs of a table that lead along chains of images, each of a factor (-1: unknown), one way."""
    x = np.concatenate([chain[:-1] for chain, _ in chains])
    y = np.concatenate([chain[1:] for chain, _ in chains])
    factor = np.concatenate([np.full(len(chain) - 1, number) for chain, number in chains])
    return Pairs(x, y, factor, np.zeros_like(x), np.where(factor < 0, -1, 0)), count


def test_pairs_that_hang_together_in_small_groups_do_not_cross():
    pairs, count = table(1000, *((np.arange(start, start + 5), start // 5 % 2) for start in range(0, 1000, 5)))
    groups = linked(count, pairs.x, pairs.y)

    split = split_by_pairs(count, SHARES, 0, pairs.within, 2, groups)

    assert sum(len(pairs.within(split[part])) for part in SHARES) == len(pairs)
    assert all(pairs_of_each(pairs.within(split[part]), 2).min() >= 30 for part in SHARES)
    assert [len(split[part]) for part in SHARES] == [800, 100, 100]


def test_pairs_of_unknown_action_are_not_what_a_part_is_grown_for():
    known, unknown = (np.arange(0, 60), 0), (np.arange(60, 300), -1)
    pairs, count = table(300, known, unknown)

    split = split_by_pairs(count, SHARES, 0, pairs.within, 1, linked(count, pairs.x, pairs.y))

    assert all(pairs_of_each(pairs.within(split[part]), 1)[0] >= 1 for part in SHARES)


@pytest.mark.parametrize("seed", range(5))
def test_twenty_images_give_both_parts_pairs_of_every_factor(seed):
    labels = np.array(list(itertools.product(range(5), range(4))))
    find = steps(labels, (5, 4))

    split = split_by_pairs(20, SHARES, seed, find, 2)

    assert all(pairs_of_each(find(split[part]), 2).min() > 0 for part in ("train", "test"))


def test_training_keeps_the_only_pair_of_a_factor():
    labels = np.array([[0, 0], [0, 1], *((value, 0) for value in range(1, 40))])

    find = steps(labels, (40, 2))
    split = split_by_pairs(len(labels), SHARES, 0, find, 2)

    assert pairs_of_each(find(split.train), 2)[1] == 2


def test_a_part_without_a_share_has_no_image():
    labels, sizes = portraits()
    split = split_by_pairs(2414, {"train": 0.9, "test": 0.1}, 0, steps(labels, sizes), 3)

    assert len(split.validation) == 0
    assert len(split.test) == 241
