import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def here(trained_home, tmp_path, monkeypatch):
    """A copy of a folder with a trained run, to work in."""
    shutil.copytree(trained_home, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    with np.load("tiny.npz") as arrays:
        Image.fromarray(arrays["images"][0]).save("one.png")
    return tmp_path


def asked(command, capsys, *arguments):
    """The answer of a command, as JSON."""
    assert command(*arguments, "--json") == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


def test_a_counterfactual_is_what_an_intervention_predicts_where_nothing_is_drawn(command, capsys):
    one = asked(command, capsys, "counterfactual", "one.png", "--do", "place=right")
    other = asked(command, capsys, "intervene", "--image", "one.png", "--do", "place=right")

    assert one["codes"] == other["codes"]
    for mine, yours in zip(one["images"], other["images"], strict=True):
        assert Path(mine).read_bytes() == Path(yours).read_bytes()


def test_an_effect_has_intervals_and_shares(command, capsys):
    answer = asked(command, capsys, "effect", "--do", "place=right", "--on", "place")

    assert answer["unit"] == "share of images with each value"
    assert sum(answer["before"].values()) == pytest.approx(1, abs=1e-4)
    assert answer["after"]["right"] > 0.9
    shade = asked(command, capsys, "effect", "--do", "place=right", "--on", "shade")
    assert (shade["total"], shade["direct"], shade["total_interval"]) == (0, 0, [0, 0])
    up = asked(command, capsys, "effect", "--do", "shade=2", "--on", "shade")
    assert up["total_interval"][0] <= up["total"] <= up["total_interval"][1]
    assert up["total"] == up["direct"] > 0


def test_samples_are_drawn_by_their_seed(command, capsys):
    one, again, other = (asked(command, capsys, "sample", "-n", "5", "--seed", seed) for seed in ("3", "3", "4"))

    assert one["codes"] == again["codes"] != other["codes"]
    assert len(one["images"]) == len(one["log_probabilities"]) == 5
    done = asked(command, capsys, "sample", "-n", "5", "--seed", "3", "--do", "shade=1")
    assert [row[0] for row in done["codes"]] == [row[0] for row in one["codes"]]


def test_codes_as_a_table_and_as_arrays(command, capsys):
    assert command("encode", "--image", "one.png") == 0
    (row,) = csv.DictReader(capsys.readouterr().out.splitlines())
    assert command("encode", "--image", "one.png", "--out", "one.npz") == 0

    with np.load("one.npz") as arrays:
        assert arrays["codes"].tolist() == [[int(row[f"code of {name}"]) for name in ("place", "shade", "ground")]]
        assert arrays["vectors"].shape == (1, 3, 4)
        assert arrays["factors"].tolist() == ["place", "shade", "ground"]
    assert row["image"] == "one.png"
    assert row["place"] in {"far left", "left", "right", "far right"}
    assert command("encode", "--image", "one.png", "--out", "one.npz") == 1
    assert command("encode", "--image", "one.png", "--out", "one.txt") == 2


def test_images_of_the_test_split_are_named_by_their_numbers_in_it(command, capsys):
    some = asked(command, capsys, "encode", "-n", "5", "--seed", "3")
    again = asked(command, capsys, "encode", *(f"--index={name.removeprefix('test ')}" for name in some["images"]))

    assert some["images"] != [f"test {number}" for number in range(5)]
    assert again == some


def test_an_effect_on_one_image_has_no_interval(command, capsys):
    answer = asked(command, capsys, "effect", "--image", "one.png", "--do", "shade=2", "--on", "shade")

    assert (answer["images"], answer["total_interval"]) == (1, None)
    assert command("effect", "--image", "one.png", "--do", "shade=2", "--on", "shade") == 0
    assert "(95%" not in capsys.readouterr().out


def test_what_codes_keep(command, capsys):
    answer = asked(command, capsys, "reconstruct", "--image", "one.png")

    assert len(answer["images"]) == len(answer["mse"]) == 1
    assert 0 < answer["mse"][0] < 1


def test_each_variable_through_its_states(command, capsys):
    answer = asked(command, capsys, "traverse", "--image", "one.png", "--variable", "place")
    every = asked(command, capsys, "traverse", "--index", "0")["variables"]

    assert list(answer["variables"]) == ["place"]
    assert all(note.endswith(")") or note.startswith("state ") for note in answer["variables"]["place"])
    assert set(every) == {"place", "shade", "ground"}
    assert every["place"] == answer["variables"]["place"]
    with Image.open(answer["sheet"]) as sheet:
        assert sheet.width > 96 * len(answer["variables"]["place"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("counterfactual", "absent.png", "--do", "place=left"), "absent.png: CVQ301"),
        (("counterfactual", "one.png", "--do", "plaec=left"), "CVQ501 there is no factor 'plaec'"),
        (("effect", "--do", "place=left", "--on", "shdae"), "did you mean shade"),
        (("effect", "--do", "place=lift", "--on", "shade"), "did you mean left"),
        (("sample", "--do", "place"), "CVQ502 there is no action 'place'"),
        (("traverse", "--variable", "shdae"), "CVQ501 there is no variable 'shdae'"),
        (("traverse", "--image", "tiny.yaml"), "tiny.yaml: CVQ308"),
        (("encode", "--image", "absent.png"), "absent.png: CVQ301"),
        (("reconstruct", "--index", "-1"), "CVQ514 the test split has no image -1"),
        (("counterfactual", "one.png", "--do", "place+1001"), "1,000 at most"),
        (("counterfactual", "one.png", "--do", "place=" + "9" * 5000), "CVQ502 place has no value"),
        (("traverse", "--image", "empty"), "empty: CVQ514 the folder has no images"),
        (("encode", "--image", "none.csv"), "none.csv: CVQ514 no column of the table names images"),
    ],
)
def test_bad_input(command, capsys, arguments, message):
    Path("empty").mkdir()
    Path("none.csv").write_text("image\n")
    assert command(*arguments) == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("counterfactual",),
        ("counterfactual", "one.png"),
        ("effect", "--do", "place=left"),
        ("sample", "-n", "0"),
        ("sample", "--seed", "9" * 30),
    ],
)
def test_wrong_usage(command, arguments):
    assert command(*arguments) == 2


def test_an_image_that_is_not_there_is_said_without_talk_of_specs(command, capsys):
    assert command("reconstruct", "--image", "two.png") == 1
    told = capsys.readouterr().err
    assert "two.png: CVQ301 two.png does not exist" in told
    assert "spec" not in told
