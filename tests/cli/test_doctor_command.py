import json
import os
import subprocess
import sys

import pytest

from causalvq.cli.commands import doctor as doctor_command
from causalvq.cli.doctoring.doctor_faults import STEP_FAILED
from causalvq.cli.doctoring.self_test import ALL_STEPS, Step
from causalvq.errors import Diagnostic

TORCH = Step("torch", True, 1.0, {"version": "2", "devices": ["cpu"], "threads": 1})
TRAINED = Step("train", True, 1.0, {"steps": 4, "precision": "float32", "because": "measured"})


@pytest.fixture
def tried(monkeypatch):
    """The self-test tells what the test says, and keeps which steps were asked for."""
    asked = []

    def say(steps, faults=()):
        def answer(names):
            asked.append(tuple(names))
            return steps, faults

        monkeypatch.setattr(doctor_command, "try_steps", answer)
        return asked

    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return say


def test_a_table_of_what_is_there(command, tried, capsys):
    asked = tried((TORCH, TRAINED))

    assert command("doctor") == 0

    told = capsys.readouterr().out
    for part in ("causalvq  ", "numpy  ", "cores  ", "OMP_NUM_THREADS", "torch devices", "metrics  ", "GB"):
        assert part in told
    assert "float32 for the self-test (measured)" in told
    assert told.endswith("nothing is broken\n")
    assert asked == [ALL_STEPS]


def test_json_has_all_of_it_and_without_self_test_torch_alone_is_tried(command, tried, capsys):
    asked = tried((TORCH,))

    assert command("doctor", "--json", "--no-self-test") == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["healthy"], told["faults"], told["precision"]) == (True, [], {})
    assert told["cache"]["writable"]
    assert asked == [("torch",)]


def test_what_is_broken_is_told_with_a_remedy_and_status_1(command, tried, capsys):
    tried((TORCH, Step("data", ok=False, why="no")), (Diagnostic(STEP_FAILED, "data failed: no", hint="mend it"),))

    assert command("doctor") == 1

    told = capsys.readouterr()
    assert "failed, 0.0 s" in told.out
    assert told.out.endswith("something is broken\n")
    assert "CVQ533 data failed: no\n    hint: mend it" in told.err


def test_numpy_that_is_broken_is_told_without_a_traceback(tmp_path):
    (tmp_path / "numpy.py").write_text("raise ImportError('half of it')")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"}

    done = subprocess.run(
        [sys.executable, "-m", "causalvq", "doctor", "--no-self-test"],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip

    assert done.returncode == 1
    assert "CVQ534 the cache folder is not known: ImportError: half of it" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
