import json

import pytest

from causalvq.runtime.training.train_state import Best, TrainState


def seen(*losses, phase="joint"):
    best = Best()
    for step, loss in enumerate(losses, 1):
        best = best.after(phase, step, loss)
    return best


def test_the_best_is_the_lowest_and_the_first_of_equals():
    assert (seen(0.5, 0.2, 0.3, 0.2).step, seen(0.5, 0.2, 0.3, 0.2).loss) == (2, 0.2)


@pytest.mark.parametrize(
    ("losses", "waited"),
    [((0.5,), 0), ((0.5, 0.4), 0), ((0.5, 0.6, 0.5), 2), ((0.5, 0.498, 0.496), 2), ((0.5, 0.498, 0.494), 0)],
)
def test_only_an_improvement_of_one_percent_ends_a_plateau(losses, waited):
    assert seen(*losses).waited == waited


def test_another_phase_begins_anew():
    best = seen(0.1, 0.1, 0.1).after("anneal", 7, 0.9)

    assert best == Best("anneal", 7, 0.9, 0.9, 0)


@pytest.mark.parametrize(
    ("patience", "waited", "phase", "step", "skipped"),
    [
        (None, 99, "joint", 6, 0),
        (3, 2, "joint", 6, 0),
        (3, 3, "joint", 9, 3),
        (3, 3, "anneal", 12, 6),
        (3, 3, "warm-up", 6, 0),
    ],
)
def test_a_plateau_ends_a_phase_but_not_the_first(plan, patience, waited, phase, step, skipped):
    stop = "null" if patience is None else f"{{patience: {patience}}}"
    made = plan("train.steps=12", f"train.early_stop={stop}")
    after = TrainState(6, 0, Best(phase, 2, 0.1, 0.1, waited)).past_plateau(made, phase)

    assert (after.step, after.skipped) == (step, skipped)


def scored(*validations):
    best = Best()
    for step, (loss, score) in enumerate(validations, 1):
        best = best.after("joint", step, loss, score)
    return best


@pytest.mark.parametrize(
    ("validations", "score", "still"),
    [
        (((0.5, 0.8), (0.5, 0.8)), 0.8, 1),
        (((0.5, 0.8), (0.5, 0.7), (0.5, 0.8)), 0.8, 2),
        (((0.5, 0.8), (0.5, 0.8), (0.5, 0.9)), 0.9, 0),  # more actions are found
        (((0.5, 0.8), (0.5, 0.8), (0.4, 0.7)), 0.8, 0),  # or the criterion is lower
        (((0.5, 1.0),), 1.0, 1),
        (((0.5, 1.0), (0.4, 1.0), (0.3, 1.0)), 1.0, 3),  # all are found: no score will be better
        (((0.5, 1.0), (0.4, 0.9)), 1.0, 0),
        (((0.5, 0.0), (0.4, 0.0), (0.4, 0.0)), 0.0, 1),  # without scores the criterion decides alone
    ],
)
def test_scores_stand_still_when_neither_they_nor_the_criterion_are_better(validations, score, still):
    best = scored(*validations)

    assert (best.score, best.still) == (score, still)


@pytest.mark.parametrize(
    ("still", "phase", "step", "skipped"),
    [
        (1, "joint", 6, 0),
        (2, "joint", 9, 3),
        (9, "warm-up", 6, 0),
        (9, "anneal", 6, 0),  # the rate falls to its end
    ],
)
def test_where_the_end_is_open_only_the_joint_phase_ends_early(open_ended, still, phase, step, skipped):
    after = TrainState(6, 0, Best(phase, 2, 0.1, 0.1, 99, 0.5, still)).past_plateau(open_ended(9), phase)

    assert (after.step, after.skipped) == (step, skipped)


def test_training_is_not_shorter_than_its_floor(open_ended):
    made, stood = open_ended(9), Best("joint", 5, 0.1, 0.1, 9, 0.5, 9)  # 3 of these 9 steps are the last phase

    assert [TrainState(step, 0, stood).past_plateau(made, "joint").step for step in (4, 5, 6, 7)] == [4, 5, 9, 9]


def test_the_state_of_a_checkpoint_from_before_scores_were_kept():
    old = {"step": 7, "skipped": 0, "best": {"phase": "joint", "step": 6, "loss": 0.1, "mark": 0.1, "waited": 1}}

    assert TrainState.from_json(old) == TrainState(7, 0, Best("joint", 6, 0.1, 0.1, 1))


def test_it_comes_back_from_json_exactly():
    standing = TrainState(17, 3, Best("joint", 12, 0.1 + 0.2, 1 / 3, 4, 2 / 3, 1))

    assert TrainState.from_json(json.loads(json.dumps(standing.to_json()))) == standing
