"""What lies in strangers' folders beside images: passed over, or named with what to do; nothing hangs."""

import os
import socket

import numpy as np
import pytest
from PIL import Image

NAMES = [f"h{hue}_s{size}_{copy}.png" for hue in range(3) for size in range(3) for copy in range(6)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of images whose names say two factors."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "data"
    place.mkdir()
    for number, name in enumerate(NAMES):
        pixels = np.full((8, 8, 3), number, np.uint8)
        pixels[: 2 + 2 * (number // 6 % 3), :, number // 18] = 255
        Image.fromarray(pixels).save(place / name)
    return place


def add_table(folder):
    rows = [f"{name},{name[1]},{name[4]}" for name in NAMES]
    (folder / "metadata.csv").write_text("\n".join(["file_name,hue,size", *rows]))


def hidden(folder):
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "._h0_s0_0.png", ".hidden.png"):
        (folder / name).write_bytes(b"\0\5\x16\7")
    for name in (".ipynb_checkpoints", "__MACOSX", "@eaDir/.x"):
        (folder / name).mkdir(parents=True)
        (folder / name / "h7_s7_0.png").write_bytes(b"junk")


def folder_as_image(folder):
    (folder / "z.png").mkdir()


def around_itself(folder):
    (folder / "again").symlink_to(folder)


def table_is_a_folder(folder):
    (folder / "metadata.csv").unlink(missing_ok=True)
    (folder / "metadata.csv").mkdir()


def pipes_as_tables(folder):
    os.mkfifo(folder / "pairs.csv")
    os.mkfifo(folder / "more.json")


@pytest.mark.parametrize("labelled", [False, True])
@pytest.mark.parametrize("add", [hidden, folder_as_image, around_itself, table_is_a_folder, pipes_as_tables])
def test_what_is_no_data_is_passed_over(folder, command, add, labelled, capsys):
    if labelled:
        add_table(folder)
    add(folder)

    assert command("init", "spec.yaml", "--data", "data") == 0
    assert "images    54 of 8 x 8 pixels" in capsys.readouterr().out
    assert command("data", "check", "spec.yaml") == 0
    assert capsys.readouterr().out == "spec.yaml: 54 images read, nothing broken\n"


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(path))  # the path of a socket is short


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (os.mkfifo, "it is a pipe, not a file"),
        (make_socket, "it is a socket, not a file"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a device, not a file"),
        (lambda path: path.symlink_to("gone"), "does not exist"),
        (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
        (lambda path: path.touch(), "is damaged or not an image"),
    ],
)
def test_what_is_no_image_is_named(folder, command, make, told, capsys):
    add_table(folder)
    make(folder / "z.png")

    assert command("init", "spec.yaml", "--data", "data") == 1
    said = capsys.readouterr().err
    assert "data/z.png: CVQ30" in said
    assert told in said
    assert "remove or replace them" in said


def test_names_that_are_not_utf_8(folder, command, capsys):
    for size in range(3):
        for copy in range(6):
            (folder / f"h0_s{size}_{copy}.png").rename(folder / os.fsdecode(b"h\xe9_s%d_%d.png" % (size, copy)))

    assert command("init", "spec.yaml", "--data", "data", "--pattern", "{hue}_s{size}_{_}.png") == 0
    assert r"h\xe9" in capsys.readouterr().out
    assert command("compile", "spec.yaml") == 0
    assert command("data", "check", "spec.yaml") == 0


def test_a_table_whose_name_is_not_utf_8(folder, command, capsys):
    add_table(folder)
    (folder / "metadata.csv").rename(folder / os.fsdecode(b"m\xe9t.csv"))

    assert command("init", "spec.yaml", "--data", "data") == 1
    assert "rename the file" in capsys.readouterr().err


def test_a_folder_whose_name_is_not_utf_8(folder, command, capsys):
    add_table(folder)
    folder.rename(folder.parent / os.fsdecode(b"d\xe9"))

    assert command("init", "spec.yaml", "--data", os.fsdecode(b"d\xe9")) == 1
    assert "rename the file" in capsys.readouterr().err


def test_paths_longer_than_any_file_has(folder, command, capsys):
    add_table(folder)
    long = "x" * 300
    assert command("init", "spec.yaml", "--data", "data") == 0
    for arguments in (
        ("init", f"{long}.yaml"),
        ("init", "new.yaml", "--data", long),
        ("init", "new.yaml", "--data", "data", "--labels", f"{long}.csv"),
        ("validate", f"{long}.yaml"),
        ("compile", "spec.yaml", "-o", f"{long}.json"),
        ("compile", "spec.yaml", "--set", f"data.source.path={long}"),
        ("compile", "spec.yaml", "--set", f"data.source.metadata={long}.csv"),
        ("compile", "spec.yaml", "--set", f"graph.file={long}.csv"),
        ("compile", "spec.yaml", "--set", f"data.pairs.file={long}.csv"),
        ("compile", "spec.yaml", "--set", f"extends={long}.yaml"),
        ("data", "sheet", "spec.yaml", "--out", f"{long}.png"),
        ("plan", "show", f"{long}.json"),
    ):
        capsys.readouterr()
        assert command(*arguments) in (1, 2), arguments
        assert capsys.readouterr().err.strip(), arguments


def test_a_folder_of_pictures_deeper_than_a_path_can_be(folder, command, capsys):
    add_table(folder)
    top = os.open(folder, os.O_RDONLY)
    here = top
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=here)
        here = os.open("d" * 250, os.O_RDONLY, dir_fd=here)

    assert command("init", "spec.yaml", "--data", "data") == 1
    assert "CVQ301 a folder within the data cannot be read: File name too long" in capsys.readouterr().err


def test_a_folder_within_the_data_that_may_not_be_read(folder, command, capsys, monkeypatch):
    add_table(folder)
    for name in ("mine", "lost+found"):
        (folder / name).mkdir()
    held = os.scandir

    def scandir(place):
        if str(place).endswith(("mine", "lost+found")):
            raise PermissionError(13, "Permission denied", str(place))
        return held(place)

    monkeypatch.setattr(os, "scandir", scandir)
    assert command("init", "spec.yaml", "--data", "data") == 1
    assert "data/mine: CVQ301 a folder within the data cannot be read: Permission denied" in capsys.readouterr().err
    (folder / "mine").rmdir()
    assert command("init", "spec.yaml", "--data", "data") == 0


@pytest.mark.parametrize("name", ["data/h0_s0_0.png", "data/metadata.csv"])
def test_a_file_that_goes_away_while_it_is_read(folder, command, capsys, monkeypatch, name):
    add_table(folder)
    assert command("init", "spec.yaml", "--data", "data") == 0
    from causalvq.data import fingerprint

    held = fingerprint.open_regular

    def gone(path, *rest):
        if path.name == name.rpartition("/")[2]:
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return held(path, *rest)

    monkeypatch.setattr(fingerprint, "open_regular", gone)
    capsys.readouterr()
    assert command("compile", "spec.yaml") == 1
    assert f"{name}: CVQ301" in capsys.readouterr().err


def test_a_spec_whose_name_is_not_utf_8(folder, command, capsys):
    add_table(folder)
    spec = os.fsdecode(b"sp\xe9c.yaml")

    assert command("init", spec, "--data", "data") == 0
    assert command("compile", spec) == 0
    assert command("compile", spec, "--locked") == 0
    assert command("plan", "show") == 0
    assert "\udce9" not in capsys.readouterr().out
