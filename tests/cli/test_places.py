"""Paths and caches that are not where one would think."""

import layouts
import numpy as np


def test_home_and_variables_in_paths(tmp_path, monkeypatch, command, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SETS", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    np.savez(tmp_path / "data" / "x.npz", images=layouts.IMAGES, labels=layouts.LABELS)

    assert command("init", "spec.yaml", "--data=~/data/x.npz") == 0
    assert command("compile", "spec.yaml", "--set", "data.source.path=~/data/x.npz") == 0
    assert command("compile", "spec.yaml", "--set", "data.source.path=$SETS/x.npz") == 0
    assert command("compile", "spec.yaml", "--set", "data.source.path=$NOT_SET_HERE/x.npz") == 1
    assert "CVQ129 the environment has no variable NOT_SET_HERE" in capsys.readouterr().err


def test_a_path_of_windows_is_told(tmp_path, monkeypatch, command, capsys):
    monkeypatch.chdir(tmp_path)
    text = "apiVersion: causalvq/v1\nname: w\ndata: {source: {format: folder, path: %s}}\nvariables: {count: 2}\n"
    for written, hint in (
        ('"C:\\data\\new"', "in single quotes: 'C:\\data\\new'"),
        ("'C:\\data\\new'", "it is a path of Windows"),
        ('"C:\\new\\table"', "a backslash in double quotes began an escape"),
    ):
        (tmp_path / "w.yaml").write_text(text % written + "codebook: {size: 4}\n")
        assert command("compile", "w.yaml") == 1
        assert hint in capsys.readouterr().err


def test_a_cache_that_cannot_be_written_is_told_and_another_is_used(tmp_path, monkeypatch, command, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CAUSALVQ_CACHE", str(tmp_path / "file" / "cache"))
    np.savez(tmp_path / "x.npz", images=layouts.IMAGES, labels=layouts.LABELS)
    assert command("init", "spec.yaml", "--data", "x.npz") == 0
    capsys.readouterr()

    assert command("data", "cache", "spec.yaml") == 0
    out, err = capsys.readouterr()
    assert str(next(tmp_path.glob("causalvq-*/*/"))) in out
    assert "is used instead; CAUSALVQ_CACHE names another one" in err
