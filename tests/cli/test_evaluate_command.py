import json
import shutil

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def here(trained_home, tmp_path, monkeypatch):
    """A copy of a folder with a trained run, to work in."""
    shutil.copytree(trained_home, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_scores_for_machines_are_one_object_and_always_the_same(here, command, capsys):
    printed = []
    for _ in range(2):
        assert command("evaluate", "--json") == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        printed.append(captured.out)

    assert printed[0] == printed[1]
    scores = json.loads(printed[0])
    assert scores.keys() == {
        "pairs",
        "action_accuracy",
        "factor_accuracy",
        "chance",
        "factor_chance",
        "reconstruction_mse",
        "intervention_mse",
        "copy_mse",
        "changed_variables",
    }
    assert scores["chance"] == 1 / 6
    assert scores["action_accuracy"] > scores["chance"]
    assert scores == json.loads((here / "runs/tiny/latest/metrics.json").read_text())


def test_scores_for_people(command, capsys):
    assert command("evaluate", "--run", "runs/tiny/latest") == 0

    out = capsys.readouterr().out
    assert out.startswith("held-out scores (")
    for name in ("action accuracy", "chance 0.1667", "reconstruction mse", "copy mse"):
        assert name in out


def test_no_run(tmp_path_factory, monkeypatch, command, capsys):
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))

    assert command("evaluate") == 1
    assert "CVQ401 nothing has been trained in this folder" in capsys.readouterr().err


def test_images_that_changed(here, command, capsys):
    with np.load("tiny.npz") as arrays:
        changed = dict(arrays)
    changed["images"][0] = 0
    record = here / "runs/tiny/latest/run.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"base": str(here)}))
    np.savez("tiny.npz", **changed)

    assert command("evaluate") == 1
    assert "CVQ408 the images have changed" in capsys.readouterr().err
