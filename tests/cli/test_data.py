import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from causalvq.cli.main import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "01_critters.yaml"


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in an empty folder with a cache of its own; status, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CAUSALVQ_CACHE", str(tmp_path / "cache"))

    def call(*arguments):
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return stop.value.code, captured.out, captured.err

    return call


@pytest.fixture
def spec(tmp_path):
    """A spec over six unlabelled images."""

    def write(**data):
        np.savez(tmp_path / "images.npz", images=np.arange(6 * 64, dtype=np.uint8).reshape(6, 8, 8))
        path = tmp_path / "spec.yaml"
        section = {"source": {"format": "npz", "path": "images.npz"}, **data}
        path.write_text(
            "apiVersion: causalvq/v1\nname: mine\nvariables: {count: 2}\ncodebook: {size: 4}\n"
            f"data: {json.dumps(section)}\n"
        )
        return path

    return write


def test_ls_names_sources_formats_and_the_cache(run):
    assert run("data", "cache", "pendulum", "--size", 8)[0] == 0
    status, out, _ = run("data", "ls")

    assert status == 0
    assert "built in: critters, pendulum, scenes, shapes3d" in out
    assert "3,072 images of 8 x 8 x 3, 1 MB" in out


def test_info_shows_facts_factors_and_balance(run):
    status, out, _ = run("data", "info", "pendulum", "--size", 16)

    assert status == 0
    assert "pendulum: 3,072 images of 16 x 16 x 3" in out
    assert "shadow_length 6: 0.10, 0.16" in out
    assert "pendulum -> shadow_position" in out
    assert "lamp: 384 images each" in out


def test_info_takes_a_spec_and_prints_json(run):
    status, out, _ = run("data", "info", EXAMPLE, "--json")
    facts = json.loads(out)

    assert status == 0
    assert [factor["size"] for factor in facts["factors"]] == [4, 5, 5, 3, 4, 4, 3]
    assert facts["balance"][6] == [4800] * 3


def test_check_and_cache_a_source(run, tmp_path):
    assert run("data", "check", "pendulum", "--size", 8)[1] == "pendulum: 3,072 images read, nothing broken\n"
    assert run("data", "cache", "pendulum", "--size", 8)[0] == 0
    (images,) = (tmp_path / "cache").glob("*/images.npy")
    images.write_bytes(images.read_bytes()[:-1])

    status, _, err = run("data", "check", "pendulum", "--size", 8)
    assert status == 1
    assert "CVQ311 the cache entry" in err


def test_a_sheet_has_a_row_for_each_factor(run, tmp_path):
    status, out, _ = run("data", "sheet", "pendulum", "--size", 16, "--seed", 1)
    picture = Image.open(tmp_path / "sheet_pendulum.png")

    assert (status, out) == (0, "sheet_pendulum.png\n")
    assert picture.size == (132 + 8 * 70, 7 * 85)
    pixels = np.asarray(picture)
    assert all(len(np.unique(pixels[row * 82 : row * 82 + 64, 120:184].reshape(-1, 3), axis=0)) > 5 for row in range(7))


def test_pairs_are_written_as_a_table_that_a_spec_reads(run, tmp_path):
    status, out, _ = run(
        "data", "pairs", EXAMPLE, "--out", "pairs.csv", "--part", "test", "--set", "data.factors=[eyes]"
    )
    lines = (tmp_path / "pairs.csv").read_text().splitlines()

    assert status == 0
    assert lines[0].startswith("# causalvq pairs v1 ")
    assert lines[1] == "input,output,factor,from,to"
    assert out == f"pairs.csv: {len(lines) - 2:,} pairs\n"


def test_unlabelled_images_have_the_factors_of_their_table(run, spec, tmp_path):
    (tmp_path / "pairs.csv").write_text("input,output,factor,value\n0,1,hue,red\n1,0,hue,blue\n")
    status, out, _ = run("data", "info", spec(pairs={"file": "pairs.csv"}))

    assert status == 0
    assert "hue 2: red, blue" in out


def test_what_is_wrong_with_the_data_is_a_diagnostic(run, spec, tmp_path):
    path = spec()
    (tmp_path / "images.npz").write_bytes(b"PK\x03\x04 no archive")
    status, _, err = run("data", "info", path)

    assert status == 1
    assert "images.npz: CVQ302" in err


@pytest.mark.parametrize("arguments", [("info", "critter"), ("pairs", EXAMPLE, "--out", "x.csv", "--part", "dev")])
def test_a_wrong_call_is_a_usage_error(run, arguments):
    assert run("data", *arguments)[0] == 2


