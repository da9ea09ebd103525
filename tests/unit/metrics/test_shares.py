import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalvq.metrics.shares import (
    FactorScores,
    mean_over_factors,
    scores_by_factor,
    standard_error,
    wilson,
)


@pytest.mark.parametrize(
    ("hits", "count", "interval"),
    [(5, 5, (0.5655, 1)), (0, 5, (0, 0.4345)), (81, 263, (0.2553, 0.3662)), (1, 1, (0.2065, 1))],
)
def test_wilson_by_hand(hits, count, interval):
    """81 of 263 is Newcombe's (1998) example."""
    assert wilson(hits, count) == pytest.approx(interval, abs=1e-4)


@given(st.integers(1, 10**6).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_the_share_lies_in_its_interval_and_misses_mirror_hits(trials):
    hits, count = trials
    low, high = wilson(hits, count)

    assert 0 <= low <= hits / count <= high <= 1
    assert low < high
    assert wilson(count - hits, count) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_standard_errors_by_hand():
    assert standard_error(0.5, 96) == pytest.approx(0.05)
    assert standard_error(1.0, 96) == pytest.approx(np.sqrt(0.98 * 0.02 / 100))
    assert standard_error(0.0, 96) == pytest.approx(standard_error(1.0, 96))


def test_scores_of_each_factor_by_hand():
    factor = np.array([0, 0, 2, 2])
    action, whole = np.array([True, False, True, True]), np.array([True, True, True, True])
    found = scores_by_factor(["hair", "eyes", "mouth"], factor, action, whole)

    assert found["hair"] == FactorScores(2, 0.5, wilson(1, 2), 1.0, wilson(2, 2))
    assert found["eyes"] == FactorScores(0)
    assert found["mouth"].to_json()["action_accuracy_interval"] == list(wilson(2, 2))
    assert mean_over_factors([one.action_accuracy for one in found.values()]) == 0.75


def test_no_factor_has_no_mean():
    assert mean_over_factors([]) is mean_over_factors([None]) is None
