import os
import shutil
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


def test_a_run_knows_its_folder_by_what_it_wrote_into_the_lock(run):
    run.require_there()  # nobody trains it
    with only_trainer(run) as held:
        held.require_there()
        shutil.copytree(run.path, run.path.with_name("copy"))
        shutil.rmtree(run.path)
        with pytest.raises(RunError, match="CVQ425 the folder of the run was removed or replaced"):
            held.require_there()
        run.path.with_name("copy").rename(run.path)
        held.require_there()  # the same files: nothing is lost
        (run.path / "lock").write_text("7\nanother\n")
        with pytest.raises(RunError, match="CVQ425"):
            held.require_there()
