import errno
import os
import tempfile

from causalvq.cli.doctoring.surroundings import cache_folder, odd_threads, thread_settings


def test_settings_of_threads_are_those_that_are_set():
    assert thread_settings({"OMP_NUM_THREADS": "2", "HOME": "/"}) == {"OMP_NUM_THREADS": "2"}


def test_threads_that_are_not_there_are_warned_of():
    told = list(odd_threads({"OMP_NUM_THREADS": "2,1", "MKL_NUM_THREADS": "9", "OPENBLAS_NUM_THREADS": "many"}, 2))

    assert [(one.message.split("=")[0], one.severity) for one in told] == [
        ("MKL_NUM_THREADS", "warning"),
        ("OPENBLAS_NUM_THREADS", "warning"),
    ]


def test_a_cache_that_can_be_written_is_measured_and_left_as_it_is(tmp_path, monkeypatch):
    (tmp_path / "held").write_bytes(b"x" * 1000)
    monkeypatch.setenv("CAUSALVQ_CACHE", str(tmp_path))

    found = cache_folder()

    assert (found.there, found.bytes, found.fault) == (True, 1000, None)
    assert os.listdir(tmp_path) == ["held"]  # noqa: PTH208


def test_a_cache_below_a_file_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CAUSALVQ_CACHE", str(tmp_path / "file" / "cache"))

    fault = cache_folder().fault

    assert fault.code == "CVQ531"
    assert "CAUSALVQ_CACHE" in fault.hint


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(**_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setenv("CAUSALVQ_CACHE", str(tmp_path))
    monkeypatch.setattr(tempfile, "TemporaryFile", full)

    assert "free some space" in cache_folder().fault.hint
