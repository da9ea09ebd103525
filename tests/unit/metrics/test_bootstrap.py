import numpy as np
import pytest

from causalvq.metrics.bootstrap import drawn_means, drawn_weights, percentile_interval, sure_share, t_interval, units_of

PAIRS_APART = (np.arange(0, 120, 2), np.arange(1, 120, 2))


def interval(values, x, y, draws=400, seed=0):
    columns, ones = np.asarray(values, float)[:, None], np.ones(len(values))
    means, _ = drawn_means(columns, ones, np.zeros(len(values), np.int64), 1, units_of(x, y), draws, seed)
    return percentile_interval(means[:, 0])


def test_pairs_that_share_no_image_are_drawn_each_by_itself():
    units = units_of(*PAIRS_APART)

    assert (units.count, units.second, units.independent) == (60, None, 60)


def test_a_pair_and_its_way_back_are_one():
    x, y = (np.concatenate(both) for both in (PAIRS_APART, PAIRS_APART[::-1]))
    units = units_of(x, y)

    assert units.count == 60
    assert units.first[:60].tolist() == units.first[60:].tolist()


def test_pairs_that_hang_together_at_second_hand_are_one_group():
    chain = np.arange(4)  # 0-1-2-3-4 beside 60 pairs apart
    units = units_of(np.concatenate([PAIRS_APART[0] + 10, chain]), np.concatenate([PAIRS_APART[1] + 10, chain + 1]))

    assert units.count == 61
    assert len(set(units.first[-4:])) == 1


def test_of_pairs_that_all_hang_together_images_are_drawn():
    x, y = np.arange(9), np.arange(1, 10)
    units = units_of(x, y)

    assert (units.count, units.first.tolist(), units.second.tolist()) == (10, x.tolist(), y.tolist())
    assert units.independent == 9
    # Each draw is of 10 images: a pair is there as often as its images, one times the other.
    generator = np.random.default_rng(3)
    often = np.bincount(generator.integers(0, 10, (1, 10))[0], minlength=10)
    assert next(drawn_weights(units, 1, seed=3)).tolist() == [(often[:-1] * often[1:]).tolist()]


def test_draws_are_the_same_however_few_are_held_at_a_time(monkeypatch):
    whole = np.concatenate(list(drawn_weights(units_of(*PAIRS_APART), 50)))
    monkeypatch.setattr("causalvq.metrics.bootstrap.MOST_WEIGHTS", 700)
    parts = list(drawn_weights(units_of(*PAIRS_APART), 50))

    assert len(parts) > 1
    assert np.array_equal(whole, np.concatenate(parts))


def test_means_of_draws_are_those_of_the_pairs_drawn():
    values = np.array([[1.0, np.nan], [3.0, 4.0], [5.0, 8.0]] * 20)
    weight, factor = np.tile([1.0, 2.0, 1.0], 20), np.tile([0, 0, 1], 20)
    units = units_of(*PAIRS_APART)
    means, own = drawn_means(values, weight, factor, 3, units, 5, seed=1)

    for often, mean, by_factor in zip(next(drawn_weights(units, 5, seed=1)), means, own, strict=True):
        count = often * weight
        assert mean[0] == pytest.approx((count * values[:, 0]).sum() / count.sum())
        known = ~np.isnan(values[:, 1])
        assert mean[1] == pytest.approx((count * values[:, 1])[known].sum() / count[known].sum())
        assert by_factor[1].tolist() == pytest.approx([5, 8])
        assert np.isnan(by_factor[2]).all()


def test_the_interval_of_two_values_is_that_of_the_binomial():
    # Of 60 independent pairs half have 1: the mean of a draw is binomial(60, 1/2) / 60, whose 2.5% and 97.5% are 22
    # and 38 of 60 (P(X <= 21) = 0.0137, P(X <= 22) = 0.0259), which 4,000 draws tell to one pair.
    found = interval(np.tile([0, 1], 30), *PAIRS_APART, draws=4000)

    assert found.lower == pytest.approx(22 / 60, abs=1.1 / 60)
    assert found.upper == pytest.approx(38 / 60, abs=1.1 / 60)


def test_intervals_of_independent_pairs_hold_the_mean_as_often_as_they_say():
    generator = np.random.default_rng(0)
    held = 0
    for seed in range(200):
        found = interval(generator.exponential(1.0, 60), *PAIRS_APART, draws=200, seed=seed)
        held += found.lower <= 1 <= found.upper

    assert 0.88 <= held / 200 <= 0.98  # 0.95, less what percentiles of 60 skewed values lack


def test_intervals_hold_the_mean_where_images_decide_and_those_of_pairs_would_not():
    generator = np.random.default_rng(0)
    x, y = np.nonzero(~np.eye(20, dtype=bool))
    held = wrong = 0
    for seed in range(100):
        image = generator.normal(size=20)
        values = image[x] + image[y] + generator.normal(size=len(x))
        found = interval(values, x, y, draws=200, seed=seed)
        held += found.lower <= 0 <= found.upper
        half = 1.96 * values.std() / np.sqrt(len(x))  # as if the 380 pairs were independent
        wrong += not values.mean() - half <= 0 <= values.mean() + half

    assert held >= 88
    assert wrong >= 50


def test_a_sure_share_is_as_sure_as_its_trials():
    assert sure_share(1.0, 5).lower == pytest.approx(0.5655, abs=1e-4)
    assert (sure_share(1.0, 5).upper, sure_share(0.0, 5).lower) == (1, 0)


def test_nothing_known_has_no_interval():
    assert percentile_interval(np.array([np.nan, np.inf])) is None


def test_the_interval_of_few_values_is_that_of_student():
    # 1, 2 and 3 have mean 2 and deviation 1; t of two degrees of freedom is 4.3027.
    found = t_interval([1.0, 2.0, 3.0])

    assert found.upper - 2 == 2 - found.lower == pytest.approx(4.3027 / np.sqrt(3), rel=1e-4)
    assert t_interval([1.0]) is None


@pytest.mark.parametrize(
    ("count", "quantile"),
    [(2, 12.7062), (5, 2.7764), (11, 2.2281), (12, 2.2010), (13, 2.1788), (30, 2.0452), (200, 1.9720)],
)
def test_quantiles_of_student_are_those_of_published_tables(count, quantile):
    values = np.arange(count, dtype=float)
    found = t_interval(values.tolist())
    half = quantile * values.std(ddof=1) / np.sqrt(count)

    assert found.upper - found.lower == pytest.approx(2 * half, rel=1e-4)


def test_equal_values_do_not_say_how_far_others_would_be():
    assert t_interval([0.5, 0.5, 0.5]) is None
