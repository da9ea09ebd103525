import dataclasses

import numpy as np
import pytest

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.metrics.shares import wilson
from causalvq.runtime.evaluation.pair_tables import PairTable, differences, intervals, same_pairs


def table(columns, factor=None, weight=None):
    """Pairs of two images each, no image in two of them."""
    count = len(next(iter(columns.values())))
    own = np.zeros(count, np.int64) if factor is None else np.asarray(factor)
    x = 2 * np.arange(count)
    pairs = Pairs(x, x + 1, own, np.ones(count, np.int64), np.zeros(count, np.int64))
    shares = np.ones(count) if weight is None else np.asarray(weight, float)
    return PairTable.of(
        pairs, shares, int(own.max()) + 1, {name: np.array(one, float) for name, one in columns.items()}
    )


def test_means_ratios_and_means_over_factors():
    found = table(
        {
            "action_accuracy": [True, True, True, False],
            "reconstruction_mse": [1, 1, 2, 2],
            "intervention_mse": [1, 3, 2, 6],
            "preserved": [np.nan, 1, np.nan, 0.5],
        },
        factor=[0, 0, 0, 1],
    )

    assert found.means() == {
        "action_accuracy": 0.75,
        "reconstruction_mse": 1.5,
        "intervention_mse": 3,
        "preserved": 0.75,
        "intervention_ratio": 2,
        "action_accuracy_mean_over_factors": 0.5,
    }
    assert found.means_by_factor()[1] == {
        "action_accuracy": 0,
        "reconstruction_mse": 2,
        "intervention_mse": 6,
        "preserved": 0.5,
        "intervention_ratio": 3,
    }


def test_pairs_that_stand_for_several_weigh_as_many():
    assert table({"copy_mse": [1, 4]}, weight=[3, 1]).means() == {"copy_mse": 1.75}


def test_a_ratio_to_nothing_is_not_there():
    whole, _ = intervals(table({"reconstruction_mse": [0, 0], "intervention_mse": [1, 2]}))

    assert whole["intervention_ratio"] is None


def test_a_ratio_of_what_is_not_there_is_left_out():
    whole, each = intervals(table({"intervention_mse": [1.0, 2.0]}))

    assert "intervention_ratio" not in whole
    assert all("intervention_ratio" not in one for one in each)


def test_intervals_of_each_factor_are_of_its_own_pairs():
    found = table({"copy_mse": np.arange(200)}, factor=[0] * 199 + [1])
    whole, (many, one) = intervals(found)

    assert whole["copy_mse"].lower < 99.5 < whole["copy_mse"].upper
    assert many["copy_mse"].lower < 99 < many["copy_mse"].upper
    assert one["copy_mse"] is None


def test_shares_that_all_pairs_have_are_not_certain_and_errors_may_be():
    whole, _ = intervals(table({"action_accuracy": [1] * 70, "changed_variables": [1] * 70}))

    assert (whole["action_accuracy"].lower, whole["action_accuracy"].upper) == pytest.approx(wilson(70, 70))
    assert (whole["changed_variables"].lower, whole["changed_variables"].upper) == (1, 1)


def test_infinite_values_have_no_interval():
    whole, _ = intervals(table({"copy_psnr": [1, np.inf, 2], "copy_ssim": [0.1, 0.2, 0.3]}))

    assert whole["copy_psnr"] is None
    assert whole["copy_ssim"] is not None


def test_differences_of_pairs_are_surer_than_those_of_scores():
    hard = np.random.default_rng(0).normal(size=200)
    one, other = table({"copy_mse": hard}), table({"copy_mse": hard + 0.1})
    apart, ends = differences(one, other)["copy_mse"]

    assert apart == pytest.approx(0.1)
    assert (ends.lower, ends.upper) == (pytest.approx(0.1), pytest.approx(0.1))


def test_models_that_agree_in_every_pair_may_differ_in_others():
    one = table({"action_accuracy": [1] * 70})
    apart, ends = differences(one, one)["action_accuracy"]

    assert apart == 0
    assert ends.upper == -ends.lower == pytest.approx(wilson(0, 70)[1])


def test_one_pair_differs_without_an_interval():
    assert differences(table({"copy_mse": [1.0]}), table({"copy_mse": [3.0]})) == {"copy_mse": (2, None)}


def test_what_one_of_them_lacks_has_no_difference():
    assert differences(table({"preserved": [np.nan, np.nan]}), table({"preserved": [1.0, 0.5]})) == {}


def test_pairs_are_the_same_in_order_and_action():
    pairs = table({"copy_mse": [1, 2]}).pairs

    assert same_pairs(pairs, dataclasses.replace(pairs, x=pairs.x.copy()))
    assert not same_pairs(pairs, dataclasses.replace(pairs, direction=-pairs.direction))
    assert not same_pairs(pairs, pairs[:1])
