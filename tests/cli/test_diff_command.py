"""`causalvq diff` between specs, plans and runs: what a difference means."""

import json
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def home(trained_home, tmp_path, monkeypatch):
    """A copy of the folder with a trained run, and a second spec beside it."""
    shutil.copytree(trained_home, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    text = Path("tiny.yaml").read_text()
    Path("longer.yaml").write_text(text.replace("steps: 120", "steps: 150"))
    Path("wider.yaml").write_text(text.replace("[8, 8]", "[16, 8]"))
    return tmp_path


@pytest.fixture
def diff(home, command, capsys):  # noqa: ARG001
    """What the command prints of two paths of the folder."""

    def call(*arguments):
        capsys.readouterr()
        status = command("diff", *arguments)
        captured = capsys.readouterr()
        assert status == 0, captured.err
        return captured.out

    return call


RUN = "runs/tiny/latest"


def test_a_spec_and_the_run_of_it_mean_the_same(diff):
    out = diff("tiny.yaml", RUN)

    assert out.startswith("the spec and the run mean the same\n\nfor training:\n  with the run runs/tiny/")
    assert "`causalvq train` has nothing to do: the run is trained to its end" in out


def test_a_wider_spec_starts_anew(diff):
    out = diff(RUN, "wider.yaml")

    assert out.startswith("model.encoder.widths: [8, 8] -> [16, 8]\n\nfor the plan:\n  parameters: ")
    assert "  layers: encoder.stem: " in out
    assert "starts anew, and leaves it as it is: the plans differ in " in out
    assert out.rstrip().split("; ")[-1].startswith("causalvq train --from ")


def test_a_longer_spec_is_what_more_steps_would_make(diff):
    out = diff(RUN, "longer.yaml")

    assert "steps at most: 120 -> 150 (+25.0%)" in out
    assert out.rstrip().endswith("--more 30")


def test_a_paused_run_is_gone_on_with(diff, home):
    run = (home / RUN).resolve()
    shutil.rmtree(run / "model")
    (run / "metrics.json").unlink()

    assert "goes on with it: after step 120" in diff("tiny.yaml", RUN)
    assert diff("wider.yaml", RUN).rstrip().endswith(f"; causalvq train --run {Path(RUN).resolve()}")


def test_plans_and_models_are_sides_too(diff):
    assert diff(".causalvq/plans/tiny.json", "tiny.yaml").startswith("the plan and the spec mean the same\n")
    out = diff(f"{RUN}/model", "wider.yaml")
    assert "network.encoder_widths: [8, 8] -> [16, 8]" in out
    assert "is refused: a model folder by itself is no run that can go on; causalvq train --from " in out


def test_the_run_here_of_a_spec_is_found(diff):
    found = json.loads(diff("tiny.yaml", "wider.yaml", "--json"))

    assert found["differences"] == ["model.encoder.widths: [8, 8] -> [16, 8]"]
    assert not found["same"]
    assert {"name", "before", "after", "unit"} == set(found["meaning"]["amounts"][0])
    assert found["resume"][0]["outcome"] == "anew"
    assert found["sides"][0]["kind"] == "spec"
    assert found["sides"][0]["run"].startswith("runs/tiny/")


def test_a_spec_without_its_data_is_compared_as_a_spec(diff, home):
    (home / "tiny.npz").rename(home / "elsewhere.npz")

    out = diff("tiny.yaml", "wider.yaml")

    assert out.startswith("model.encoder.widths: ")
    assert "what it means for the plan is not known: tiny.yaml does not compile: " in out


@pytest.mark.usefixtures("home")
def test_what_is_no_spec_takes_no_override(command):
    assert command("diff", "tiny.yaml", RUN, "--set", "seed=1") == 2
    assert command("diff", "tiny.yaml", "nothing.yaml") == 1
    assert command("diff", "tiny.yaml", "runs") == 1
