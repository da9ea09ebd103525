from pathlib import Path

import pytest

from causalvq.bench.cells import Cell
from causalvq.bench.paces import TRIAL, Pace, path_of, read_pace, step_seconds, trial_of, write_pace

CELL = Cell("ours", "critters", 3, Path("a.yaml"), ("seed=3",))


def report(step, seconds, phase="joint"):
    return {"step": step, "seconds": seconds, "phase": phase, "losses": {}}


def test_a_trial_is_short_and_the_same_for_all_seeds():
    assert trial_of(CELL).overrides == ("seed=3", "seed=0", f"train.steps={TRIAL}")
    assert trial_of(CELL).file == "ours@critters@0"


def test_the_steps_that_fit():
    assert Pace("", 0.1, 1, 1).steps(1.0) == 600
    assert Pace("", 0.07, 1, 1).steps(0.1) == 80
    assert Pace("", 10.0, 1, 1).steps(1.0) == 6
    assert Pace("", 1000.0, 1, 1).steps(1.0) == 1


def test_phases_weigh_as_many_steps_as_they_had_and_what_is_done_once_does_not_count():
    events = [report(20, 9.0), report(40, 11.0), report(60, 13.0), report(80, 30.0), {"step": 80, "validation": {}}]
    events += [report(100, 31.0, "anneal"), report(120, 32.0, "anneal")]

    assert step_seconds(events) == pytest.approx((0.1 * 60 + 0.05 * 40) / 100)


def test_one_report_is_the_mean_of_its_steps_and_none_tells_nothing():
    assert step_seconds([]) is None
    assert step_seconds([report(1, 0.4)]) == 0.4
    assert step_seconds([report(1, 0.0)]) is None


def test_what_is_kept_is_of_one_plan(tmp_path):
    pace = Pace("abc", 0.1, 1, 2, {"cores": 2})
    write_pace(tmp_path, CELL, pace)

    assert read_pace(tmp_path, CELL, "abc") == pace
    assert read_pace(tmp_path, CELL, "other") is None
    path_of(tmp_path, CELL).write_text("{}")
    assert read_pace(tmp_path, CELL, "abc") is None
