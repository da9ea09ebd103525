"""A run is moved, renamed, copied without its data, and written to where it cannot be."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def project(trained_home, tmp_path, monkeypatch):
    """A copy of a folder with a trained run, to work in."""
    folder = tmp_path / "project"
    shutil.copytree(trained_home, folder, symlinks=True)
    monkeypatch.chdir(folder)
    Image.fromarray(np.load("tiny.npz")["images"][7]).save(tmp_path / "own.png")
    return folder


def answered(command, capsys, *arguments):
    """The answer of `intervene --factor place --json`, its pictures, and what it told."""
    capsys.readouterr()
    assert command("intervene", "--factor", "place", "--json", *arguments) == 0
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    pictures = [Path(path).read_bytes() for path in answer["images"]]
    same = {name: answer[name] for name in ("action", "changed_variables", "notes", "probabilities")}
    return answer, (same, pictures), captured.err


def test_a_renamed_project_answers_and_evaluates_as_before(project, command, capsys, monkeypatch):
    before = answered(command, capsys, "--count", "3")[1]
    assert "project" not in (project / "runs/tiny/latest/run.json").read_text()
    project.rename(project.parent / "renamed")
    monkeypatch.chdir(project.parent / "renamed")

    assert answered(command, capsys, "--count", "3")[1] == before
    assert command("evaluate", "--json") == 0
    assert json.loads(capsys.readouterr().out) == json.loads(Path("runs/tiny/latest/metrics.json").read_text())


def test_a_model_folder_alone_answers_as_its_run_does(project, command, capsys, monkeypatch):
    own = ("--image", project.parent / "own.png")
    before = answered(command, capsys, *own)[1]
    alone = project.parent / "elsewhere" / "some model"
    shutil.copytree(project / "runs/tiny/latest/model", alone)
    files = {path.name: path.read_bytes() for path in alone.iterdir()}
    shutil.rmtree(project)
    monkeypatch.chdir(alone.parent)

    answer, found, told = answered(command, capsys, *own, "--run", alone)
    assert found == before
    assert answer["sheet"].startswith("queries/")
    assert f"CVQ505 note: the run at {alone} is a model folder by itself: the answer goes to queries/" in told
    assert answered(command, capsys, *own, "--run", alone, "--out", "out")[2] == ""
    for arguments, hint in ((("intervene", "--factor", "0"), "--image FILE"), (("evaluate",), "--data PATH")):
        assert command(*arguments, "--run", alone) == 1
        told = capsys.readouterr().err
        assert "CVQ461 the data that the plan was made from are not there" in told
        assert hint in told
    assert {path.name: path.read_bytes() for path in alone.iterdir()} == files


def test_a_model_folder_in_its_place_finds_its_data(command, capsys):
    before = answered(command, capsys)[1]

    assert answered(command, capsys, "--run", "runs/tiny/latest/model")[1] == before


@pytest.mark.parametrize("place", ["moved", "moved/images.npz"])
def test_data_that_were_moved(command, capsys, place):
    before = answered(command, capsys, "--run", "runs/tiny/latest")[1]
    Path("moved").mkdir()
    Path("tiny.npz").rename(f"moved/{'tiny.npz' if place == 'moved' else 'images.npz'}")

    assert answered(command, capsys, "--data", place)[1] == before
    assert command("evaluate", "--json", "--data", place) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(Path("runs/tiny/latest/metrics.json").read_text())


def test_data_that_are_others(command, capsys):
    with np.load("tiny.npz") as arrays:
        fewer = dict(arrays) | {name: arrays[name][::2] for name in ("images", "labels")}
    np.savez("others.npz", **fewer)

    assert command("evaluate", "--data", "others.npz") == 1
    assert "144 images, not 288" in capsys.readouterr().err
    assert command("evaluate", "--data", "nowhere") == 1
    assert "nowhere: CVQ461 there is nothing where the data should be" in capsys.readouterr().err


def test_a_run_that_cannot_be_written_to(command, capsys):
    Path("runs/tiny/latest/queries").write_text("in the way, as a disk that is read only")

    answer, _, told = answered(command, capsys)
    assert Path(answer["sheet"]).is_relative_to("queries")
    assert "cannot be written to: the answer goes to queries/" in told
    shutil.rmtree("queries")
    Path("queries").write_text("in the way, too")
    assert command("intervene", "--factor", "0") == 1
    assert "CVQ504 the answer can be written neither to the run nor here" in capsys.readouterr().err


def test_runs_of_other_releases_and_other_programs(command, capsys):
    for file, version in (("run.json", "causalvq-run/2"), ("model/config.json", "causalvq-model/7")):
        path = Path("runs/tiny/latest") / file
        before = path.read_text()
        path.write_text(json.dumps(json.loads(before) | {"version": version}))
        assert command("intervene", "--factor", "0", "--run", path.parent) == 1
        assert f"CVQ416 this run is of another version, {version}" in capsys.readouterr().err
        path.write_text(before)

    config = Path("runs/tiny/latest/model/config.json")
    config.write_text('{"model_type": "bert"}')
    assert command("intervene", "--factor", "0", "--run", config.parent) == 1
    assert "its config.json is of another program" in capsys.readouterr().err
    assert command("intervene", "--factor", "0", "--run", "runs/tiny") == 1
    assert "did you mean runs/tiny/latest?" in capsys.readouterr().err


def test_a_run_of_an_earlier_release_still_answers(project, command, capsys):
    before = answered(command, capsys)[1]
    run = Path("runs/tiny/latest")
    facts, config = (json.loads((run / file).read_text()) for file in ("run.json", "model/config.json"))
    (run / "run.json").write_text(json.dumps({"base": str(project), "plan": facts["plan"]}))
    written = {name: value for name, value in config.items() if name not in ("version", "base")}
    (run / "model/config.json").write_text(json.dumps(written))

    assert answered(command, capsys)[1] == before
    assert answered(command, capsys, "--run", run / "model")[1] == before  # the data are looked for in this folder


def test_a_project_that_was_compiled_by_its_whole_path_can_be_renamed(project, command, capsys, monkeypatch):
    assert command("compile", project / "tiny.yaml") == 0
    assert str(project) not in Path(".causalvq/current.json").read_text()
    project.rename(project.parent / "renamed")
    monkeypatch.chdir(project.parent / "renamed")
    capsys.readouterr()

    assert command("train", "--new", "--max-steps", "1") == 0
    assert command("plan", "diff", "runs/tiny/latest", "tiny.yaml") == 0
    assert capsys.readouterr().out.endswith("0 differences\n")


QUERIES = (
    "retrieve own.png other.png",
    "retrieve own.png other.png --max-actions 2",
    "intervene --factor place --image own.png --out out",
    "counterfactual own.png --do place+1 --do shade-1 --out out",
    "effect --do place+1 --on shade --image own.png",
    "sample -n 3 --seed 4 --out out",
    "encode --image own.png",
    "reconstruct --image own.png --out out",
    "traverse --image own.png --out out",
    "graph",
)


def all_answers(command, capsys, run):
    """What every query answers for machines, and the files that it writes; `own.png` and `other.png` are here."""
    found = {}
    for query in QUERIES:
        status = command(*query.split(), "--json", "--run", run)
        captured = capsys.readouterr()
        assert (status in (0, 1), captured.err) == (True, ""), query  # 1: no action explains the pair
        files = {path.as_posix(): path.read_bytes() for path in sorted(Path("out").rglob("*")) if path.is_file()}
        found[query] = status, json.loads(captured.out), files
        shutil.rmtree("out", ignore_errors=True)
    return found


def test_every_query_is_answered_by_a_model_folder_alone(project, command, capsys, monkeypatch):
    images = np.load("tiny.npz")["images"]
    for name, row in (("own", 7), ("other", 100)):
        Image.fromarray(images[row]).save(f"{name}.png")
    capsys.readouterr()
    before = all_answers(command, capsys, "runs/tiny/latest")
    assert sum(bool(files) for _, _, files in before.values()) == 5
    alone = project.parent / "another machine"
    shutil.copytree(project / "runs/tiny/latest/model", alone / "a")
    for name in ("own.png", "other.png"):
        shutil.copy(name, alone)
    shutil.rmtree(project)
    monkeypatch.chdir(alone)

    after = all_answers(command, capsys, "a")
    for query, answer in before.items():
        assert after[query] == answer, query
