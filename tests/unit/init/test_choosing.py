import numpy as np

from causalvq.init.choosing import PLENTY, counted, paired_factors, worth


def grid(*sizes):
    return np.stack(np.unravel_index(np.arange(np.prod(sizes)), sizes), axis=1).astype(np.int64)


def test_pairs_of_a_full_grid_are_counted_by_hand():
    labels = grid(3, 4)

    assert counted(labels, (3, 4), (0, 1), ("step", "step")) == (2 * 2 * 4, 2 * 3 * 3)
    assert counted(labels, (3, 4), (), ("step", "step")) == ()


def test_factors_that_are_held_still_are_kept_together():
    assert paired_factors(grid(5, 6), (5, 6), ("step", "step")) == ((0, 1), (48, 50))


def test_a_factor_in_which_any_two_images_differ_is_left_out():
    labels = np.concatenate([grid(5, 6), np.arange(30)[:, None]], axis=1)

    assert paired_factors(labels, (5, 6, 30), ("step", "step", "step")) == ((0, 1), (48, 50))


def test_images_that_never_differ_in_one_factor_alone_keep_what_has_pairs():
    diagonal = np.stack([np.arange(4), np.arange(4)], axis=1).repeat(20, axis=0)

    kept, counts = paired_factors(diagonal, (4, 4), ("step", "step"))
    assert len(kept) == 1
    assert counts == (120,), "three neighbours, both ways, twenty images each"


def test_pairs_beyond_fifty_are_worth_nothing():
    assert worth((10, PLENTY + 100)) == 10 + PLENTY
