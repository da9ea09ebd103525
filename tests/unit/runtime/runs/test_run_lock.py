import os
import subprocess
import sys

import pytest

from causalvq import file_locks
from causalvq.errors import RunError
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.runs.run_lock import only_trainer


@pytest.fixture
def run(plan, tmp_path):
    return create_run(plan(), "", tmp_path, tmp_path / "runs")


def test_one_trains_at_a_time(run):
    with only_trainer(run):
        with pytest.raises(RunError, match=rf"CVQ420 .*\(pid {os.getpid()}\).*--new"), only_trainer(run):
            pass
        with pytest.raises(RunError, match=rf"\(pid {os.getpid()}\)"), only_trainer(run):
            pass  # being refused does not wipe out who has it
    with only_trainer(run):
        pass


HOLDER = (
    "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); print('ready', flush=True); input()"
)


def test_a_killed_process_lets_go(run):
    arguments = [sys.executable, "-c", HOLDER, str(run.path / "lock")]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        with pytest.raises(RunError, match=r"CVQ420 .*pid unknown"), only_trainer(run):
            pass
        process.kill()
    with only_trainer(run):
        pass


def test_a_system_without_locks_trains_without(run, monkeypatch):
    monkeypatch.setattr(file_locks, "HAS_LOCKS", False)
    with only_trainer(run), only_trainer(run):
        pass
