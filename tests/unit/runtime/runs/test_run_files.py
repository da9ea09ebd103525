import json

import pytest

from causalvq.errors import RunError
from causalvq.runtime.runs.run_files import write_bytes, write_json, write_text


def test_a_file_is_written_with_its_folders_and_nothing_else(tmp_path):
    write_text(tmp_path / "a" / "b.txt", "größer")
    write_json(tmp_path / "a" / "c.json", {"b": 1, "a": [2]})

    assert (tmp_path / "a" / "b.txt").read_text(encoding="utf-8") == "größer"
    assert (tmp_path / "a" / "c.json").read_text() == json.dumps({"a": [2], "b": 1}, indent=1) + "\n"
    assert len(list((tmp_path / "a").iterdir())) == 2


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_bytes(path, b"old")
    seen = []
    monkeypatch.setattr("os.fsync", lambda _descriptor: seen.append(path.read_bytes()))
    write_bytes(path, b"new")

    assert seen == [b"old"]
    assert path.read_bytes() == b"new"


def test_a_crash_leaves_the_old_file(tmp_path, monkeypatch):
    def crash(_descriptor):
        raise OSError(28, "full")

    path = tmp_path / "file"
    write_bytes(path, b"old")
    monkeypatch.setattr("os.fsync", crash)

    with pytest.raises(RunError, match=r"file: CVQ413 the file cannot be written: full"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
