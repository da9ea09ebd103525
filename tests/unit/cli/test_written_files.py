import os
from pathlib import Path

import pytest

from causalvq.cli.written_files import require_place, write_file
from causalvq.errors import SpecError


def test_a_file_is_replaced_only_when_that_is_asked_for(tmp_path):
    path = tmp_path / "a.txt"
    write_file(path, "one", replace=False)
    with pytest.raises(SpecError, match=r"CVQ126 the file exists already.*--force"):
        write_file(path, "two", replace=False)
    assert path.read_text() == "one"

    write_file(path, b"two", replace=True)
    assert path.read_bytes() == b"two"


def test_a_place_without_its_folder_or_that_is_a_folder_is_refused_before_any_work(tmp_path):
    with pytest.raises(SpecError, match="CVQ126 the folder is not there"):
        require_place(tmp_path / "none" / "a.txt", replace=False)
    with pytest.raises(SpecError, match="CVQ126 the file cannot be written"):
        require_place(tmp_path, replace=True)
    with pytest.raises(SpecError, match="CVQ126 the file cannot be written"):
        write_file(tmp_path / "a\0b", "x", replace=False)


def test_a_link_that_leads_nowhere_is_there(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")

    with pytest.raises(SpecError, match="CVQ126 the file exists already"):
        require_place(tmp_path / "a", replace=False)


def test_a_file_is_written_and_replaced_where_that_was_asked(tmp_path):
    path = tmp_path / "a.yaml"
    write_file(path, "1", replace=False)
    with pytest.raises(SpecError, match=r"CVQ126 the file exists already; hint: choose another name, or say --force"):
        write_file(path, "2", replace=False)
    write_file(path, "2", replace=True)

    assert path.read_text() == "2"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (Path.mkdir, "it is a folder, not a file"),
        (os.mkfifo, "it is a pipe, not a file"),
        (lambda path: path.symlink_to("/dev/null"), "it is a device, not a file"),
        (lambda path: path.symlink_to(path), "Too many levels"),
    ],
)
def test_what_is_no_file_is_not_replaced(tmp_path, make, told):
    make(tmp_path / "a.yaml")

    with pytest.raises(SpecError, match=f"CVQ126 the file cannot be written: {told}"):
        require_place(tmp_path / "a.yaml", replace=True)


def test_a_link_that_leads_nowhere_is_a_file_that_is_there(tmp_path):
    (tmp_path / "a.yaml").symlink_to("gone")

    with pytest.raises(SpecError, match="the file exists already"):
        require_place(tmp_path / "a.yaml", replace=False)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have(tmp_path, name):
    with pytest.raises(SpecError, match="CVQ126 the file cannot be written"):
        require_place(tmp_path / name, replace=True)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SpecError, match="CVQ126 the folder is not there"):
        require_place(tmp_path / "gone" / "a.yaml", replace=True)
