"""`causalvq inspect` and `causalvq runs ls|show|compare|rm`, as people type them."""

import fcntl
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from causalvq.cli.commands.runs import many_runs
from causalvq.runtime.runs.run_comparison import Comparison

LATEST = Path("runs/tiny/latest")


@pytest.fixture(scope="module")
def several(tiny, tmp_path_factory, command):
    """A folder with a finished run, one of another spec, and one that is paused at step 3."""
    home = tmp_path_factory.mktemp("several")
    shutil.copytree(tiny, home, dirs_exist_ok=True)
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        for name, sets in (("first", ("seed=1",)), ("second", ())):
            train = ("--set", "train.steps=8", *(part for one in sets for part in ("--set", one)))
            assert command("compile", "tiny.yaml", *train) == 0
            assert command("train", "--quiet", "--out", f"runs/{name}") == 0
        (home / "other.yaml").write_text((home / "tiny.yaml").read_text().replace("steps: 120", "steps: 9"))
        assert command("compile", "other.yaml") == 0
        assert command("train", "--quiet", "--max-steps", "3") == 0
    return home


@pytest.fixture(autouse=True)
def here(several, tmp_path, monkeypatch):
    """A copy of that folder, to work in."""
    shutil.copytree(several, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(command, capsys, *arguments):
    """What a command that succeeds prints."""
    capsys.readouterr()
    assert command(*arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_the_runs_of_a_folder(command, capsys):
    paused = LATEST.resolve()
    model = Path("runs/second/model/model.safetensors")
    model.write_bytes(model.read_bytes()[:-50])

    lines = printed(command, capsys, "runs", "ls").splitlines()
    assert lines[0].split() == ["run", "made", "state", "steps", "action", "factor", "mse"]
    first, second, third = sorted(lines[1:4])
    assert first.startswith("runs/first  ")
    assert "  finished " in first
    assert len(first.split()) == 8
    assert "  damaged" in second
    assert third.startswith(f"runs/tiny/{paused.name}  ")
    assert third.endswith("  paused at step 3      9")
    assert lines[4] == "3 runs in runs"

    told = {one["path"]: one for one in json.loads(printed(command, capsys, "runs", "ls", "runs", "--json"))}
    assert told["runs/first"]["scores"] == json.loads(Path("runs/first/metrics.json").read_text())
    assert "CVQ402 model.safetensors is damaged" in told["runs/second"]["fault"]
    assert printed(command, capsys, "runs", "ls", ".causalvq") == "no runs in .causalvq\n"
    shutil.rmtree("runs")
    assert printed(command, capsys, "runs", "ls") == "no runs in runs\n"
    assert command("runs", "ls", "absent") == 1
    assert "CVQ401 there is no folder absent" in capsys.readouterr().err


def test_listing_needs_no_torch():
    asked = (
        "import sys; from causalvq.cli.main import main\n"
        "try: main(['runs', 'ls'])\n"
        "finally: print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-2:] == ["3 runs in runs", "False"]


def test_a_run_in_training(command, capsys):
    with Path(LATEST, "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "training at step 3" in printed(command, capsys, "runs", "ls")
        assert command("runs", "rm", "--yes", LATEST) == 1
        assert "CVQ420" in capsys.readouterr().err
    assert "paused at step 3" in printed(command, capsys, "runs", "ls")


def test_what_a_run_is(here, command, capsys):
    out = printed(command, capsys, "inspect", "runs/first")
    assert out == printed(command, capsys, "runs", "show", "runs/first")
    assert out == printed(command, capsys, "inspect", "--run", "runs/first")
    for told in (
        "tiny: runs/first\nstate:    finished, made 2",
        "; 8 of 8 steps\n",
        f"data:     npz {here / 'tiny.npz'}\n          288 images of 16 x 16 x 3, content ",
        "factors:  place (4), shade (3), ground (3)\n",
        "scores:   action accuracy ",
        "graph:    no edges\n",
        "\nvariable  answers to  states  perplexity  they stand for\nplace     place ",
        " of 6 ",
    ):
        assert told in out

    found = json.loads(printed(command, capsys, "inspect", "runs/first", "--json"))
    plan = json.loads(Path("runs/first/plan.json").read_text())
    assert (found["state"], found["step"], found["steps"]) == ("finished", 8, 8)
    assert found["plan"]["digest"] != found["spec"] == plan["spec"]
    assert (found["data"]["here"], found["data"]["fingerprint"]) == (True, plan["data"]["fingerprint"])
    assert [one["factors"] for one in found["variables"]] == [["place"], ["shade"], ["ground"]]
    for one in found["variables"]:
        assert 1 <= one["left"] <= one["states"] == 6
        assert len(one["stand_for"]) <= one["left"]
    Path("tiny.npz").unlink()
    assert "(not there: --data PATH says where)" in printed(command, capsys, "inspect", "runs/first")


def test_a_run_that_is_not_finished_and_a_model_alone(command, capsys):
    out = printed(command, capsys, "inspect")
    assert "state:    paused at step 3, made " in out
    assert "scores:   none yet" in out
    shutil.copytree("runs/first/model", "alone")
    shutil.rmtree("runs")
    out = printed(command, capsys, "inspect", "alone")
    assert "tiny: alone\nstate:    model alone" in out
    assert command("inspect", "runs") == 1
    assert "CVQ401" in capsys.readouterr().err
    assert command("inspect", "alone", "--run", "alone") == 2


def test_two_runs_beside_each_other(command, capsys):
    # Both were compiled with --set, so that their plans are compared.
    lines = printed(command, capsys, "runs", "compare", "runs/first", "runs/second").splitlines()
    assert lines[:4] == ["A: runs/first", "B: runs/second", "A -> B:", "  seed: 1 -> 0"]
    head, *rows = lines[lines.index("") + 1 :]
    assert head.split() == ["score", "A", "B", "difference"]
    metrics = [json.loads(Path(f"runs/{name}/metrics.json").read_text())["copy_mse"] for name in ("first", "second")]
    (copy,) = (row for row in rows if row.startswith("copy mse"))
    assert copy.split()[2:] == [*(f"{one:.4g}" for one in metrics), f"{metrics[1] - metrics[0]:+.4g}"]
    assert any(row.startswith("place: action accuracy ") for row in rows)

    found = json.loads(printed(command, capsys, "runs", "compare", "runs/first", "runs/second", LATEST, "--json"))
    assert found["runs"] == ["runs/first", "runs/second", str(LATEST)]
    assert "train.steps: 8 -> 9" in found["differences"][str(LATEST)]
    assert found["scores"]["copy_mse"] == [*metrics, None]
    assert command("runs", "compare", "runs/first") == 2


def test_specs_are_compared_in_their_own_words(command, capsys):
    for name, change in (("one", "dim: 4"), ("two", "dim: 5")):
        Path(f"{name}.yaml").write_text(Path("tiny.yaml").read_text().replace("dim: 4", change))
        assert command("compile", f"{name}.yaml") == 0
        assert command("train", "--quiet", "--out", name, "--max-steps", "1") == 0
    out = printed(command, capsys, "runs", "compare", "one", "two")
    assert out.splitlines()[2:] == ["A -> B:", "  codebook.dim: 4 -> 5", "", "no scores"]


def test_a_run_is_removed_after_asking(command, capsys, monkeypatch):
    name = LATEST.resolve().name
    for answer in ("n\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        assert command("runs", "rm", LATEST) == 1
        assert LATEST.is_dir()
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    out = printed(command, capsys, "runs", "rm", LATEST)
    assert out.startswith(f"runs/tiny/{name}: tiny, paused at step 3\n")
    assert not Path("runs/tiny").exists()
    assert command("evaluate") == 1
    assert "CVQ401 nothing has been trained in this folder" in capsys.readouterr().err
    assert command("train", "--quiet", "--max-steps", "1") == 0


def test_latest_leads_to_the_newest_run_that_is_left(command, capsys):
    first = LATEST.resolve()
    assert command("train", "--new", "--quiet", "--max-steps", "1") == 0
    printed(command, capsys, "runs", "rm", "-y", LATEST, LATEST.resolve())
    assert LATEST.resolve() == first


def test_what_is_no_run_is_not_removed(here, command, capsys):
    (here / "outside").mkdir()
    shutil.move("runs/first", "outside/first")
    Path("runs/away").symlink_to(here / "outside" / "first")
    Path("outside/first/notes.txt").write_text("mine")
    Path("outside/first/queries").symlink_to(here / "runs")
    before = sorted(str(path) for path in here.rglob("*"))
    for path, code in (("runs/away", "CVQ423"), ("runs", "CVQ401"), (".", "CVQ401"), ("tiny.yaml", "CVQ401"),
                       ("absent", "CVQ401"), ("runs/second/model", "CVQ401"), ("runs/tiny", "CVQ401")):  # fmt: skip
        assert command("runs", "rm", "--yes", "runs/second", path) == 1
        assert code in capsys.readouterr().err
    assert sorted(str(path) for path in here.rglob("*")) == before

    out = printed(command, capsys, "runs", "rm", "--yes", "outside/first")
    assert "notes.txt in its folder stays" in out
    assert [path.name for path in Path("outside/first").iterdir()] == ["notes.txt"]
    assert Path("runs/second/model/model.safetensors").exists()


def test_a_damaged_run_can_be_removed(command, capsys):
    Path("runs/second/run.json").write_text("{")
    assert printed(command, capsys, "runs", "rm", "-y", "runs/second").startswith("runs/second: runs, damaged\n")
    assert not Path("runs/second").exists()
    Path("runs/first/run.json").unlink()
    printed(command, capsys, "runs", "rm", "-y", "runs/first")
    assert not Path("runs/first").exists()


def test_of_many_differences_a_summary_comes_first_and_at_most_forty_lines():
    lines = (*(f"model.part{number}: 1 -> 2" for number in range(80)), "data.source: a -> b", "seed: 1 -> 2")
    printed = list(many_runs.told(Comparison((Path("a"), Path("b")), (lines,), {})))
    assert printed[3] == "  82 differences: 80 in model, 1 in data, 1 in seed"
    assert printed[4:6] == ["  model.part0: 1 -> 2", "  model.part1: 1 -> 2"]
    assert printed[-3] == "  and 46 more; --json has all"
    assert sum(line.startswith("  ") for line in printed) <= 40
