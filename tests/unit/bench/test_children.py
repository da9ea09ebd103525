import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from causalvq.bench.children import Child, environment, prepare
from causalvq.compiler.artifacts import workspace
from causalvq.compiler.artifacts.workspace import Current


def ended(child):
    deadline = time.monotonic() + 60
    while (status := child.status()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return status


def test_commands_run_one_after_another_until_one_fails(tmp_path):
    child = Child((("--version",), ("validate", "absent.yaml"), ("--version",)), tmp_path / "a", 1, "")

    assert ended(child) == 1
    assert child.fault().startswith("absent.yaml: CVQ119 the file cannot be read")
    assert (tmp_path / "a/log.txt").read_text().count("causalvq 0") == 1


def test_a_command_that_says_no_code_is_told_by_its_end(tmp_path):
    child = Child((("no-such-command",),), tmp_path / "a", 1, "")

    assert ended(child) == 2
    assert child.fault() == f"exit status 2: {child.last_line()}"


def test_what_is_stopped_starts_no_other(tmp_path):
    child = Child((("--version",), ("--version",)), tmp_path / "a", 1, "")
    child.stop()

    assert ended(child) != 1
    assert (tmp_path / "a/log.txt").read_text().count("causalvq 0") <= 1


def test_it_waits_for_who_holds_its_folder(tmp_path):
    first = Child((("--version",),), tmp_path / "a", 1, "")
    second = Child((("--version",),), tmp_path / "a", 1, "")

    assert second.status() is None
    assert second.last_line() == "waits for a process that an earlier bench has left"
    assert ended(first) == 0
    assert ended(second) == 0
    third = Child((("--version",),), tmp_path / "a", 1, "")
    fourth = Child((), tmp_path / "a", 1, "")
    fourth.stop()
    assert fourth.status() == 130
    third.kill()


def test_a_folder_is_emptied_unless_it_is_of_the_same_plan(tmp_path):
    folder = tmp_path / "a"
    prepare(folder, "")
    workspace.set_current(Current("a.yaml", "a.json", "abc", ""), folder)
    (folder / "kept").write_text("")

    prepare(folder, "abc")
    assert (folder / "kept").exists()
    prepare(folder, "abd")
    assert not list(folder.iterdir())


def test_threads_and_the_same_program():
    found = environment(3)

    assert found["OMP_NUM_THREADS"] == found["MKL_NUM_THREADS"] == "3"
    assert Path(found["PYTHONPATH"].split(os.pathsep)[0], "causalvq").is_dir()


def lives(number):
    try:
        return "Z" not in Path(f"/proc/{number}/stat").read_text().split()[2]
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")
def test_a_process_ends_with_its_parent():
    script = (
        "import subprocess, os, sys, time\n"
        "from causalvq.bench.children import end_with\n"
        "sleeper = subprocess.Popen(['sleep', '60'], preexec_fn=end_with(os.getpid()), start_new_session=True)\n"
        "print(sleeper.pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment(1), stdout=subprocess.PIPE, text=True)
    number = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    deadline = time.monotonic() + 20
    while lives(number):
        assert time.monotonic() < deadline
        time.sleep(0.05)
