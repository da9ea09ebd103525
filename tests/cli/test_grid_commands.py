"""`layout: grid` as a user trains and asks it."""

import json
import shutil
from pathlib import Path

import pytest
import torch

GRID = """\
extends: tiny.yaml
name: grid
variables: {count: 12, layout: grid, books: 3%s}
codebook: {size: 6, dim: 4, commitment: 0.3}
interventions: {sparsity: {max_targets: 4}}
model: {encoder: {widths: [8, 8], residual_blocks: 2}, transition: {hidden: 8, layers: 1}}
train: {steps: 40, checkpoint_every: 10%s}
"""
LAYER = ", transition: {hidden: 8, layers: 1}"  # which tables of counts have no use for
FORMS = {
    "free": ("", "", ""),
    "owned": (", ownership: books", "", ""),
    "joint": (", ownership: books", ", stages: joint", ""),
    "counted": (", ownership: books", "", "graph: {scope: global}\n"),
}


@pytest.fixture(autouse=True)
def here(tiny, tmp_path, monkeypatch):
    """A folder with the tiny data, to work in."""
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    return tmp_path


@pytest.mark.parametrize("form", FORMS)
def test_a_grid_is_compiled_trained_scored_and_asked(form, here, command, capsys):
    owners, stages, graph = FORMS[form]
    spec = GRID % (owners, stages) + graph
    (here / "grid.yaml").write_text(spec if form != "counted" else spec.replace(LAYER, ""))

    assert command("compile", "grid.yaml") == 0
    assert "CVQ" not in capsys.readouterr().err
    assert command("train") == 0
    assert "step 40/40" in capsys.readouterr().out

    assert command("evaluate", "--json") == 0
    first = capsys.readouterr().out
    assert command("evaluate", "--json") == 0
    assert capsys.readouterr().out == first
    scores = json.loads(first)
    assert scores["chance"] == pytest.approx(1 / 6)
    assert scores["factor_chance"] == pytest.approx(1 / 3)

    assert command("intervene", "--factor", "place", "--count", "2", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert Path(answer["sheet"]).exists()
    if form != "free":
        assert all(name.startswith("b1.") for names in answer["changed_variables"] for name in names)
    assert command("graph", "--json", "--level", "variables") == 0
    assert set(json.loads(capsys.readouterr().out)) >= {"edges", "factor_edges"}


def test_stopping_in_the_causal_phase_and_going_on_changes_nothing(here, command, capsys):
    (here / "grid.yaml").write_text(GRID % FORMS["owned"][:2])
    assert command("compile", "grid.yaml") == 0
    assert command("train") == 0
    whole = (here / "runs/grid/latest/model/model.safetensors").read_bytes()
    for checkpoint in (here / "runs/grid/latest").resolve().glob("checkpoints/step_000040"):
        shutil.rmtree(checkpoint)
    shutil.rmtree((here / "runs/grid/latest").resolve() / "model")

    assert command("train") == 0

    assert "continuing" in capsys.readouterr().out
    assert (here / "runs/grid/latest/model/model.safetensors").read_bytes() == whole
