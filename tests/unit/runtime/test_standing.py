import json

import pytest

from causalvq.runtime.standing import Best, Standing


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
    after = Standing(6, 0, Best(phase, 2, 0.1, 0.1, waited)).past_plateau(made, phase)

    assert (after.step, after.skipped) == (step, skipped)


def test_it_comes_back_from_json_exactly():
    standing = Standing(17, 3, Best("joint", 12, 0.1 + 0.2, 1 / 3, 4))

    assert Standing.from_json(json.loads(json.dumps(standing.to_json()))) == standing
