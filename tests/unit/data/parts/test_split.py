import numpy as np
import pytest

from causalvq.data import split_images
from causalvq.data.parts.split import linked
from causalvq.errors import DataError

PAPER = {"train": 0.7, "validation": 0.15, "test": 0.15}


def test_the_parts_share_no_image_and_leave_none_out():
    split = split_images(1001, PAPER, seed=3)
    together = np.concatenate([split.train, split.validation, split.test])

    np.testing.assert_array_equal(np.sort(together), np.arange(1001))
    assert [len(split[name]) for name in PAPER] == [701, 150, 150]
    assert all((np.diff(split[name]) > 0).all() for name in PAPER)


def test_equal_seeds_split_equally_and_others_do_not():
    first, again, other = (split_images(100, PAPER, seed=seed).train for seed in (1, 1, 2))

    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    "fractions",
    [
        {"train": 0.7, "validation": 0.1, "test": 0.1},
        {"train": 1.2, "validation": -0.2, "test": 0.0},
        {"train": 0.5, "dev": 0.5},
    ],
)
def test_shares_that_are_no_split_are_refused(fractions):
    with pytest.raises(DataError, match="CVQ314"):
        split_images(100, fractions, seed=0)


def test_a_split_without_training_images_is_refused():
    with pytest.raises(DataError, match="leaves no image"):
        split_images(2, {"train": 0.1, "validation": 0.4, "test": 0.5}, seed=0)


def test_images_that_hang_together_by_pairs_share_a_part():
    x, y = np.arange(0, 300, 3), np.arange(1, 300, 3)
    groups = linked(300, np.concatenate([x, y]), np.concatenate([y, y + 1]))
    split = split_images(300, PAPER, 5, groups)

    np.testing.assert_array_equal(groups, np.arange(300) // 3 * 3)
    assert [len(split[name]) for name in PAPER] == [210, 45, 45]
    for name in PAPER:
        assert (np.bincount(split[name] // 3)[split[name] // 3] == 3).all()


def test_one_group_of_all_images_is_split_like_independent_ones():
    chain = np.arange(99)
    groups = linked(100, chain[::-1] + 1, chain[::-1])

    assert not groups.any()
    np.testing.assert_array_equal(split_images(100, PAPER, 1, groups).test, split_images(100, PAPER, 1).test)
