import itertools

import numpy as np
import pytest

from causalvq.data.pairs.imbalance import thin
from causalvq.errors import DataError

LABELS = np.array(list(itertools.product(range(2), range(3), range(50))))
ALL = np.arange(300)


def test_values_get_the_shares_that_were_declared():
    kept = thin(LABELS, ALL, {0: [0.9, 0.1]}, seed=0)

    assert np.bincount(LABELS[kept, 0]).tolist() == [150, 17]
    assert (np.diff(kept) > 0).all()


def test_two_factors_are_thinned_one_after_another():
    kept = thin(LABELS, ALL, {0: [0.8, 0.2], 1: [0.5, 0.5, 0.0]}, seed=0)

    assert (LABELS[kept, 1] < 2).all()
    np.testing.assert_allclose(np.bincount(LABELS[kept, 1])[:2] / len(kept), 0.5, atol=0.01)


def test_a_seed_keeps_the_same_images():
    first, again, other = (thin(LABELS, ALL, {0: [0.9, 0.1]}, seed=seed) for seed in (1, 1, 2))

    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_nothing_declared_keeps_everything():
    np.testing.assert_array_equal(thin(LABELS, ALL, {}, seed=0), ALL)


def test_a_value_without_images_cannot_have_a_share():
    with pytest.raises(DataError, match=r"CVQ314.*value 1"):
        thin(LABELS, ALL[:150], {0: [0.9, 0.1]}, seed=0)