def test_check_lists_all_broken_files_of_a_folder(run, tmp_path):
    (tmp_path / "photos").mkdir()
    for name in ("a", "b", "c"):
        Image.new("RGB", (16, 16)).save(tmp_path / "photos" / f"{name}.png")
    for name in ("b", "c"):
        (tmp_path / "photos" / f"{name}.png").write_bytes(b"no image")
    spec = tmp_path / "photos.yaml"
    spec.write_text(
        "apiVersion: causalvq/v1\nname: photos\nvariables: {count: 2}\ncodebook: {size: 4}\n"
        "data: {source: {format: folder, path: photos}, pairs: none}\n"
    )
    status, out, err = run("data", "check", spec)

    assert (status, out) == (1, "")
    assert "b.png: CVQ308" in err
    assert "c.png: CVQ308" in err
    assert err.endswith("2 errors\n")


def test_pairs_of_images_by_path_are_told_by_a_spec(run, tmp_path):
    (tmp_path / "photos").mkdir()
    for name in ("a", "b"):
        Image.new("RGB", (16, 16)).save(tmp_path / "photos" / f"{name}.png")
    (tmp_path / "photos" / "pairs.csv").write_text("input,output,action\na.png,b.png,push\nb.png,c.png,pull\n")
    spec = tmp_path / "photos.yaml"
    spec.write_text(
        "apiVersion: causalvq/v1\nname: photos\nvariables: {count: 2}\ncodebook: {size: 4}\n"
        "interventions: {actions: set}\n"
        "data: {source: {format: folder, path: photos}, pairs: {file: photos/pairs.csv}, "
        "split: {train: 1.0, validation: 0.0, test: 0.0}}\n"
    )
    status, _, err = run("data", "pairs", spec, "--out", "out.csv")
    assert status == 1
    assert "pairs.csv:3: CVQ310 there is no image 'c.png'" in err

    Image.new("RGB", (16, 16)).save(tmp_path / "photos" / "c.png")
    assert run("data", "pairs", spec, "--out", "out.csv")[1] == "out.csv: 2 pairs\n"


def test_check_lists_all_broken_files_of_a_set_that_is_resized(run, tmp_path):
    (tmp_path / "flow" / "train").mkdir(parents=True)
    for number in range(600):
        Image.new("RGB", (16, 16)).save(tmp_path / "flow" / "train" / f"a_{number}_{number}_{number}_{number}.png")
    for number in (3, 300, 599):
        (tmp_path / "flow" / "train" / f"a_{number}_{number}_{number}_{number}.png").write_bytes(b"no image")
    spec = tmp_path / "flow.yaml"
    spec.write_text(
        "apiVersion: causalvq/v1\nname: flow\nvariables: {count: 4}\ncodebook: {size: 8}\n"
        "data: {source: {format: causalvae, path: flow, scene: flow}, image: {size: 8}}\n"
    )
    status, _, err = run("data", "check", spec)

    assert status == 1
    assert err.endswith("3 errors\n")


@pytest.mark.parametrize("command", [("sheet", "critters"), ("pairs", EXAMPLE)])
def test_what_cannot_be_written_is_a_diagnostic(run, command):
    status, _, err = run("data", *command, "--out", "nowhere/file")

    assert status == 1
    assert "nowhere: CVQ126 the folder is not there" in err


def test_pairs_are_counted_by_factor_and_part(run):
    status, out, _ = run("data", "pairs", EXAMPLE)
    counts = json.loads(run("data", "pairs", EXAMPLE, "--json")[1])

    assert status == 0
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["pairs", "of", "train", "validation", "test", "in", "all"]
    eyes = next(line for line in lines if line[0] == "eyes")
    assert [int(cell.replace(",", "")) for cell in eyes[1:4]] == list(counts["pairs"]["eyes"].values())
    assert counts["images"] == {"train": 11_520, "validation": 1440, "test": 1440}


@pytest.mark.parametrize("command", ["pairs", "sheet"])
def test_a_file_that_is_there_is_replaced_only_when_asked(run, tmp_path, command):
    (tmp_path / "mine").write_text("mine")
    status, _, err = run("data", command, EXAMPLE, "--out", "mine")

    assert status == 1
    assert "mine: CVQ126 the file exists already" in err
    assert (tmp_path / "mine").read_text() == "mine"
    assert run("data", command, EXAMPLE, "--out", "mine", "--force")[0] == 0
    assert (tmp_path / "mine").read_bytes() != b"mine"
