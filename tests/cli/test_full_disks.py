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


class Filling:
    """A file that is opened to be written as it is decoded, whose writes count too."""

    def __init__(self, file, counted):
        self.file, self.write = file, counted(file.write)

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()


def failing(at, monkeypatch):
    """Let all writes from the `at`th on fail, as on a full disk; returns how many there were."""
    numbers, met, opened = count(), [], Path.open

    def counted(held):
        def full(*arguments, **options):
            met.append(next(numbers))
            if met[-1] >= at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return held(*arguments, **options)

        return full

    for name in ("fsync", "replace", "write"):
        monkeypatch.setattr(atomic_files.os, name, counted(getattr(os, name)))
    monkeypatch.setattr(
        Path,
        "open",
        lambda path, mode="r", *rest, **more: (
            Filling(opened(path, mode, *rest, **more), counted) if mode == "wb" else opened(path, mode, *rest, **more)
        ),
    )
    return met


POINTS = {
    "compile": 6,
    "compile -o": 6,
    "intervene": 22,
    "traverse": 4,
    "sheet": 2,
    "pairs": 2,
    "data cache": 5,
    "init": 4,
    "init --data": 6,
    "train": 19,
}
"""How many writes there are: a sync and a renaming for each file, and what is appended to or decoded into one."""
RENAMES = {"compile": (4, 5), "compile -o": (4, 5)}
"""Of files that are written together: the second and third. They take no more room; who fills the disk only then,
leaves each file whole."""
COMMANDS = {
    "compile": ["compile", "tiny.yaml", "--set", "codebook.size=7"],
    "compile -o": ["compile", "tiny.yaml", "-o", "other.json"],
    "intervene": ["intervene", "--factor", "place", "--out", "answer", "--gif"],
    "traverse": ["traverse", "--out", "answer"],
    "sheet": ["data", "sheet", "tiny.yaml"],
    "pairs": ["data", "pairs", "tiny.yaml", "-o", "pairs.csv"],
    "data cache": ["data", "cache", "tiny.yaml", "--cache", "cached"],
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
        for path, was in before.items():
            new = path.name == "current.json" if name == "train" else at in RENAMES.get(name, ())
            assert after[path] == was or (new and json.loads(after[path])), (at, path)
        for path in after.keys() - before.keys():
            assert not path.name.endswith(atomic_files.ENDING), path
            if path.suffix == ".json":
                json.loads(after[path])
            if path.suffix == ".png":
                Image.open(path).load()
            assert after[path] or path.suffix == ".lock" or path.name in ("lock", "events.jsonl"), path
        assert command(*COMMANDS[name]) == 0, at
        for path in contents(home).keys() - before.keys():
            path.unlink()
        for path, was in before.items():
            path.write_bytes(was)
    else:
        pytest.fail("it never came to an end")
    assert at == POINTS[name]


def test_scores_are_told_where_the_counts_of_an_older_model_cannot_be_written(home, command, monkeypatch, capsys):
    model = (home / "runs/tiny/latest/model").resolve()
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps({name: config[name] for name in config if name != "queries"}))
    (model / "queries.safetensors").unlink()
    before = contents(home)
    for at in range(4):
        with monkeypatch.context() as patch:
            failing(at, patch)
            assert command("evaluate") == 0
        assert "CVQ413 warning: the file cannot be written: No space left on device" in capsys.readouterr().err
        after = contents(home)
        after.pop(model / "queries.safetensors", None)
        assert after == before, at
        (model / "queries.safetensors").unlink(missing_ok=True)
    assert command("evaluate") == 0
    assert "model/queries.safetensors: counts" in capsys.readouterr().out
    assert json.loads((model / "config.json").read_text())["queries"] == config["queries"]


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
