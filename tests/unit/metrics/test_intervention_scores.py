import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.intervention_scores import Outcome, intervention_scores

BEFORE = np.array([[0, 0, 0], [1, 1, 1], [2, 0, 1], [0, 2, 2]])
WANTED = np.array([[1, 1, 0], [0, 0, 1], [2, 1, 1], [0, 2, 0]])
TARGETS = np.array([0, 0, 1, 2])
"""Factor 1 follows factor 0 in the first two pairs; otherwise one factor is set."""


def test_shares_by_hand():
    after = np.array(
        [
            [1, 0, 0],  # set: hit; its effect missed; the third as it was
            [0, 0, 0],  # hit; effect reached; the third changed
            [2, 2, 1],  # missed; two of two as they were
            [1, 2, 0],  # hit; one of two
        ]
    )
    scores = intervention_scores(BEFORE, after, WANTED, TARGETS, ["x", "y", "z"])

    assert scores.pairs == 4
    assert scores.outcome == Outcome(hit=3 / 4, effect_reached=1 / 2, preserved=(1 + 0 + 1 + 1 / 2) / 4)
    assert dict(scores.by_factor) == {
        "x": Outcome(hit=1, effect_reached=None, preserved=1 / 2),
        "y": Outcome(hit=0, effect_reached=1 / 2, preserved=1),
        "z": Outcome(hit=1, effect_reached=None, preserved=2 / 3),
    }
    assert scores.to_json()["by_factor"]["y"] == {"hit": 0, "effect_reached": 1 / 2, "preserved": 1}


def test_perfect_ones_and_such_as_do_nothing():
    assert intervention_scores(BEFORE, WANTED, WANTED, TARGETS).outcome == Outcome(1, 1, 1)
    assert intervention_scores(BEFORE, BEFORE, WANTED, TARGETS).outcome == Outcome(0, 0, 1)


def test_random_states_have_one_in_as_many_as_there_are():
    draw = np.random.default_rng(0)
    before, after = draw.integers(0, 4, (2, 4000, 3))
    wanted, targets = before.copy(), np.zeros((4000, 3), dtype=bool)
    wanted[:, :2] = (before[:, :2] + 1) % 4
    targets[:, 0] = True
    outcome = intervention_scores(before, after, wanted, targets).outcome

    assert (outcome.hit, outcome.effect_reached, outcome.preserved) == pytest.approx((1 / 4,) * 3, abs=0.03)


def test_without_targets_all_that_differs_is_set():
    after = np.array([[1, 0, 0], [0, 0, 1], [2, 1, 1], [0, 2, 2]])

    assert intervention_scores(BEFORE, after, WANTED).outcome == Outcome((1 / 2 + 1 + 1 + 0) / 4, None, 1)


def test_what_is_set_to_what_it_was_is_hit_where_it_stays():
    assert intervention_scores([[1, 2]], [[1, 0]], [[1, 2]], [0]).outcome == Outcome(1, None, 0)
    assert intervention_scores([1], [1], [1]).outcome == Outcome(None, None, 1)


def test_names_of_states_do_not_matter():
    after = np.random.default_rng(0).integers(0, 3, BEFORE.shape)
    renamed = [np.array([7, 0, 3])[states] for states in (BEFORE, after, WANTED)]
    words = [np.array(["low", "mid", "high"])[states] for states in (BEFORE, after, WANTED)]
    expected = intervention_scores(BEFORE, after, WANTED, TARGETS)

    assert intervention_scores(*renamed, TARGETS) == intervention_scores(*words, TARGETS) == expected


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"after": BEFORE[:3]}, "CVQ603 arrays 'before' and 'after' have different shapes"),
        ({"wanted": BEFORE[:, :2]}, "CVQ603 arrays 'before' and 'wanted' have different shapes"),
        ({"after": BEFORE.astype(str)}, "CVQ603 arrays 'before' and 'after' are of numbers and of words"),
        ({"before": BEFORE - 1}, "CVQ601 array 'before' has negative states.*-1 in row 0, column 0"),
        ({"wanted": BEFORE + 0.5}, "CVQ601 array 'wanted' has numbers that are not whole"),
        ({"after": BEFORE * np.nan}, "CVQ601 array 'after' has NaN"),
        ({"before": np.zeros((0, 3))}, "CVQ602 array 'before' has 0 samples"),
        ({"targets": [0, 1]}, "CVQ603 array 'targets' has the wrong length"),
        ({"targets": [0, 1, 2, 3]}, "CVQ601 array 'targets' is out of range"),
        ({"targets": np.ones((4, 2), dtype=bool)}, "CVQ603 array 'targets' has the wrong shape"),
        ({"targets": BEFORE}, "CVQ601 array 'targets' has other values than 0 and 1"),
        ({"names": ["x"]}, "CVQ603 array 'names'.*1 names of 3 factors"),
    ],
)
def test_what_is_wrong_with_which_array(changed, told):
    with pytest.raises(MetricError, match=told):
        intervention_scores(**({"before": BEFORE, "after": BEFORE, "wanted": WANTED} | changed))
