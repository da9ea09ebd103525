"""Actions in the user's own words, from the table of pairs to an answer."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from causalvq.runtime.words import finding

SPEC = """\
apiVersion: causalvq/v1
name: words
data: {source: {format: folder, path: pictures}, image: {size: 16}, pairs: {file: pictures/pairs.csv}}
variables: {count: 6}
codebook: {size: auto}
train: {steps: 30}
"""
PLACES, SHADES = 5, 4


def picture(place, shade):
    """A bar at one of five places on one of four shades."""
    image = np.full((16, 16, 3), 40 + 50 * shade, np.uint8)
    image[3:13, 3 * place : 3 * place + 3] = (250, 240, 20)
    return image


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Isolated pairs of three words, two of which undo each other."""
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    generator, rows = np.random.default_rng(0), ["input,output,action"]
    (tmp_path / "pictures").mkdir()
    while len(rows) <= 400:
        place, shade = int(generator.integers(PLACES)), int(generator.integers(SHADES))
        word, after = [
            ("push_left", (place - 1, shade)),
            ("push_right", (place + 1, shade)),
            ("bright[er]", (place, shade + 1)),
        ][len(rows) % 3]
        if not (0 <= after[0] < PLACES and 0 <= after[1] < SHADES):
            continue
        names = [f"{len(rows)}{side}.png" for side in "xy"]
        for name, state in zip(names, ((place, shade), after), strict=True):
            Image.fromarray(picture(*state)).save(tmp_path / "pictures" / name)
        rows.append(",".join((*names, word)))
    (tmp_path / "pictures" / "pairs.csv").write_text("\n".join(rows))
    (tmp_path / "words.yaml").write_text(SPEC)
    monkeypatch.setattr(finding, "STEPS", 150)
    return tmp_path


def test_words_that_undo_each_other_are_found_told_and_asked_for(command, capsys):
    assert command("compile", "words.yaml", "--set", "seed=1", "--trace") == 0
    assert (
        "3 in words of your own; which of them undo each other is found when training starts" in capsys.readouterr().out
    )

    assert command("train", "--max-steps", "10") == 0
    out = capsys.readouterr().out
    assert "  push_left and push_right undo each other\n  bright[er]: no opposite was found\n" in out.replace(
        "push_right and push_left", "push_left and push_right"
    )
    run = Path("runs/words/latest").resolve()
    plan = json.loads((run / "plan.json").read_text())
    assert plan["seed"] == 1
    assert sorted(sorted(factor["words"]) for factor in plan["data"]["factors"]) == [
        ["bright[er]"],
        ["push_left", "push_right"],
    ]

    assert command("train") == 0  # goes on with what was found
    out = capsys.readouterr().out
    assert out.startswith("continuing ")
    assert "finding" not in out
    assert Path("runs/words/latest").resolve() == run

    assert command("intervene", "--action", "push_left", "--json") == 0
    assert json.loads(capsys.readouterr().out)["action"] == "push_left"
    assert command("intervene", "--action", "push_lft") == 1
    assert "did you mean push_left?" in capsys.readouterr().err
    assert command("intervene", "--action", "push_left", "--step", "1") == 2


def test_what_the_spec_says_of_words_is_taken_and_nothing_is_looked_for(command, capsys):
    said = "opposites: [[push_right, push_left]], alternatives: [['bright[er]']]"
    said = f"data.pairs={{file: pictures/pairs.csv, {said}}}"
    assert command("compile", "words.yaml", "--set", said, "--set", "variables.count=2") == 0
    assert command("train") == 0

    assert "finding" not in capsys.readouterr().out
    plan = json.loads((Path("runs/words/latest") / "plan.json").read_text())
    assert [(one["name"], one["kind"]) for one in plan["actions"]] == [
        ("push_right", "step"),
        ("push_left", "step"),
        ("bright[er]", "set"),
    ]
    assert plan["directed"] == [[one["name"] for one in plan["data"]["factors"]].index("push_right / push_left")]


def test_a_word_that_is_none_is_told_with_what_it_may_have_meant(command, capsys):
    said = "data.pairs={file: pictures/pairs.csv, opposites: [[push_right, push_lft]]}"

    assert command("compile", "words.yaml", "--set", said) == 1

    told = capsys.readouterr().err
    assert "CVQ316" in told
    assert "did you mean push_left?" in told


def test_fewer_variables_than_words_ask_for_opposites(command, capsys):
    assert command("compile", "words.yaml", "--set", "variables.count=2") == 1

    assert "data.pairs.opposites" in capsys.readouterr().err


def test_a_spec_that_changed_before_its_words_were_understood_is_refused(here, command, capsys):
    assert command("compile", "words.yaml") == 0
    (here / "words.yaml").write_text(SPEC.replace("count: 6", "count: 5"))

    assert command("train") == 1

    assert "CVQ414" in capsys.readouterr().err
    assert not (here / "runs").exists()


def test_pairs_that_show_no_change_are_refused_before_training(here, command, capsys):
    for number in range(1, 401):
        Image.open(here / "pictures" / f"{number}x.png").save(here / "pictures" / f"{number}y.png")

    assert command("compile", "words.yaml") == 0
    assert command("train") == 1

    assert "CVQ415" in capsys.readouterr().err
    assert not list((here / "runs").rglob("run.json"))


def test_a_kind_of_actions_is_in_vain_where_words_say_it(command, capsys):
    assert command("compile", "words.yaml", "--set", "interventions.actions=set") == 0

    assert "CVQ250 warning: interventions.actions has no effect here" in capsys.readouterr().err


def test_opposites_where_there_are_no_words_are_refused(here, command, capsys):
    table = (here / "pictures" / "pairs.csv").read_text()
    for word, step in (("push_left", "place-1"), ("push_right", "place+1"), ("bright[er]", "shade+1")):
        table = table.replace(word, step)
    (here / "pictures" / "pairs.csv").write_text(table)
    said = "data.pairs={file: pictures/pairs.csv, opposites: [[place+1, place-1]]}"

    assert command("compile", "words.yaml", "--set", said) == 1

    assert "CVQ316" in capsys.readouterr().err
