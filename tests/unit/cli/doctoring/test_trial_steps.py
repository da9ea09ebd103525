import errno
import json
import os

import pytest

from causalvq.cli.doctoring import trial_steps
from causalvq.cli.doctoring.self_test import ALL_STEPS
from causalvq.cli.doctoring.trial_steps import STEPS, run_steps


def test_the_steps_are_those_that_are_asked_for():
    assert tuple(STEPS) == ALL_STEPS


@pytest.mark.slow
def test_all_steps_work_here(tmp_path, capsys):
    assert run_steps(tmp_path, ALL_STEPS) == 0

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["step"], one["ok"]) for one in told] == [(name, True) for name in ALL_STEPS]
    assert told[3]["facts"]["precision"] in ("float32", "bfloat16")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "No space left on device"),
        (ValueError("broken"), "ValueError: broken"),
    ],
)
def test_a_step_that_fails_is_told_and_is_the_last(error, why, tmp_path, capsys, monkeypatch):
    def fails(_folder):
        raise error

    monkeypatch.setitem(trial_steps.STEPS, "data", fails)

    assert run_steps(tmp_path, ("data", "compile")) == 1
    (told,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (told["ok"], told["why"]) == (False, why)


def test_a_fault_of_the_spec_is_told_with_its_code(tmp_path, capsys):
    assert run_steps(tmp_path, ("compile",)) == 1
    assert json.loads(capsys.readouterr().out)["why"].startswith("CVQ119 ")
