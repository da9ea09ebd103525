"""What the guide shows is what happens: its snippets are run in their order, its notebook whole."""

import json
import re
import shutil
from pathlib import Path

import pytest

from causalvq.compiler.artifacts.plan_file import load_plan
from causalvq.metrics.array_sets import SETS
from causalvq.metrics.metric_selection import METRICS

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
MOST_NOTEBOOK = 400_000
"""Bytes of a notebook with its outputs."""


def snippets(page):
    """The Python of a page, block after block, each at its own lines so that a traceback names them."""
    text = (GUIDE / page).read_text(encoding="utf-8")
    for block in re.finditer(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        yield "\n" * (text[: block.start()].count("\n") + 1) + block[1]


def test_the_snippets_of_python_run_in_their_order(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    for snippet in snippets("python.md"):
        exec(compile(snippet, "docs/guide/python.md", "exec"), names)

    assert names["found"].naming.name(int(names["found"].action[0])) == "place+1"
    assert names["effect"].total > 0.5
    assert names["both"].actions()[0] == ("place+1",) * 3
    assert names["scores"]["irs"].scores == {"irs": 1.0}
    assert "did you mean place?" in capsys.readouterr().out


def test_the_page_of_metrics_shows_what_the_command_prints(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    names = {}
    for snippet in snippets("metrics.md"):
        exec(compile(snippet, "docs/guide/metrics.md", "exec"), names)
    assert names["found"]["graph"].scored["shd"].scores == {"reversed_once": 2, "reversed_twice": 3}
    capsys.readouterr()

    text = (GUIDE / "metrics.md").read_text(encoding="utf-8")
    [asked, shown] = re.search(r"^    \$ causalvq (.*)\n((?:    .*\n|\n)+)", text, re.MULTILINE).groups()
    assert command(*asked.split()) == 0
    assert capsys.readouterr().out.split() == shown.split()


def test_the_page_of_metrics_has_all_of_them():
    text = (GUIDE / "metrics.md").read_text(encoding="utf-8")
    arrays = {array for one in SETS.values() for array in (*one.required, *one.optional)}

    assert [name for name in METRICS if f"| {name} |" not in text] == []
    assert [name for name in (*SETS, *arrays) if name not in text] == []


@pytest.mark.slow
def test_the_notebook_runs_and_was_kept_with_what_it_showed(tmp_path):
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    file = GUIDE / "first_look.ipynb"
    kept = nbformat.read(file, as_version=4)
    assert file.stat().st_size < MOST_NOTEBOOK
    shown = [len(cell.outputs) for cell in kept.cells if cell.cell_type == "code"]

    nbclient.NotebookClient(
        kept, timeout=600, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    assert [len(cell.outputs) for cell in kept.cells if cell.cell_type == "code"] == shown
    assert "<table>" in json.dumps(kept)


def test_the_commands_about_evaluation_do_what_the_page_says(trained_home, tmp_path, monkeypatch, command, capsys):
    shutil.copytree(trained_home, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    for name in ("plain", "without"):
        for seed in (0, 1):
            run_of(name, Path(f"runs/{name}{seed}"))
    text = (GUIDE / "evaluating.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.startswith("    causalvq ")]

    assert len(lines) == 9
    for line in lines:
        quick = [] if "--bootstrap" in line else ["--bootstrap", "100"]
        asked = line.replace("--metrics all", "--metrics auto,image_quality").split()[1:]
        assert command(*asked, *quick) == 0, capsys.readouterr().err
    assert Path("worst.png").exists()
    assert "| score | A | B | B - A | 95% of B - A |" in capsys.readouterr().out


def run_of(name, folder):
    """A copy of the run as that of a spec of some name, which measures little."""
    shutil.copytree(Path("runs/tiny/latest").resolve(), folder)
    plan = load_plan(folder / "plan.json").model_copy(update={"name": name, "metrics": ("intervention",)}).to_json()
    config = folder / "model" / "config.json"
    (folder / "plan.json").write_text(plan)
    config.write_text(json.dumps(json.loads(config.read_text()) | {"plan": json.loads(plan)}))
