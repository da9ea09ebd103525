import itertools

import numpy as np
import pytest

from causalvq.data import PairSampler, set_pairs, step_pairs
from causalvq.errors import DataError

SIZES = (2, 3, 7)
LABELS = np.array(list(itertools.product(*map(range, SIZES))), dtype=np.int64)
PAIRS = step_pairs(LABELS, SIZES, np.arange(42), (0, 1, 2))


def shares(sampler, steps=200):
    drawn = np.concatenate([sampler.batch(step) for step in range(steps)])
    actions = PAIRS.factor[drawn] * 2 + (PAIRS.direction[drawn] < 0)
    return np.bincount(actions, minlength=6) / len(drawn)


def test_a_batch_depends_on_seed_and_step_alone():
    first = PairSampler(PAIRS, 32, seed=5)
    for step in range(10):
        first.batch(step)

    np.testing.assert_array_equal(first.batch(3), PairSampler(PAIRS, 32, seed=5).batch(3))
    assert not np.array_equal(first.batch(3), first.batch(4))
    assert not np.array_equal(first.batch(3), PairSampler(PAIRS, 32, seed=6).batch(3))


def test_balanced_batches_draw_every_action_equally():
    np.testing.assert_allclose(shares(PairSampler(PAIRS, 256, seed=0)), 1 / 6, atol=0.01)


def test_natural_batches_draw_every_pair_equally():
    counts = np.bincount(PAIRS.factor * 2 + (PAIRS.direction < 0), minlength=6)

    sampler = PairSampler(PAIRS, 256, seed=0, frequency="natural")
    np.testing.assert_allclose(shares(sampler), counts / len(PAIRS), atol=0.01)


@pytest.mark.parametrize("frequency", ["balanced", "natural"])
def test_every_pair_can_be_drawn(frequency):
    sampler = PairSampler(PAIRS, 256, seed=0, frequency=frequency)

    drawn = np.concatenate([sampler.batch(step) for step in range(40)])
    assert set(drawn) == set(range(len(PAIRS)))


@pytest.mark.parametrize("frequency", ["balanced", "natural"])
def test_ranks_share_the_batch_of_one_process(frequency):
    whole = PairSampler(PAIRS, 8, seed=1, frequency=frequency).batch(2)
    shares = [PairSampler(PAIRS, 8, seed=1, frequency=frequency, rank=rank, world=2).batch(2) for rank in (0, 1)]

    np.testing.assert_array_equal(np.stack(shares, axis=1).reshape(-1), whole)


def test_no_pairs_is_an_error():
    with pytest.raises(DataError, match="CVQ313"):
        PairSampler(step_pairs(LABELS, SIZES, np.arange(1), (0,)), 8, seed=0)


def test_by_value_draws_every_change_equally():
    sampler = PairSampler(PAIRS, 256, seed=0, frequency="by_value")
    drawn = np.concatenate([sampler.batch(step) for step in range(400)])

    changes = np.stack([PAIRS.factor[drawn], PAIRS.direction[drawn], PAIRS.value[drawn]], axis=1)
    _, counts = np.unique(changes, axis=0, return_counts=True)
    assert len(counts) == 2 * sum(size - 1 for size in SIZES)
    np.testing.assert_allclose(counts / len(drawn), 1 / len(counts), rtol=0.06)


def test_set_actions_are_balanced_by_factor_and_value():
    pairs = set_pairs(LABELS, SIZES, np.arange(42), (0, 1, 2))
    sampler = PairSampler(pairs, 256, seed=0)
    drawn = np.concatenate([sampler.batch(step) for step in range(200)])

    for factor, size in enumerate(SIZES):
        values = pairs.value[drawn][pairs.factor[drawn] == factor]
        np.testing.assert_allclose(np.bincount(values) / len(drawn), 1 / 3 / size, rtol=0.06)
