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
    return tmp_path


def asked(command, capsys, *arguments):
    """The answer of `causalvq intervene --json`."""
    assert command("intervene", *arguments, "--json") == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


def test_an_answer_for_people(command, capsys):
    assert command("intervene", "--factor", "place", "--count", "3") == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("factor 0 is place; action ")
    assert len(lines) == 5
    assert lines[-1].startswith("open runs/tiny/")
    assert Path(lines[-1].removeprefix("open ")).is_file()


def test_an_answer_for_machines(command, capsys):
    answer = asked(command, capsys, "--factor", "1", "--step", "-1", "--count", "4")

    assert {"factor", "action", "images", "changed_variables"} < answer.keys()
    assert (answer["factor"], answer["factor_index"]) == ("shade", 1)
    assert len(answer["images"]) == len(answer["changed_variables"]) == len(answer["probabilities"]) == 4
    assert all(set(changed) <= {"shade"} for changed in answer["changed_variables"])
    for path in (*answer["images"], answer["sheet"]):
        with Image.open(path) as image:
            image.load()
    up = asked(command, capsys, "--factor", "1", "--step", "1")
    assert up["action"] != answer["action"]


def test_a_seed_is_refused_where_nothing_is_drawn(command, capsys):
    Image.fromarray(np.zeros((16, 16, 3), dtype=np.uint8)).save("a.png")

    assert command("intervene", "--factor", "0", "--image", "a.png", "--seed", "1") == 1
    assert "CVQ443 the run draws no states" in capsys.readouterr().err


def test_two_answers_of_one_second_are_kept_apart(command, capsys):
    one, other = (asked(command, capsys, "--factor", "0", "--count", "1") for _ in range(2))

    assert Path(one["sheet"]).parent != Path(other["sheet"]).parent
    assert one["changed_variables"] == other["changed_variables"]


def test_images_of_the_users_own(command, capsys):
    for name, shape in (("a.png", (16, 16, 3)), ("b.png", (40, 50)), ("c.jpg", (16, 16, 3))):
        Image.fromarray(np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)).save(name)
    own = [f"--image={name}" for name in ("a.png", "b.png", "c.jpg")]

    assert command("intervene", "--factor", "place", *own, "--out", "new/out", "--json") == 0
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert answer["images"] == [f"new/out/after_0{number}.png" for number in range(3)]
    assert json.loads(Path("new/out/answer.json").read_text()) == answer
    assert captured.err.startswith("b.png: CVQ515 note: 1 of 3 images were made to fit")
    assert "expected: 16 x 16, 3 channels of uint8\n    got: 40 x 50, 1 channel of uint8" in captured.err
    assert asked(command, capsys, "--factor", "place", "--image", "a.png")["images"]  # without a note


def test_files_that_are_no_images(command, capsys):
    Path("text.png").write_text("")

    assert command("intervene", "--factor", "0", "--image", "text.png", "--image", "absent.png") == 1
    err = capsys.readouterr().err
    assert "text.png: CVQ308" in err
    assert "absent.png: CVQ301" in err


def test_a_run_by_path(here, command, capsys, monkeypatch, tmp_path_factory):
    run = (here / "runs" / "tiny" / "latest").resolve()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    assert command("intervene", "--factor", "0") == 1
    assert "CVQ401 nothing has been trained in this folder" in capsys.readouterr().err
    answer = asked(command, capsys, "--factor", "0", "--run", run)
    assert Path(answer["sheet"]).is_relative_to(run)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--factor", "7"), "CVQ501 there is no factor '7'"),
        (("--factor", "shdae"), "expected: 0 place, 1 shade, 2 ground"),
        (("--factor", "shadee"), "did you mean shade"),
        (("--factor", "0", "--to", "lift"), "CVQ502 place has no value 'lift'"),
        (("--action", "place+7"), "CVQ502 there is no action 'place+7'"),
        (("--do", "plaec=left"), "CVQ501 there is no factor 'plaec'"),
        (("--do", "place=left", "--do", "place-1"), "CVQ510 place is to be changed twice at once"),
        (("--factor", "0", "--index", "100000"), "CVQ514 the test split has no image 100000"),
        (("--factor", "0", "--image", "empty"), "empty: CVQ514 the folder has no images"),
        (("--factor", "0", "--step", "0"), "CVQ502"),
        (("--factor", "0", "--step", "1", "--to", "left"), "CVQ502"),
        (("--factor", "0", "--run", "runs/absent"), "CVQ401 there is no run at runs/absent"),
        (("--factor", "0", "--run", "runs"), "CVQ401"),
        (("--factor", "0", "--run", "tiny.yaml"), "CVQ401"),
        (("--factor", "0", "--out", "tiny.yaml"), "tiny.yaml: CVQ504"),
    ],
)
def test_what_the_run_does_not_have(command, capsys, arguments, message):
    Path("empty").mkdir()
    assert command("intervene", *arguments) == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "arguments",
    [(), ("--factor", "0", "--step", "2"), ("--factor", "0", "--count", "0"), ("--factor", "0", "--step", "up")],
)
def test_wrong_usage(command, arguments):
    assert command("intervene", *arguments) == 2


