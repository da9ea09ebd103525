"""`causalvq train` with a run that is named, made longer, started from another one, or put elsewhere."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch


def sets(*values):
    """`--set` for values of `train`."""
    return [part for value in values for part in ("--set", f"train.{value}")]


@pytest.fixture(scope="module")
def short_home(tiny, tmp_path_factory, command):
    """A folder in which the tiny spec was trained for 20 steps."""
    home = tmp_path_factory.mktemp("short")
    shutil.copytree(tiny, home, dirs_exist_ok=True)
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        assert command("compile", "tiny.yaml", *sets("steps=20", "checkpoint_every=10")) == 0
        assert command("train") == 0
    return home


@pytest.fixture(autouse=True)
def here(short_home, tmp_path, monkeypatch):
    """A copy of that folder, to work in."""
    shutil.copytree(short_home, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


LATEST = Path("runs/tiny/latest")


def files(run):
    return (Path(run) / "model" / "model.safetensors").read_bytes(), (Path(run) / "metrics.json").read_bytes()


def losses(run):
    events = [json.loads(line) for line in (Path(run) / "events.jsonl").read_text().splitlines()]
    return {event["step"]: event["losses"] for event in events if "losses" in event}


def test_more_steps_are_those_after_the_last_checkpoint(command, capsys):
    shutil.copytree(LATEST.resolve(), "copy")
    before = files(LATEST)

    assert command("train", "--more", "12") == 0
    out = capsys.readouterr().out
    assert out.startswith("continuing runs/tiny/")
    assert "lengthened from 20 to 32 steps, all of them in its last phase, anneal" in out
    assert "trained 32 steps" in out
    assert files(LATEST) != before
    assert json.loads((LATEST / "plan.json").read_text())["train"]["steps"] == 32

    assert command("train", "--run", "copy", "--more", "12", "--max-steps", "5") == 0
    assert "paused after step 25 of 32; `causalvq train` goes on" in capsys.readouterr().out
    assert command("compile", "tiny.yaml", *sets("steps=3")) == 0
    assert command("train", "--run", "copy", "--max-steps", "1") == 0
    assert "paused after step 26 of 32; `causalvq train --run copy` goes on" in capsys.readouterr().out
    assert command("train", "--run", "copy") == 0
    assert files("copy") == files(LATEST)
    assert command("train", "--run", LATEST, "--more", "4", "--max-steps", "1") == 0
    assert "from 32 to 36 steps" in capsys.readouterr().out


def test_a_run_that_becomes_longer_answers_meanwhile(command, capsys):
    weights = files(LATEST)[0]
    assert command("train", "--more", "9", "--max-steps", "2") == 0
    assert (LATEST / "model/model.safetensors").read_bytes() == weights

    assert command("intervene", "--factor", "0") == 0
    capsys.readouterr()
    assert command("train") == 0
    assert "step 29/29" in capsys.readouterr().out


def test_a_run_killed_while_it_was_made_longer_goes_on(command, monkeypatch):
    def kill(path, _text):
        assert path.name == "plan.json"
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("causalvq.runtime.runs.run.write_text", kill)
        assert command("train", "--more", "5") == 130
    assert command("train", "--run", LATEST) == 0
    assert command("train", "--more", "5", "--max-steps", "1") == 0
    assert json.loads((LATEST / "plan.json").read_text())["train"]["steps"] == 25


def test_what_cannot_be_made_longer(command, capsys):
    shutil.copytree(LATEST / "model", "model")
    assert command("train", "--run", "model", "--more", "5") == 1
    assert "model: CVQ401 a model folder by itself is no run that can go on" in capsys.readouterr().err
    assert command("train", "--run", LATEST) == 1
    told = capsys.readouterr().err
    assert "CVQ417 the run is finished" in told
    assert "train --more N makes it longer" in told
    shutil.rmtree(LATEST / "checkpoints")
    assert command("train", "--more", "5") == 1
    assert "CVQ418 the run cannot be made longer: it has no checkpoint any more" in capsys.readouterr().err
    assert command("train", "--new", "--max-steps", "3") == 0
    assert command("train", "--more", "5") == 1
    assert "CVQ418 the run cannot be made longer: it is not finished" in capsys.readouterr().err


def test_a_run_starts_from_the_weights_of_another(command, capsys):
    fresh = losses(LATEST)[20]
    first = LATEST.resolve()

    assert command("train", "--from", LATEST) == 0
    out = capsys.readouterr().out
    taken, known = map(int, re.search(rf"\n(\d+) of (\d+) weights are those of {first}\n", out).groups())
    assert taken == known > 20
    assert LATEST.resolve() != first
    assert losses(LATEST)[20]["reconstruction"] < 0.8 * fresh["reconstruction"]
    assert json.loads((LATEST / "run.json").read_text())["start"] == f"../{first.name}"


def test_what_does_not_fit_is_listed(command, capsys):
    shutil.copytree(LATEST / "model", "elsewhere")
    assert command("compile", "tiny.yaml", "--set", "codebook.dim=6", *sets("steps=4")) == 0
    capsys.readouterr()

    assert command("train", "--from", "elsewhere") == 0
    out = capsys.readouterr().out
    taken, known = map(int, re.search(r"\n(\d+) of (\d+) weights are those of elsewhere\n", out).groups())
    listed = re.findall(r"\n  ([\w.]+): ([\d x]+) there, ([\d x]+) here", out)
    assert 0 < taken < known == taken + len(listed)
    assert ("coordinates.weight", "3 x 4", "3 x 6") in listed


def test_a_start_that_was_killed_keeps_the_weights(command):
    assert command("train", "--from", LATEST, "--out", "whole", "--max-steps", "3") == 0
    assert command("train", "--from", LATEST, "--out", "killed", "--max-time", "0") == 0
    shutil.rmtree("killed/checkpoints/step_000001")
    assert command("train", "--max-steps", "3") == 0

    weights = "checkpoints/step_000003/model.safetensors"
    assert Path("killed", weights).read_bytes() == Path("whole", weights).read_bytes()


def test_starts_that_cannot_be(command, capsys):
    runs = sorted(path.name for path in Path("runs/tiny").iterdir())
    shutil.copytree(LATEST / "model", "cut")
    Path("cut/model.safetensors").write_bytes(Path("cut/model.safetensors").read_bytes()[:-9])
    Path("empty").mkdir()
    for source, code in (("nowhere", "CVQ401"), ("empty", "CVQ401"), ("cut", "CVQ402")):
        assert command("train", "--from", source) == 1
        assert code in capsys.readouterr().err
        assert sorted(path.name for path in Path("runs/tiny").iterdir()) == runs


def test_a_run_of_ones_own_folder(command, capsys):
    linked = LATEST.resolve()
    assert command("train", "--out", "deep/mine", "--max-steps", "3") == 0
    assert "goes on from there" in capsys.readouterr().out
    assert LATEST.resolve() == linked
    assert command("train", "--out", "deep/mine") == 1
    told = capsys.readouterr().err
    assert "deep/mine: CVQ422 there is something here already" in told
    assert "causalvq train --run deep/mine" in told
    assert command("train") == 0
    assert files("deep/mine") == files(LATEST)
    assert sorted(path.name for path in Path("deep").iterdir()) == ["mine"]
    assert command("evaluate", "--json") == 0


def test_data_that_moved_are_remembered(here, command, capsys):
    (here / "tiny.npz").rename(here / "renamed.npz")
    assert command("train", "--new") == 1
    assert "--data PATH" in capsys.readouterr().err

    assert command("train", "--new", "--data", "renamed.npz", "--max-steps", "2") == 0
    assert str(here) not in (LATEST / "run.json").read_text()
    assert command("train") == 0
    assert command("evaluate", "--run", LATEST / "model") == 0
    with np.load("renamed.npz") as arrays:
        np.savez("tiny.npz", **(dict(arrays) | {"images": arrays["images"][::-1]}))
    assert command("train", "--new", "--data", "tiny.npz") == 1
    assert "CVQ408" in capsys.readouterr().err


def test_quiet_and_device(command, capsys):
    assert command("train", "--new", "--quiet", "--device", "cpu") == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    if not torch.cuda.is_available():
        assert command("train", "--new", "--device", "cuda") == 1
        assert "CVQ407" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [("--new", "--run", "."), ("--from", ".", "--more", "3"), ("--out", "x", "--run", "."), ("--more", "0"),
     ("--device", "abacus")],
)  # fmt: skip
def test_wrong_usage(command, arguments):
    assert command("train", *arguments) == 2
