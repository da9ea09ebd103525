import errno
import os
import subprocess
import sys

import pytest

from causalvq import file_locks
from causalvq.file_locks import try_lock, wait_lock

HOLDER = (
    "import os, sys; from causalvq.file_locks import wait_lock; handle = os.open(sys.argv[1], os.O_RDWR);"
    "print(wait_lock(handle), flush=True); input()"
)


@pytest.fixture
def opened(tmp_path):
    """A file, opened twice: locks belong to what is open, not to the process."""
    path = tmp_path / "lock"
    path.touch()
    handles = [os.open(path, os.O_RDWR) for _ in range(2)]
    yield handles
    for handle in handles:
        os.close(handle)


def test_one_has_it_at_a_time(opened):
    first, second = opened

    assert try_lock(first) is True
    assert try_lock(first) is True  # its own is no hindrance
    assert try_lock(second) is False


@pytest.mark.parametrize("take", [try_lock, wait_lock])
def test_a_killed_process_lets_go(take, tmp_path):
    path = tmp_path / "lock"
    path.touch()
    handle = os.open(path, os.O_RDWR)
    arguments = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "True\n"
        assert try_lock(handle) is False
        process.kill()
    assert take(handle) is True
    os.close(handle)


@pytest.mark.parametrize("take", [try_lock, wait_lock])
def test_where_there_are_no_locks_nobody_has_them(take, opened, monkeypatch):
    def without(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(file_locks.fcntl, "flock", without)  # a file system without
    assert take(opened[0]) is None
    monkeypatch.setattr(file_locks, "HAS_LOCKS", False)  # a system without
    assert take(opened[0]) is None
