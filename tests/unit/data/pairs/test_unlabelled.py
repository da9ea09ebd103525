import numpy as np
import pytest

from causalvq.data import Pairs, joined, withhold


def pairs(count):
    numbers = np.arange(count, dtype=np.int64)
    return Pairs(numbers, numbers + 100, numbers % 3, np.zeros_like(numbers), numbers % 5)


@pytest.mark.parametrize(("share", "kept"), [(1.0, 40), (0.5, 20), (0.2, 8), (0.001, 1)])
def test_a_share_is_kept_and_the_rest_loses_its_actions(share, kept):
    known, unknown = withhold(pairs(40), share, seed=3)

    assert (len(known), len(unknown)) == (kept, 40 - kept)
    assert sorted([*known.x.tolist(), *unknown.x.tolist()]) == list(range(40))
    assert known.x.tolist() == sorted(known.x.tolist())
    assert (known.factor == known.x % 3).all()
    assert (unknown.y == unknown.x + 100).all()
    for column, none in ((unknown.factor, -1), (unknown.direction, 0), (unknown.value, -1)):
        assert (column == none).all()


def test_equal_seeds_keep_the_same_pairs():
    one, same, other = (withhold(pairs(40), 0.5, seed)[0].x.tolist() for seed in (0, 0, 1))

    assert one == same != other


def test_no_pairs_stay_none():
    known, unknown = withhold(pairs(0), 0.5, seed=0)

    assert len(known) == len(unknown) == 0


def test_joined_pairs_come_one_after_the_other():
    known, unknown = withhold(pairs(10), 0.4, seed=0)
    both = joined(known, unknown)

    assert both.x.tolist() == [*known.x.tolist(), *unknown.x.tolist()]
    assert both.factor.tolist() == [*known.factor.tolist(), *[-1] * 6]
