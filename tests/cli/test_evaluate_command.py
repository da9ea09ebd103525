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
    measured = {
        *("pairs", "action_accuracy", "action_accuracy_error", "factor_accuracy", "factor_accuracy_error", "chance"),
        *("factor_chance", "code_action_accuracy", "code_factor_accuracy", "calibration_error"),
        *("reconstruction_mse", "intervention_mse", "copy_mse", "changed_variables"),
        *("infomec_modularity", "infomec_explicitness", "infomec_compactness", "supervision"),
    }
    assert {name for name, value in scores.items() if value is not None} == measured
    assert scores.keys() - measured == {
        *("dci_disentanglement", "dci_completeness", "dci_informativeness", "preserved", "preserved_error")
    }
    assert scores["supervision"] == "all actions known"
    assert scores["chance"] == 1 / 6
    assert scores["action_accuracy"] > scores["chance"]
    assert scores == json.loads((here / "runs/tiny/latest/metrics.json").read_text())


def test_scores_for_people(command, capsys):
    assert command("evaluate", "--run", "runs/tiny/latest") == 0

    out = capsys.readouterr().out
    assert out.startswith("held-out scores (")
    for name in (
        "action accuracy",
        "chance 0.1667",
        "standard error",
        "reconstruction mse",
        "copy mse",
        "infomec modularity",
    ):
        assert name in out
    assert "dci" not in out
    assert "preserved" not in out


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
