import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from causalvq.cli.commands import evaluate
from causalvq.compiler.artifacts.plan_file import load_plan
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.run_diagnostics import UNWRITABLE
from causalvq.runtime.training.session import run_data

OLD_RUN = Path(__file__).parents[1] / "unit" / "runtime" / "runs" / "old_run"


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
        "95% interval",
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


def printed(command, capsys, *arguments):
    """What a command that succeeds prints."""
    capsys.readouterr()
    assert command("evaluate", *arguments) == 0
    return capsys.readouterr().out


def test_metrics_by_name(command, capsys):
    found = json.loads(printed(command, capsys, "--metrics", "usage, mig", "--json"))

    assert found["usage_states"] >= 1
    assert found["codes"]["mig"]["by_factor"].keys() == {"place", "shade", "ground"}
    assert (found["action_accuracy"], found["intervals"]) == (None, {})
    assert "mig" in printed(command, capsys, "runs/tiny/latest", "--metrics", "mig")


def test_wrong_names_of_metrics_are_told_with_what_was_meant(command, capsys):
    assert command("evaluate", "--metrics", "infomek,,preserved") == 1
    told = capsys.readouterr().err

    assert "CVQ462 there is no metric 'infomek'" in told
    assert "did you mean infomec?" in told
    assert "there is no metric ''" in told
    assert "CVQ463 preserved cannot be measured on the data of this run" in told
    assert told.endswith("3 errors\n")


@pytest.mark.parametrize("draws", ["-1", "1", "99", "100001", "many"])
def test_draws_that_say_nothing_or_never_end_are_refused(command, capsys, draws):
    assert command("evaluate", "--bootstrap", draws) == 2
    assert "--bootstrap" in capsys.readouterr().err


def test_without_draws_there_are_no_intervals(command, capsys):
    asked = ("--bootstrap", "0", "--metrics", "action_retrieval")

    assert json.loads(printed(command, capsys, *asked, "--json"))["intervals"] == {}
    assert "standard error" in printed(command, capsys, *asked)


def test_tables_for_pages_and_papers(command, capsys):
    asked = ("--metrics", "intervention", "--bootstrap", "100")
    page = printed(command, capsys, *asked, "--markdown")
    paper = printed(command, capsys, *asked, "--latex")

    assert "| score | value | 95% interval | to compare with |" in page
    assert "| factor | pairs | intervention / reconstruction |" in page
    assert "95\\% interval" in paper
    assert paper.count("\\end{tabular}") == 2
    assert command("evaluate", "--markdown", "--json") == 2


def test_no_held_out_pair_is_scored_and_not_drawn(command, capsys, monkeypatch):
    def load_none(run):
        data = run_data(run)
        return dataclasses.replace(data, pairs={**data.pairs, "test": data.pairs["test"][:0]})

    monkeypatch.setattr("causalvq.cli.commands.evaluate.run_data", load_none)
    found = json.loads(printed(command, capsys, "--metrics", "action_retrieval,intervention", "--json"))
    assert (found["pairs"], found["action_accuracy"], found["intervals"]) == (0, None, {})
    assert command("evaluate", "--worst", "3", "--metrics", "intervention") == 1
    assert "CVQ411 there is no held-out pair to draw" in capsys.readouterr().err


def test_the_worst_pairs_are_drawn(command, capsys):
    asked = ("--worst", "3", "--metrics", "action_retrieval", "--bootstrap", "0")
    told = printed(command, capsys, *asked).splitlines()[-1]
    (drawn,) = Path("runs/tiny/latest").resolve().glob("queries/*-worst_pairs/worst_pairs.png")

    assert Path(told.removeprefix("worst pairs: ")).resolve() == drawn
    printed(command, capsys, *asked, "--out", "three.png")
    assert Path("three.png").read_bytes() == drawn.read_bytes()
    assert command("evaluate", *asked, "--out", "three.png") == 1
    assert "--force" in capsys.readouterr().err
    printed(command, capsys, *asked, "--out", "three.png", "--force")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--out", "a.png"),
        ("--worst", "0"),
        ("--worst", "3", "--out", "a.jpg"),
        ("--compare", "runs/tiny/latest", "runs/other", "--worst", "3"),
        ("--compare", "runs/tiny/latest"),
        ("--compare", "runs/tiny/latest", "runs/tiny/latest"),
        ("runs/tiny/latest", "runs/other"),
    ],
)
def test_what_contradicts_itself_is_refused(command, capsys, arguments):
    assert command("evaluate", *arguments) == 2
    assert "Usage" in capsys.readouterr().err


@pytest.fixture
def another():
    """The run again as that of another spec."""
    shutil.copytree(Path("runs/tiny/latest").resolve(), "runs/other")
    file, config = Path("runs/other/plan.json"), Path("runs/other/model/config.json")
    plan = load_plan(file).model_copy(update={"name": "other", "target_penalty": 0.25}).to_json()
    file.write_text(plan)
    config.write_text(json.dumps(json.loads(config.read_text()) | {"plan": json.loads(plan)}))


ASKED = ("--metrics", "action_retrieval,intervention", "--bootstrap", "100")


@pytest.mark.usefixtures("another")
def test_runs_are_compared(command, capsys):
    found = json.loads(printed(command, capsys, "--compare", "runs/tiny/latest", "runs/other", *ASKED, "--json"))
    one, other = found["groups"]
    (apart,) = found["differences"]

    assert (one["name"], other["name"], other["runs"]) == ("tiny", "other", ["runs/other"])
    assert one["scores"]["action_accuracy"] == other["scores"]["action_accuracy"]
    assert apart["paired_by"] == "pairs"
    assert apart["scores"]["intervention_mse"] == {"difference": 0, "lower": 0, "upper": 0}
    page = printed(command, capsys, "--compare", "runs/tiny/latest", "--compare", "runs/other", *ASKED, "--markdown")
    assert "| score | A | B | B - A | 95% of B - A |" in page


@pytest.mark.usefixtures("another")
def test_runs_that_cannot_be_compared_say_so(command, capsys, one_factor):  # noqa: ARG001 (the second sees fewer pairs)
    loads = iter([run_data, evaluate.run_data])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("causalvq.cli.commands.evaluate.run_data", lambda run: next(loads)(run))
        assert command("evaluate", "--compare", "runs/tiny/latest", "runs/other", *ASKED) == 0
    captured = capsys.readouterr()

    assert "CVQ464 warning: runs/other cannot be compared with runs/tiny/latest: other held-out pairs" in captured.err
    assert "runs/other: CVQ452 warning: scored on 1 of 3 factors" in captured.err
    assert "B - A" not in captured.out


def test_a_run_that_is_gone_is_told(command, capsys):
    assert command("evaluate", "--compare", "runs/tiny/latest", "runs/gone", *ASKED) == 1
    assert "CVQ401 there is no run at runs/gone" in capsys.readouterr().err


def test_a_run_of_the_first_version_is_scored_by_metrics_that_it_did_not_know(tmp_path, command, capsys):
    home = shutil.copytree(OLD_RUN, tmp_path / "old")
    asked = (home / "run", "--data", home / "old.npz", "--metrics", "auto,mig,usage", "--bootstrap", "100")
    found = json.loads(printed(command, capsys, *asked, "--json"))

    assert found["pairs"] > 1
    assert found["intervals"]["action_accuracy"] is not None
    assert {"mig", "usage_states"} <= found.keys()
