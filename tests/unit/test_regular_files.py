"""What stands where a file should be, and what a file of this program's own may hold."""

import os
import socket
from pathlib import Path

import pytest

from causalvq.regular_files import open_regular, parse_json, read_bytes, read_json, require_regular


def make_pipe(path):
    os.mkfifo(path)


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Path.mkdir, "it is a folder"),
        (make_pipe, "it is a pipe"),
        (make_socket, "it is a socket"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a device"),
        (lambda path: path.symlink_to(path), "Too many levels"),
        (lambda path: path.symlink_to("gone"), "No such file"),
    ],
)
def test_what_is_no_file_is_refused_without_waiting(tmp_path, make, words):
    path = tmp_path / "z.png"
    make(path)

    with pytest.raises(OSError, match=words) as error:
        require_regular(path)
    assert error.value.filename == str(path) or error.value.filename == path


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_a_name_that_no_file_can_have(tmp_path, name):
    with pytest.raises(OSError, match="no file can have this name"):
        require_regular(tmp_path / name)


def test_a_name_that_is_not_utf_8_is_a_name(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9")
    path.write_bytes(b"abc")

    assert require_regular(path) == 3


def test_no_more_is_read_than_was_asked_for(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"12345")

    assert read_bytes(path, 5) == b"12345"
    with pytest.raises(OSError, match="larger than 4 bytes"):
        read_bytes(path, 4)


def test_a_pipe_that_the_shell_opened_is_read():
    reading, writing = os.pipe()
    os.write(writing, b"name: a")
    os.close(writing)
    try:
        with open_regular(Path(f"/dev/fd/{reading}"), inherited=True) as file:
            assert file.read() == b"name: a"
    finally:
        os.close(reading)


@pytest.mark.parametrize(
    "text", ["NaN", "[Infinity]", '{"a": -1e999}', "[" * 100_000, '"\\ud800"', '{"\\udfff": 1}', "1" * 5000, ""]
)
def test_json_that_nothing_here_writes_is_damaged(tmp_path, text):
    (tmp_path / "state.json").write_text(text)

    with pytest.raises(ValueError, match=r"."):
        read_json(tmp_path / "state.json", 2**20)


def test_names_of_files_that_are_not_utf_8_can_be_kept():
    assert parse_json('"caf\\udce9"') == os.fsdecode(b"caf\xe9")


def test_a_whole_surrogate_pair_is_a_sign():
    assert parse_json('"\\ud83e\\udd8a"') == "🦊"
