import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def here(trained_home, tmp_path, monkeypatch):
    """A copy of a folder with a trained run and some of its images as files, to work in."""
    shutil.copytree(trained_home, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    with np.load("tiny.npz") as arrays:
        for place in range(4):
            row = np.flatnonzero((arrays["labels"] == (place, 0, 1)).all(1))[0]
            Image.fromarray(arrays["images"][row]).save(f"{place}.png")
    return tmp_path


def asked(command, capsys, *arguments, status=0):
    """The answer of `causalvq retrieve --json`."""
    assert command("retrieve", *arguments, "--json") == status
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


def test_probabilities_of_all_actions(command, capsys):
    assert command("retrieve", "1.png", "2.png", "--json") in {0, 1}
    answer = json.loads(capsys.readouterr().out)

    assert len(answer["probabilities"]) == 6
    assert sum(answer["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    assert list(answer["probabilities"].values()) == sorted(answer["probabilities"].values(), reverse=True)
    assert answer["found"] == (answer["explained"] >= 0.5)
    assert answer["actions"] == ([next(iter(answer["probabilities"]))] if answer["found"] else [])


def test_the_same_image_twice_is_explained_by_no_action(command, capsys):
    answer = asked(command, capsys, "1.png", "1.png", status=1)

    assert (answer["actions"], answer["found"], answer["explained"]) == ([], False, 0)
    assert command("retrieve", "1.png", "1.png") == 1
    assert capsys.readouterr().out.startswith("no action explains this pair (probability 1.000)")


def test_sequences(command, capsys):
    assert command("retrieve", "0.png", "3.png", "--max-actions", "3", "--json") in {0, 1}
    answer = json.loads(capsys.readouterr().out)

    assert answer["sequences"]
    assert all(1 <= len(one["actions"]) <= 3 for one in answer["sequences"])
    shares = [one["probability"] for one in answer["sequences"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.01)


def test_a_table_in_and_a_table_out(command, capsys):
    Path("sub").mkdir()
    Path("sub/pairs.csv").write_text("pair,before_image,after_image\np,../0.png,../1.png\nq,../1.png,../1.png\n")
    status = command("retrieve", "--pairs", "sub/pairs.csv", "--out", "found.csv")
    rows = list(csv.DictReader(Path("found.csv").read_text().splitlines()))

    assert [Path(row["before"]).name for row in rows] == ["0.png", "1.png"]
    assert (rows[1]["actions"], float(rows[1]["explained"])) == ("", 0)
    assert status == (0 if rows[0]["actions"] else 1)
    assert command("retrieve", "--pairs", "sub/pairs.csv", "--out", "found.csv") == 1
    assert "CVQ126 the file exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("0.png", "absent.png"), "absent.png: CVQ301"),
        (("tiny.yaml", "0.png"), "tiny.yaml: CVQ308"),
        (("--pairs", "tiny.csv"), "tiny.csv"),
        (("--pairs", "none.csv"), "none.csv: CVQ514"),
        (("--pairs", "odd.csv"), "odd.csv: CVQ514 the table has no columns of images before and after"),
    ],
)
def test_what_cannot_be_read(command, capsys, arguments, message):
    Path("none.csv").write_text("before,after\n")
    Path("odd.csv").write_text("who,what\nann,1\n")

    assert command("retrieve", *arguments) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [(), ("0.png",), ("0.png", "1.png", "--pairs", "x.csv"), ("0.png", "1.png", "--out", "x.txt")],
)
def test_wrong_usage(command, arguments):
    assert command("retrieve", *arguments) == 2
