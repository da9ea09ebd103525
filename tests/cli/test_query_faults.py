"""What commands that ask a model say of what are no images, no tables, no runs, and no places to write to."""

import json
import os
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file


def huge(path):
    """A PNG whose header says 100,000 x 100,000 pixels."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(99)))]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


@pytest.fixture(autouse=True)
def here(trained_home, tmp_path, monkeypatch):
    """A copy of a folder with a trained run, an image, and much that is none."""
    shutil.copytree(trained_home, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    with np.load("tiny.npz") as arrays:
        Image.fromarray(arrays["images"][0]).save("one.png")
    os.mkfifo("pipe.png")
    os.mkfifo("pipe.csv")
    Path("folder.png").mkdir()
    Path("text.png").write_text("no image")
    Path("cut.png").write_bytes(Path("one.png").read_bytes()[:60])
    Path("loop.png").symlink_to("loop.png")
    Path("pairs.csv").write_text("before,after\none.png,text.png\npipe.png,one.png\n")
    Image.new("I;16", (16, 16)).save("deep.png")
    huge(Path("huge.png"))
    return tmp_path


NO_IMAGE = [
    ("pipe.png", "pipe.png: CVQ301"),
    ("folder.png", "folder.png: CVQ"),
    ("text.png", "text.png: CVQ308"),
    ("cut.png", "cut.png: CVQ308"),
    ("loop.png", "loop.png: CVQ301"),
    ("deep.png", "deep.png: CVQ303"),
    ("huge.png", "huge.png: CVQ309"),
    ("/dev/zero", "/dev/zero: CVQ301"),
    ("pipe.csv", "pipe.csv: CVQ3"),
]
COMMANDS = [
    ("encode", "--image", "FILE"),
    ("reconstruct", "--image", "FILE"),
    ("traverse", "--image", "FILE"),
    ("counterfactual", "FILE", "--do", "place=left"),
    ("effect", "--image", "FILE", "--do", "place=left", "--on", "shade"),
    ("intervene", "--image", "FILE", "--factor", "place", "--out", "answer"),
    ("intervene", "--image", "FILE", "--factor", "place", "--sweep", "--out", "answer"),
    ("retrieve", "FILE", "one.png", "--out", "answer.csv"),
    ("retrieve", "one.png", "FILE", "--out", "answer.csv"),
]


@pytest.mark.parametrize(("file", "message"), NO_IMAGE)
def test_files_that_are_no_images(here, command, capsys, file, message):
    before = sorted(here.rglob("*"))
    for words in COMMANDS:
        assert command(*(file if word == "FILE" else word for word in words)) == 1, words
        captured = capsys.readouterr()
        assert captured.err.startswith(message), words
        assert captured.out == ""
    assert sorted(here.rglob("*")) == before, "nothing is half written"


def test_all_faults_of_a_table_of_pairs_are_told_at_once(command, capsys):
    assert command("retrieve", "--pairs", "pairs.csv", "--out", "answer.csv") == 1

    told = capsys.readouterr().err
    assert "text.png: CVQ308" in told
    assert "pipe.png: CVQ301" in told
    assert not Path("answer.csv").exists()


@pytest.mark.parametrize("table", ["pipe.csv", "folder.png", "one.png", "absent.csv"])
def test_what_is_no_table_of_pairs(command, capsys, table):
    assert command("retrieve", "--pairs", table) == 1
    assert f"{table}: CVQ30" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "message"), [("one.png", "CVQ504"), ("one.png/x", "CVQ504"), ("loop.png", "CVQ504"), ("full", "CVQ504")]
)
def test_places_where_no_answer_can_go(command, capsys, out, message):
    Path("full").mkdir()
    Path("full/mine.txt").write_text("mine")
    before = Path("one.png").read_bytes()

    for words in (
        ("sample",),
        ("intervene", "--factor", "0", "--image", "one.png"),
        ("traverse", "--image", "one.png"),
    ):
        assert command(*words, "--out", out) == 1
        assert f"{out}: {message}" in capsys.readouterr().err
    assert Path("one.png").read_bytes() == before
    assert [path.name for path in Path("full").iterdir()] == ["mine.txt"]


def foreign(run, name):
    save_file({"a": np.zeros(3, np.float32)}, run / "model" / name)


def piped(run, name):
    (run / "model" / name).unlink()
    os.mkfifo(run / "model" / name)


def newer(run, _):
    path = run / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": "causalvq-run/999"}))


@pytest.mark.parametrize(
    ("spoil", "name", "message"),
    [
        (foreign, "model.safetensors", "CVQ402"),
        (foreign, "queries.safetensors", "CVQ402"),
        (piped, "model.safetensors", "CVQ402"),
        (piped, "queries.safetensors", "CVQ402"),
        (newer, "", "CVQ416"),
    ],
)
def test_runs_that_are_none(here, command, capsys, spoil, name, message):
    spoil((here / "runs" / "tiny" / "latest").resolve(), name)

    for words in (("encode", "--image", "one.png"), ("retrieve", "one.png", "one.png"), ("sample",)):
        assert command(*words) == 1
        assert message in capsys.readouterr().err


def test_a_step_past_the_end_says_so_and_changes_nothing(command, capsys):
    assert command("intervene", "--factor", "place", "--to", "far left", "--image", "one.png", "--out", "at") == 0
    capsys.readouterr()
    assert command("intervene", "--factor", "place", "--direction", "down", "--steps", "9", "--image", "one.png") == 0
    told = capsys.readouterr().out
    assert "factor 0 is place; action place-1 x 9" in told
    assert command("intervene", "--factor", "place", "--to", "far left", "--image", "at/after_00.png", "--json") == 0

    answer = json.loads(capsys.readouterr().out)
    assert (answer["outcomes"], answer["actions"]) == (["has it already"], [[]])
    assert answer["codes"] == answer["codes_before"]
