import json
import tempfile

import pytest

from causalvq.cli.doctoring import self_test
from causalvq.cli.doctoring.self_test import how_it_ended, steps_in, try_steps


def line(step, ok=True, **more):
    return json.dumps({"step": step, "ok": ok, "seconds": 1.0, **more})


def test_what_libraries_print_between_steps_is_no_step():
    steps = steps_in(f"a warning\n{line('torch')}\n[]\n", ("torch",), "")

    assert [(step.name, step.ok) for step in steps] == [("torch", True)]


def test_after_a_step_that_fails_none_is_tried():
    steps = steps_in(line("torch") + "\n" + line("data", ok=False, why="no"), ("torch", "data", "compile"), "ended")

    assert [step.ok for step in steps] == [True, False, None]
    assert steps[1].why == "no"


def test_a_process_that_dies_failed_at_the_step_that_it_did_not_tell():
    steps = steps_in(line("torch"), ("torch", "data", "compile"), how_it_ended(-4, b""))

    assert [step.ok for step in steps] == [True, False, None]
    assert steps[1].why == "the process died of SIGILL"


def test_how_a_process_ended_is_its_last_line():
    assert how_it_ended(1, b"Traceback\nImportError: no torch\n") == "ImportError: no torch"
    assert how_it_ended(3, b"") == "the process ended with status 3"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("raise OSError('libtorch.so: invalid ELF header')", "invalid ELF header"),
        ("raise ImportError('half of it')", "half of it"),
        ("import os; os.kill(os.getpid(), 4)", "SIGILL"),
    ],
)
def test_a_torch_that_is_broken_is_told(source, told, tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")

    steps, (fault,) = try_steps(("torch", "data"))

    assert [step.ok for step in steps] == [False, None]
    assert fault.code == "CVQ530"
    assert told in fault.message
    assert "pip install" in fault.hint


def test_a_folder_that_cannot_be_made_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))

    steps, (fault,) = try_steps(("data",))

    assert steps[0].ok is None
    assert fault.code == "CVQ532"
    assert "TMPDIR" in fault.hint


def test_a_full_disk_is_told_before_anything_is_tried(monkeypatch):
    monkeypatch.setattr(self_test, "LEAST_ROOM", 2**70)

    _, (fault,) = try_steps(("data",))

    assert fault.code == "CVQ532"
    assert "No space left" in fault.message
    assert "TMPDIR" in fault.hint


def test_a_process_that_hangs_is_stopped(monkeypatch):
    monkeypatch.setattr(self_test, "MOST_SECONDS", 0.01)

    steps, (fault,) = try_steps(("data",))

    assert steps[0].why.endswith("was stopped")
    assert fault.code == "CVQ533"
