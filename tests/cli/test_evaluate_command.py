import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.run_diagnostics import UNWRITABLE
from causalvq.runtime.training.session import run_data


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
        *("factor_chance", "action_accuracy_mean_over_factors", "factor_accuracy_mean_over_factors"),
        *("factors_in_spec", "factors_scored", "by_factor", "notes"),
        *("code_action_accuracy", "code_factor_accuracy", "vector_action_accuracy", "calibration_error"),
        *("action_accuracy_top_3", "action_accuracy_top_5", "intervals", "intervention_ratio"),
        *("reconstruction_mse", "intervention_mse", "copy_mse", "changed_variables"),
        *("infomec_modularity", "infomec_explicitness", "infomec_compactness", "supervision"),
        *("infomec_modularity_of_labels", "infomec_compactness_of_labels"),
    }
    assert {name for name, value in scores.items() if value is not None} == measured
    assert scores.keys() - measured == {
        *("dci_disentanglement", "dci_completeness", "dci_informativeness", "preserved", "preserved_error"),
        *("code_preserved", "read_back"),
        *(f"{what}_{by}" for what in ("reconstruction", "intervention", "copy") for by in ("psnr", "ssim")),
    }
    assert scores["supervision"] == "all actions known"
    assert scores["chance"] == 1 / 6
    assert (scores["factors_scored"], scores["factors_in_spec"], scores["notes"]) == (3, 3, [])
    place = scores["by_factor"]["place"]
    assert place["action_accuracy_interval"][0] < place["action_accuracy"] <= place["factor_accuracy"] <= 1
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
        "mean over factors",
        "3 of 3 factors",
        "by factor, with 95% intervals",
        "shade",
        "reconstruction mse",
        "copy mse",
        "infomec modularity",
    ):
        assert name in out
    assert "dci" not in out
    assert "preserved" not in out


@pytest.fixture
def one_factor(monkeypatch):
    """The held-out pairs are those of the second factor alone."""

    def load_some(run):
        data = run_data(run)
        pairs = data.pairs["test"]
        return dataclasses.replace(data, pairs={**data.pairs, "test": pairs[pairs.factor == 1]})

    monkeypatch.setattr("causalvq.cli.commands.evaluate.run_data", load_some)


@pytest.mark.usefixtures("one_factor")
def test_a_mean_over_one_factor_says_so(command, capsys):
    assert command("evaluate") == 0
    captured = capsys.readouterr()

    assert "test pairs of 1 of 3 factors; all actions known)" in captured.out
    assert "no pairs" in captured.out
    assert captured.err.startswith("CVQ452 warning: scored on 1 of 3 factors: shade (action_retrieval, intervention")
    assert captured.err.endswith("1 warning\n")


@pytest.mark.usefixtures("one_factor")
def test_a_mean_over_one_factor_says_so_to_machines(command, capsys):
    assert command("evaluate", "--json") == 0
    captured = capsys.readouterr()
    scores = json.loads(captured.out)

    assert captured.err == ""
    assert (scores["factors_scored"], scores["factors_in_spec"]) == (1, 3)
    assert "CVQ452 scored on 1 of 3 factors: shade" in scores["notes"][0]
    assert scores["by_factor"]["place"]["action_accuracy"] is None


def test_no_run(tmp_path_factory, monkeypatch, command, capsys):
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))

    assert command("evaluate") == 1
    assert "CVQ401 nothing has been trained in this folder" in capsys.readouterr().err


def test_images_that_changed(command, capsys):
    with np.load("tiny.npz") as arrays:
        changed = dict(arrays)
    changed["images"][0] = 0
    np.savez("tiny.npz", **changed)

    assert command("evaluate") == 1
    told = capsys.readouterr().err
    assert "CVQ408 the images have changed since the spec was compiled: as many images of the same size" in told

    changed["images"] = changed["images"][::2]
    changed["labels"] = changed["labels"][::2]
    changed["values_place"] = np.array(["leftmost", "left", "right", "far right"])
    np.savez("tiny.npz", **changed)
    assert command("evaluate") == 1
    told = capsys.readouterr().err
    assert ": 144 images, not 288; place has the values leftmost, left, right, far right, not far left, left" in told


def test_a_model_of_an_earlier_version_is_given_counts_of_its_codes(command, capsys):
    config = Path("runs/tiny/latest/model/config.json")
    told = json.loads(config.read_text())
    del told["queries"]
    config.write_text(json.dumps(told))
    aimed = ("intervene", "--factor", "shade", "--to", "1", "-n", "1")

    assert command(*aimed) == 1
    assert "hint: causalvq evaluate writes them, from the data" in capsys.readouterr().err
    assert command("evaluate", "--json") == 0
    assert command(*aimed) == 0


def test_a_model_that_cannot_be_written_to_is_scored_all_the_same(command, capsys, monkeypatch):
    config = Path("runs/tiny/latest/model/config.json")
    told = json.loads(config.read_text())
    del told["queries"]
    config.write_text(json.dumps(told))

    def full(*_):
        raise RunError(Diagnostic(UNWRITABLE, "the disk is full"))

    monkeypatch.setattr("causalvq.cli.commands.evaluate.add_statistics", full)
    assert command("evaluate", "--json") == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["pairs"] > 0
    assert captured.err.startswith("CVQ413 warning: the disk is full")