def test_several_steps_and_directions(command, capsys):
    down = asked(command, capsys, "--factor", "place", "--direction", "down", "--steps", "2", "--index", "3")

    assert down["actions"] == [["place-1", "place-1"]]
    same = asked(command, capsys, "--do", "place-2", "--index", "3")
    assert same["codes"] == down["codes"]


def test_a_value_is_reached_by_as_many_steps_as_each_image_takes(command, capsys):
    answer = asked(command, capsys, "--factor", "place", "--to", "right", "-n", "12")

    assert len({tuple(done) for done in answer["actions"]}) > 1
    assert all(set(done) <= {"place+1", "place-1"} and len(set(done)) <= 1 for done in answer["actions"])
    assert all(note.endswith("right") for note in answer["notes"])


def test_several_things_at_once(command, capsys):
    answer = asked(command, capsys, "--do", "place=left", "--do", "shade+1", "-n", "4")

    assert set(answer["targets"]) == {"place", "shade"}
    assert answer["factor"] is None
    assert all(set(changed) <= {"place", "shade"} for changed in answer["changed_variables"])


def test_all_values_of_a_factor(command, capsys):
    answer = asked(command, capsys, "--factor", "place", "--sweep", "-n", "2", "--gif", "--out", "strip")

    assert answer["values"] + answer["missing"] == ["far left", "left", "right", "far right"]
    assert [len(row) for row in answer["images"]] == [len(answer["values"])] * 2
    with Image.open(answer["film"]) as film:
        assert film.n_frames > 1
    assert Path("strip/sheet.png").is_file()


def test_an_answer_is_not_written_over(command, capsys):
    assert asked(command, capsys, "--factor", "0", "-n", "1", "--out", "mine")["images"]
    before = Path("mine/answer.json").read_bytes()

    assert command("intervene", "--factor", "1", "--out", "mine") == 1
    told = capsys.readouterr().err
    assert "mine: CVQ504 the folder is not empty" in told
    assert "--force" in told
    assert Path("mine/answer.json").read_bytes() == before
    assert asked(command, capsys, "--factor", "1", "-n", "1", "--out", "mine", "--force")["factor"] == "shade"


def test_images_of_a_folder_and_of_a_table(command, capsys):
    Path("pictures").mkdir()
    for name in ("b.png", "a.jpg", ".hidden.png"):
        Image.fromarray(np.random.default_rng(1).integers(0, 256, (16, 16, 3), dtype=np.uint8)).save(f"pictures/{name}")
    Path("pictures/notes.txt").write_text("no image")
    Path("list.csv").write_text("who,file\nann,pictures/b.png\nbob,pictures\\a.jpg\n")

    folder = asked(command, capsys, "--factor", "0", "--image", "pictures")
    table = asked(command, capsys, "--factor", "0", "--image", "list.csv")
    assert len(folder["images"]) == 2
    assert table["codes"] == folder["codes"][::-1]


@pytest.mark.parametrize("part", [100, 5000])
def test_a_model_that_was_cut_short(here, command, capsys, part):
    path = here / "runs" / "tiny" / "latest" / "model" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:part])

    for arguments in (("intervene", "--factor", "0"), ("evaluate",)):
        assert command(*arguments) == 1
        assert "CVQ402 the model cannot be read" in capsys.readouterr().err


def test_a_damaged_plan_of_a_run(here, command, capsys):
    path = here / "runs" / "tiny" / "latest" / "plan.json"
    path.write_text(path.read_text()[:-20])

    assert command("intervene", "--factor", "0") == 1
    assert "plan.json: CVQ2" in capsys.readouterr().err


def test_images_that_are_gone_matter_only_where_they_are_needed(here, command, capsys):
    Image.new("RGB", (16, 16)).save("black.png")
    (here / "tiny.npz").rename(here / "moved.npz")

    assert asked(command, capsys, "--factor", "0", "--image", "black.png")["images"]
    assert command("intervene", "--factor", "0") == 1
    told = capsys.readouterr().err
    assert f"{here / 'tiny.npz'}: CVQ461 the data that the plan was made from are not there" in told
    assert "--data PATH" in told
    assert "--image FILE" in told
    assert asked(command, capsys, "--factor", "0", "--data", "moved.npz")["images"]
