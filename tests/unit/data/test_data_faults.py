"""How this stage says what is wrong with a file, and with many of them."""

import os
from pathlib import Path

import pytest

from causalvq.data.data_faults import (
    BAD_ROW,
    FAULTS_SHOWN,
    MISSING,
    a_few,
    diagnostic,
    listed_text,
    require_file,
    require_folder,
    unreadable,
)
from causalvq.errors import DataError


def test_a_few_faults_are_all_told():
    faults = [diagnostic(MISSING, f"{number}") for number in range(FAULTS_SHOWN)]

    assert a_few(faults) == tuple(faults)


def test_of_many_faults_a_rare_kind_is_told_too_and_all_are_counted():
    faults = [diagnostic(MISSING, "x") for _ in range(38_000)] + [diagnostic(BAD_ROW, "y")]

    *shown, last = a_few(faults, Path("a.csv"))

    assert len(shown) <= FAULTS_SHOWN
    assert {fault.code for fault in shown} == {MISSING, BAD_ROW}
    assert last.code == MISSING
    assert "in all 38,001 of 2 kinds: 38,000 of CVQ301 (a file or folder is missing), 1 of CVQ310" in last.message
    assert str(last.place) == "a.csv"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda _: None, "CVQ301 a.csv does not exist"),
        (Path.mkdir, "CVQ301 a.csv cannot be read: it is a folder, not a file"),
        (os.mkfifo, "CVQ301 a.csv cannot be read: it is a pipe, not a file"),
        (lambda path: path.write_text("123456"), "CVQ309 a.csv is too large: it is larger than 5 bytes"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, make, told):
    make(tmp_path / "a.csv")

    with pytest.raises(DataError, match=told):
        require_file(tmp_path / "a.csv", 5)


def test_what_may_not_be_read_comes_with_a_remedy():
    told = unreadable(Path("a.csv"), PermissionError(13, "Permission denied")).diagnostics[0]

    assert (told.code, told.hint) == (MISSING, "change its permissions, or name a place that is yours")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda _: None, "does not exist"),
        (Path.touch, "is a file, not a folder"),
        (lambda path: path.symlink_to(path), "cannot be read: Too many levels"),
    ],
)
def test_a_folder_that_cannot_be_read(tmp_path, make, told):
    make(tmp_path / "a")

    with pytest.raises(DataError, match=f"CVQ301 folder a {told}"):
        require_folder(tmp_path / "a")
    with pytest.raises(DataError, match="CVQ301"):
        require_folder(tmp_path / "a\0b")


def test_a_list_of_a_published_set(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\ntwo")
    (tmp_path / "b.txt").write_bytes(b"\xff")

    assert listed_text(tmp_path / "a.txt") == "one\ntwo"
    with pytest.raises(DataError, match=r"CVQ302 b.txt is not text"):
        listed_text(tmp_path / "b.txt")
