"""What the system refuses: one message with the place and a remedy, status 1, and no traceback."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from causalvq import atomic_files

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "01_critters.yaml"
FULL = Path("/dev/full")


def process(*arguments, **options):
    """The command line in a process of its own."""
    command = [sys.executable, "-m", "causalvq", *map(str, arguments)]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, **options)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["validate", EXAMPLE], ["explain", "codebook"], ["schema"]])
def test_a_full_disk_under_standard_output(arguments):
    with FULL.open("w") as full:
        done = process(*arguments, stdout=full)

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "CVQ127 what is printed cannot be written: No space left on device",
        "    hint: free some space on that disk, or name a place on another one",
        "1 error",
    ]


def test_a_reader_that_goes_away_is_not_told():
    reading, writing = os.pipe()
    os.close(reading)
    done = process("schema", stdout=writing)
    os.close(writing)

    assert (done.returncode, done.stderr) == (1, "")


@pytest.fixture
def compiled(tmp_path, tiny, command, monkeypatch):
    """A folder in which the tiny spec was compiled."""
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert command("compile", "tiny.yaml") == 0
    return tmp_path


def folder_in_place(path):
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)
    (path / "something").touch()


def link_in_place(path):
    precious = Path("precious").resolve()
    precious.write_text("mine")
    path.unlink(missing_ok=True)
    path.symlink_to(precious)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("make", [folder_in_place, os.mkfifo])
@pytest.mark.parametrize("place", ["spec.yaml", "graph.csv", "tiny.npz"])
def test_what_is_no_file_is_refused_by_name(command, capsys, make, place):
    Path(place).unlink(missing_ok=True)
    make(Path(place))
    spec = "spec.yaml" if place == "spec.yaml" else "tiny.yaml"
    options = ["--set", "graph.file=graph.csv"] if place == "graph.csv" else []
    capsys.readouterr()

    assert command("compile", spec, *options) == 1

    told = capsys.readouterr().err
    assert place in told
    assert "it is a folder" in told or "it is a pipe" in told or "is a folder, not a file" in told


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("make", [folder_in_place, link_in_place])
@pytest.mark.parametrize(("place", "code"), [("lock", "CVQ413"), ("events.jsonl", "CVQ413"), ("../latest", None)])
def test_what_stands_where_a_run_writes(command, capsys, make, place, code):
    assert command("train", "--max-steps", "1") == 0
    run = Path("runs/tiny/latest").resolve()
    (run / place).unlink()
    make(run / place)
    capsys.readouterr()

    status = command("train", "--max-steps", "1")

    told = capsys.readouterr().err
    assert (status, code is None or (code in told and f"{run.name}/{place}" in told)) == (int(code is not None), True)
    if make is link_in_place:
        assert Path("precious").read_text() == "mine"


@pytest.mark.usefixtures("compiled")
def test_a_folder_where_the_link_to_the_last_run_goes(command, capsys):
    folder_in_place(Path("runs/tiny/latest"))

    assert command("train", "--max-steps", "1") == 1
    assert "runs/tiny/latest: CVQ413 the link to the last run cannot be made" in capsys.readouterr().err


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("place", ["runs", "runs/tiny", ".causalvq/current.json"])
def test_what_stands_where_a_folder_or_a_record_goes(command, capsys, place):
    if place == ".causalvq/current.json":
        folder_in_place(Path(place))
    else:
        Path(place).parent.mkdir(exist_ok=True)
        Path(place).write_text("a file")

    assert command("train", "--max-steps", "1") == 1

    told = capsys.readouterr().err
    assert f"{place}: CVQ" in told or f"{place}/tiny: CVQ" in told


@pytest.mark.usefixtures("compiled")
def test_a_full_disk_at_the_record_of_what_is_current(command, capsys, monkeypatch):
    before = Path(".causalvq/current.json").read_text()
    replace = os.replace

    def full(source, target):
        if Path(target).name == "current.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(source, target)

    monkeypatch.setattr(atomic_files.os, "replace", full)
    assert command("train", "--max-steps", "1") == 1

    told = capsys.readouterr().err
    assert ".causalvq/current.json: CVQ127 a file cannot be used: No space left on device" in told
    assert "hint: free some space" in told
    assert Path(".causalvq/current.json").read_text() == before
    assert not list(Path("runs/tiny").iterdir()), "a run that nothing knows of is not left"


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" * 10_000])
def test_a_spec_that_became_something_else_after_it_was_compiled(command, content):
    Path("tiny.yaml").write_bytes(content)

    assert command("train", "--max-steps", "1") == 0


@pytest.mark.usefixtures("compiled")
def test_a_spec_that_became_a_folder_after_it_was_compiled(command):
    Path("tiny.yaml").unlink()
    Path("tiny.yaml").mkdir()

    assert command("train", "--max-steps", "1") == 0


def test_memory_that_is_not_there(monkeypatch, command, capsys):
    from causalvq.cli import main

    def none_left(_):
        raise MemoryError("Unable to allocate 14.9 GiB")

    monkeypatch.setattr(main, "import_module", none_left)

    assert command("validate", EXAMPLE) == 1
    assert "CVQ128 there is not enough memory: Unable to allocate 14.9 GiB" in capsys.readouterr().err
