"""Files that are whole or not there, and nobody else's file touched."""

import errno
import os
import stat
import subprocess
import sys

import pytest

from causalvq import atomic_files
from causalvq.atomic_files import ENDING, append_line, open_own, process_lives, write_atomically
from causalvq.file_locks import try_lock


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_what_was_there_and_names_the_file(tmp_path, monkeypatch, step):
    path = tmp_path / "plan.json"
    write_atomically(path, "old")
    monkeypatch.setattr(atomic_files.os, step, full)

    with pytest.raises(OSError, match="No space left") as error:
        write_atomically(path, "new")

    assert error.value.filename == str(path)
    monkeypatch.undo()
    assert path.read_text() == "old"
    write_atomically(path, "new")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]


def test_a_link_is_replaced_and_its_target_is_left_alone(tmp_path):
    target, path = tmp_path / "precious", tmp_path / "plan.json"
    target.write_text("mine")
    path.symlink_to(target)

    write_atomically(path, "new")

    assert target.read_text() == "mine"
    assert not path.is_symlink()


def test_what_a_killed_process_left_is_removed_and_what_one_writes_is_not(tmp_path):
    (tmp_path / f".left.abc{ENDING}").write_text("half")
    program = (
        "import sys, pathlib; from causalvq.atomic_files import _part\n"
        "handle, path = _part(pathlib.Path(sys.argv[1])); print(path, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path / "busy"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        busy = other.stdout.readline().strip()
        write_atomically(tmp_path / "plan.json", "new")
        assert sorted(map(str, tmp_path.iterdir())) == sorted([busy, str(tmp_path / "plan.json")])
        other.kill()

    write_atomically(tmp_path / "plan.json", "new")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]


def test_a_name_as_long_as_can_be(tmp_path):
    path = tmp_path / ("x" * 255)

    write_atomically(path, "1")

    assert path.read_text() == "1"
    with pytest.raises(OSError, match="too long"):
        write_atomically(tmp_path / ("x" * 300), "1")


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_a_name_that_no_file_can_have(tmp_path, name):
    with pytest.raises(OSError, match=r"."):
        write_atomically(tmp_path / name, "1")


def test_half_of_a_surrogate_pair_is_told(tmp_path):
    with pytest.raises(OSError, match="surrogate"):
        write_atomically(tmp_path / "a", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_permissions_are_those_of_the_file_or_of_the_user(tmp_path):
    path = tmp_path / "a"
    write_atomically(path, "1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~atomic_files._umask()
    path.chmod(0o640)
    write_atomically(path, "2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_line_is_added_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "events.jsonl"
    append_line(path, "1")
    write = os.write

    def half_full(handle, content):
        if len(content) > 2:
            return write(handle, content[:2])
        return full()

    monkeypatch.setattr(atomic_files.os, "write", half_full)
    with pytest.raises(OSError, match="No space left"):
        append_line(path, "234")
    monkeypatch.undo()
    append_line(path, "5")

    assert path.read_text() == "1\n5\n"


@pytest.mark.parametrize("target", ["precious", "gone"])
def test_logs_and_locks_follow_no_link(tmp_path, target):
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "lock").symlink_to(tmp_path / target)

    with pytest.raises(OSError, match="symbolic link"):
        open_own(tmp_path / "lock", os.O_RDWR)
    with pytest.raises(OSError, match="symbolic link"):
        append_line(tmp_path / "lock", "x")
    assert (tmp_path / "precious").read_text() == "mine"
    assert not (tmp_path / "gone").exists()


def test_a_lock_that_is_a_pipe_or_a_folder(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()

    with pytest.raises(OSError, match="it is a pipe"):
        open_own(tmp_path / "pipe", os.O_RDWR)
    with pytest.raises(OSError, match=r"[Ii]s a (folder|directory)"):
        open_own(tmp_path / "folder", os.O_RDWR)


def test_which_processes_live():
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()

    assert process_lives(str(os.getpid()))
    assert process_lives("no number")
    assert not process_lives(str(gone.pid))


def test_a_hard_link_becomes_a_file_of_its_own_and_the_other_is_left_alone(tmp_path):
    other = tmp_path / "somebody's"
    other.write_text("kept\n")
    (tmp_path / "log").hardlink_to(other)
    append_line(tmp_path / "log", "more")
    assert other.read_text() == "kept\n"
    assert (tmp_path / "log").read_text() == "kept\nmore\n"


def test_a_lock_that_somebody_holds_is_not_given_a_file_of_its_own(tmp_path):
    (tmp_path / "lock").touch()
    (tmp_path / "copy").hardlink_to(tmp_path / "lock")
    held = open_own(tmp_path / "copy", os.O_RDWR)  # which is a file of its own now
    (tmp_path / "copy").unlink()
    (tmp_path / "other").hardlink_to(tmp_path / "lock")
    (tmp_path / "other").unlink()
    first = open_own(tmp_path / "lock", os.O_RDWR)
    assert try_lock(first)
    (tmp_path / "copy").hardlink_to(tmp_path / "lock")
    second = open_own(tmp_path / "lock", os.O_RDWR)
    assert try_lock(second) is False
    for handle in (held, first, second):
        os.close(handle)
