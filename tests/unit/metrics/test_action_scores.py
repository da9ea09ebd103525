import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.action_scores import Reliability, action_scores, brier_score, calibration_error, reliability
from causalvq.metrics.shares import wilson

OWNER = np.array([0, 0, 1, 1])
"""Two factors, a step down and up of each."""

CHANCES = np.array(
    [
        [0.7, 0.1, 0.1, 0.1],  # true 0: found
        [0.6, 0.3, 0.1, 0.0],  # true 1: the factor, second
        [0.4, 0.3, 0.2, 0.1],  # true 2: third
        [0.4, 0.3, 0.2, 0.1],  # true 3: last
    ]
)


def test_scores_by_hand():
    scores = action_scores(CHANCES, np.arange(4), OWNER, ["hue", "size"], top=(1, 2, 3, 4, 5))

    assert (scores.pairs, scores.directed, scores.undirected) == (4, 1 / 4, 2 / 4)
    assert (scores.directed_interval, scores.undirected_interval) == (wilson(1, 4), wilson(2, 4))
    assert scores.top == {1: 1 / 4, 2: 2 / 4, 3: 3 / 4, 4: 1}
    assert (scores.chance, scores.undirected_chance) == (1 / 4, 1 / 2)
    assert scores.top_chance == {1: 1 / 4, 2: 2 / 4, 3: 3 / 4, 4: 1}
    hue, size = scores.by_factor["hue"], scores.by_factor["size"]
    assert (hue.pairs, hue.action_accuracy, hue.factor_accuracy) == (2, 1 / 2, 1)
    assert (size.pairs, size.action_accuracy, size.factor_accuracy) == (2, 0, 0)


def test_perfect_and_random_probabilities():
    draw = np.random.default_rng(0)
    truth = draw.integers(0, 4, 4000)
    perfect = action_scores(np.eye(4)[truth], truth, OWNER)
    guess = action_scores(draw.dirichlet(np.ones(4), 4000), truth, OWNER)

    assert (perfect.directed, perfect.undirected, perfect.top[3], perfect.calibration_error) == (1, 1, 1, 0)
    assert guess.directed == pytest.approx(guess.chance, abs=0.03)
    assert guess.undirected == pytest.approx(guess.undirected_chance, abs=0.03)
    assert guess.top[3] == pytest.approx(3 / 4, abs=0.03)


def test_chance_of_a_factor_with_more_actions_is_more():
    scores = action_scores(np.full((2, 4), 0.25), [0, 3], [0, 0, 0, 1])

    assert scores.undirected_chance == (3 / 4 + 1 / 4) / 2
    assert scores.directed == 1 / 2  # of equal ones the first


def test_calibration_error_by_hand():
    probabilities = np.array([[0.9, 0.1], [0.91, 0.09], [0.35, 0.65], [0.5, 0.5]])
    action = np.array([0, 1, 1, 0])  # right, wrong, right, right
    bins = {13: (0.9 + 0.91, 1), 9: (0.65, 1), 7: (0.5, 1)}
    expected = sum(abs(sure - right) for sure, right in bins.values()) / 4

    assert calibration_error(probabilities, action) == pytest.approx(expected)
    assert calibration_error(np.eye(3), np.arange(3)) == 0
    assert calibration_error(np.zeros((0, 3)), np.zeros(0, dtype=np.int64)) == 0


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"probabilities": np.log(CHANCES.clip(0.1))}, "CVQ601 array 'probabilities' has what is no probability"),
        ({"probabilities": np.full((4, 4), np.nan)}, "CVQ601 array 'probabilities'.*nan in row 0, column 0"),
        ({"probabilities": CHANCES * 2}, "CVQ601 array 'probabilities' has rows that do not sum to 1.*2 in row"),
        ({"probabilities": CHANCES[0]}, "CVQ601 array 'probabilities' is no table"),
        ({"actions": np.arange(3)}, "CVQ603 array 'actions' has the wrong length"),
        ({"actions": np.arange(1, 5)}, "CVQ601 array 'actions' is out of range.*4 in row 3"),
        ({"actions": np.arange(4) / 2}, "CVQ601 array 'actions' is not of whole numbers"),
        ({"factor_of": OWNER - 1}, "CVQ601 array 'factor_of' is out of range.*-1 in row 0"),
        ({"probabilities": np.zeros((0, 4)), "actions": []}, "CVQ601 array 'probabilities' is no table"),
        ({"names": ["hue"]}, "CVQ603 array 'names'.*1 names of 2 factors"),
    ],
)
def test_what_is_wrong_with_which_array(changed, told):
    with pytest.raises(MetricError, match=told):
        action_scores(**({"probabilities": CHANCES, "actions": np.arange(4), "factor_of": OWNER} | changed))


def test_bins_by_hand():
    probabilities = np.array([[0.9, 0.1], [0.91, 0.09], [0.35, 0.65], [0.5, 0.5]])
    bins = reliability(probabilities, np.array([0, 1, 1, 0]))  # right, wrong, right, right

    assert len(bins) == 15
    assert bins[13] == Reliability(13 / 15, 14 / 15, 2, pytest.approx((0.9 + 0.91) / 2), 1 / 2)
    assert bins[9] == Reliability(9 / 15, 10 / 15, 1, 0.65, 1)
    assert bins[0] == Reliability(0, 1 / 15, 0, None, None)
    assert sum(one.pairs for one in bins) == 4
    gap = sum(one.pairs * abs(one.probability - one.right) for one in bins if one.pairs) / 4
    assert gap == pytest.approx(calibration_error(probabilities, np.array([0, 1, 1, 0])))


def test_brier_score_by_hand():
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8]])
    expected = (2 * 0.1**2 + 2 * 0.8**2) / 2

    assert brier_score(probabilities, np.array([0, 0])) == pytest.approx(expected)
    assert brier_score(np.eye(3), np.arange(3)) == 0
    assert brier_score(np.eye(3), np.array([1, 2, 0])) == 2
    assert brier_score(np.full((2, 4), 1 / 4), np.array([0, 3])) == pytest.approx(1 - 1 / 4)


def test_brier_score_is_that_of_scikit_learn():
    measures = pytest.importorskip("sklearn.metrics")
    chances, truth = np.random.default_rng(0).dirichlet(np.ones(2), 50), np.random.default_rng(1).integers(0, 2, 50)

    assert brier_score(chances, truth) == pytest.approx(2 * measures.brier_score_loss(truth, chances[:, 1]))


def test_equal_probabilities_are_calibrated_by_chance_alone():
    scores = action_scores(np.full((4, 4), 0.25), np.arange(4), OWNER)

    assert (scores.calibration_error, scores.brier) == (0, scores.brier_chance)


def test_a_factor_that_no_action_is_on_has_no_pairs():
    assert action_scores(CHANCES, np.arange(4), OWNER, ["hue", "size", "still"]).by_factor["still"].pairs == 0
