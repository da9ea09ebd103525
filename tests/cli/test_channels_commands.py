"""Images of many channels and depths as a user meets them: compile, train, evaluate, intervene."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

SPEC = """\
apiVersion: causalvq/v1
name: many
data: {source: {format: SOURCE}, image: {show: [4, 1, 0]}, split: {train: 0.6, validation: 0.1, test: 0.3}}
variables: {count: 2}
codebook: {size: 6, dim: 4}
model: {encoder: {widths: [8, 8]}}
train: {steps: 12, batch_size: 8, checkpoint_every: 6, device: cpu, precision: float32}
evaluate: {metrics: auto}
"""
LABELS = np.array([(a, b) for a in range(4) for b in range(3) for _ in range(4)])


def images(dtype, channels=5):
    """48 images of 16 x 16 pixels: a square in the first channel and a bar in the last."""
    made = np.random.default_rng(0).integers(0, 4, (len(LABELS), 16, 16, channels))
    for image, (a, b) in zip(made, LABELS, strict=True):
        image[2:6, 2 + 3 * a : 5 + 3 * a, 0] = 200
        image[8 + 2 * b : 10 + 2 * b, 4:12, -1] = 100
    return (made * (1 if dtype == "uint8" else 200)).astype(dtype)


def arrays(dtype, channels=5):
    np.savez("x.npz", images=images(dtype, channels), labels=LABELS, factor_names=["a", "b"])
    return "npz, path: x.npz"


def stacks(dtype, channels=5):
    folder = Path("x")
    folder.mkdir()
    for number, image in enumerate(images(dtype, channels)):
        tifffile.imwrite(folder / f"{number:02}.tif", image.transpose(2, 0, 1), photometric="minisblack")
    with (folder / "metadata.csv").open("w", newline="") as file:
        rows = [(f"{number:02}.tif", *row) for number, row in enumerate(LABELS)]
        csv.writer(file).writerows([("file_name", "a", "b"), *rows])
    return "folder, path: x"


@pytest.mark.parametrize(
    ("write", "dtype", "channels", "mode"),
    [
        (arrays, "uint8", 5, "RGB"),
        pytest.param(stacks, "uint8", 5, "RGB", marks=pytest.mark.slow),
        pytest.param(arrays, "uint16", 1, "L", marks=pytest.mark.slow),
        (stacks, "float32", 2, "RGB"),
    ],
)
def test_any_channels_from_files_to_answers(command, capsys, tmp_path, monkeypatch, write, dtype, channels, mode):
    monkeypatch.chdir(tmp_path)
    shown = "show: [4, 1, 0]" if channels == 5 else ""
    Path("many.yaml").write_text(SPEC.replace("SOURCE", write(dtype, channels)).replace("show: [4, 1, 0]", shown))
    for arguments in (
        ("data", "info", "many.yaml"),
        ("data", "check", "many.yaml"),
        ("data", "sheet", "many.yaml"),
        ("compile", "many.yaml"),
        ("train", "--max-steps", "5"),
        ("train",),
        ("evaluate", "--json"),
    ):
        assert command(*arguments) == 0, arguments
    told = capsys.readouterr().out
    assert f"16 x 16 x {channels}{'' if dtype == 'uint8' else f' of {dtype}'}" in told
    with Image.open("sheet_many.png") as sheet:
        assert sheet.mode == "RGB"

    assert command("intervene", "--factor", "a", "--count", "2", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    for picture, stack in zip(answer["images"], answer["stacks"], strict=True):
        with Image.open(picture) as image:
            assert (image.mode, image.size) == (mode, (16, 16))
        pixels = tifffile.imread(stack)
        assert pixels.dtype == dtype
        assert pixels.reshape(-1, 16, 16).shape == (channels, 16, 16)
    assert command("intervene", "--factor", "a", "--image", answer["stacks"][1]) == 0
    captured = capsys.readouterr()
    assert "all channels: " in captured.out
    assert captured.err == ""
    assert command("intervene", "--factor", "a", "--image", answer["images"][1]) == 1
    assert "CVQ303 the image has other pixels than those of the run" in capsys.readouterr().err


def test_a_channel_that_is_not_there_is_refused_before_anything_is_drawn(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("many.yaml").write_text(SPEC.replace("SOURCE", arrays("uint16")).replace("[4, 1, 0]", "[0, 5]"))

    assert command("compile", "many.yaml") == 1
    assert "many.yaml:3:62: CVQ239 channel 5 cannot be shown" in capsys.readouterr().err
    assert command("data", "sheet", "many.yaml") == 1
    assert "CVQ307 the images have no channel 5" in capsys.readouterr().err


def test_a_damaged_stack_is_told_by_a_check(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("many.yaml").write_text(SPEC.replace("SOURCE", stacks("uint16")))
    whole = Path("x/03.tif").read_bytes()
    Path("x/03.tif").write_bytes(whole[: len(whole) // 2])
    broken = images("float32")[4].transpose(2, 0, 1)
    tifffile.imwrite("x/04.tif", broken, photometric="minisblack")

    assert command("data", "check", "many.yaml") == 1
    told = capsys.readouterr().err
    assert "x/03.tif: CVQ308 03.tif is damaged" in told
    assert "x/04.tif: CVQ303 04.tif has another kind of pixels than 00.tif" in told
    assert command("compile", "many.yaml") == 0
    assert command("train") == 1
    assert "CVQ308" in capsys.readouterr().err
