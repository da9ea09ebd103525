"""A disk that is full at each place where a command writes: a message, and what was there before is whole."""

import errno
import json
import os
import shutil
from itertools import count
from pathlib import Path

import pytest
from PIL import Image

from causalvq import atomic_files


@pytest.fixture
def home(trained_home, tmp_path, monkeypatch):
    """A folder with a compiled spec and a trained run."""
    shutil.copytree(trained_home, tmp_path / "home", symlinks=True)
    monkeypatch.chdir(tmp_path / "home")
    return tmp_path / "home"


def contents(folder):
    """Every file of a folder, by its path."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()}


def failing(at, monkeypatch):
    """Let the `at`th write fail, as on a full disk; returns how many there were."""
    numbers, met = count(), []
    for name in ("fsync", "replace", "write"):
        held = getattr(os, name)

        def full(*arguments, held=held, **options):
            met.append(next(numbers))
            if met[-1] >= at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return held(*arguments, **options)

        monkeypatch.setattr(atomic_files.os, name, full)
    return met


RECORDS = (".causalvq", "plans")
COMMANDS = {
    "compile": ["compile", "tiny.yaml", "--set", "codebook.size=7"],
    "compile -o": ["compile", "tiny.yaml", "-o", "other.json"],
    "intervene": ["intervene", "--factor", "place", "--out", "answer"],
    "sheet": ["data", "sheet", "tiny.yaml"],
    "pairs": ["data", "pairs", "tiny.yaml", "-o", "pairs.csv"],
    "init": ["init", "new.yaml"],
    "init --data": ["init", "new.yaml", "--data", "tiny.npz"],
    "train": ["train", "--new", "--max-steps", "3"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_place_where_a_command_writes(name, home, command, monkeypatch, capsys):
    before = contents(home)
    for at in range(100):
        with monkeypatch.context() as patch:
            met = failing(at, patch)
            capsys.readouterr()
            status = command(*COMMANDS[name])
            told = capsys.readouterr().err
        if len(met) <= at:
            assert status == 0
            break
        assert status == 1, at
        assert "No space left on device" in told
        assert "CVQ" in told
        after = contents(home)
        for path, was in before.items():  # what is current may be the old or the new, whole
            assert after[path] == was or (path.parts[-2] in RECORDS and json.loads(after[path])), path
        for path in after.keys() - before.keys():
            assert not path.name.endswith(atomic_files.ENDING), path
            if path.suffix == ".json":
                json.loads(after[path])
            if path.suffix == ".png":
                Image.open(path).load()
            assert after[path] or path.name in ("lock", "events.jsonl"), path
        for path in after.keys() - before.keys():
            path.unlink()
        for path, was in before.items():
            path.write_bytes(was)
    else:
        pytest.fail("it never came to an end")
    assert at > 0


@pytest.mark.usefixtures("home")
def test_a_training_whose_log_cannot_be_written_goes_on_from_its_checkpoint(command, monkeypatch, capsys):
    assert command("train", "--new", "--max-steps", "25") == 0
    run = Path("runs/tiny/latest").resolve()
    with monkeypatch.context() as patch:
        patch.setattr(atomic_files.os, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        assert command("train") == 1
    assert f"{run.name}/events.jsonl: CVQ413 the log cannot be written: full" in capsys.readouterr().err
    assert command("train") == 0
    assert Path("runs/tiny/latest").resolve() == run
    for line in (run / "events.jsonl").read_text().splitlines():
        json.loads(line)
