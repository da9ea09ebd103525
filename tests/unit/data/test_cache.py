import dataclasses
import errno
import os
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from causalvq.data import cache, open_source
from causalvq.data.cache import _locked, cache_key, cached_images, damage, images_cached_somewhere
from causalvq.data.formats.npz import NpzSource
from causalvq.errors import DataError, Notice


def pendulum(size=8):
    return open_source("pendulum", base=Path(), size=size)


def test_the_cache_holds_the_images_of_the_source(tmp_path):
    source = pendulum()
    images = cached_images(source, tmp_path)

    assert isinstance(images, np.memmap)
    np.testing.assert_array_equal(images, source.images(np.arange(len(source))))
    assert damage(tmp_path / cache_key(source), source, whole=True) is None


def test_a_second_opening_decodes_nothing(tmp_path, monkeypatch):
    cached_images(pendulum(), tmp_path)
    source = pendulum()
    monkeypatch.setattr(type(source), "render", None)

    assert cached_images(source, tmp_path).shape == (3072, 8, 8, 3)


@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_images_of_any_type_are_kept_as_they_are(tmp_path, arrays, write_npz, dtype):
    images = np.random.default_rng(0).integers(0, 60_000, (6, 8, 8, 5)).astype(dtype)
    source = NpzSource(write_npz({**arrays, "images": images}))
    kept = cached_images(source, tmp_path)

    assert kept.dtype == dtype
    np.testing.assert_array_equal(kept, images)
    assert damage(tmp_path / cache_key(source), source, whole=True) is None
    assert [entry.dtype for _, entry in cache.entries(tmp_path)] == [dtype]
    flip_byte(tmp_path / cache_key(source) / "images.npy", 500)
    assert damage(tmp_path / cache_key(source), source) == "its pixels are damaged"


def test_the_same_values_in_another_type_are_another_entry(tmp_path, arrays, write_npz, monkeypatch):
    source = NpzSource(write_npz({**arrays, "images": arrays["images"].astype(np.uint16)}))
    key = cache_key(source)
    cached_images(source, tmp_path)
    monkeypatch.setattr(source, "_facts", dataclasses.replace(source.facts, dtype="float32"))

    assert cache_key(source) != key
    assert damage(tmp_path / key, source) == "it holds another source"


def test_sizes_are_kept_apart(tmp_path):
    assert cached_images(pendulum(8), tmp_path).shape != cached_images(pendulum(9), tmp_path).shape
    assert cache_key(pendulum(8)) != cache_key(pendulum(9))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda place: (place / "images.npy").write_bytes((place / "images.npy").read_bytes()[:-1]),
        lambda place: (place / "images.npy").unlink(),
        lambda place: (place / "entry.json").write_text("{"),
        lambda place: flip_byte(place / "images.npy", 5000),
    ],
)
def test_a_damaged_entry_is_found_and_made_again(tmp_path, spoil):
    source = pendulum()
    cached_images(source, tmp_path)
    place = tmp_path / cache_key(source)
    spoil(place)

    assert damage(place, source) is not None
    np.testing.assert_array_equal(cached_images(source, tmp_path), source.images(np.arange(len(source))))


def test_a_flipped_pixel_between_samples_is_found_by_a_whole_check(tmp_path):
    source = pendulum(24)
    cached_images(source, tmp_path)
    place = tmp_path / cache_key(source)
    flip_byte(place / "images.npy", 128 + 100_000)

    assert damage(place, source) is None
    assert damage(place, source, whole=True) == "its pixels are damaged"


def flip_byte(path, position):
    data = bytearray(path.read_bytes())
    data[position] ^= 255
    path.write_bytes(data)


def test_a_full_disk_is_reported_and_earlier_entries_survive(tmp_path, monkeypatch):
    cached_images(pendulum(8), tmp_path)
    before = sorted(tmp_path.rglob("*.npy"))

    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(cache.os, "fsync", full)
    with pytest.raises(DataError, match=r"CVQ311.*No space left"):
        cached_images(pendulum(9), tmp_path)

    assert sorted(tmp_path.rglob("*.npy")) == before
    assert damage(tmp_path / cache_key(pendulum(8)), pendulum(8), whole=True) is None


def test_a_disk_that_is_too_small_is_reported_before_decoding(tmp_path, monkeypatch):
    source = open_source("shapes3d", base=Path(), size=64)
    usage = cache.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(cache.shutil, "disk_usage", lambda _: usage._replace(free=10**9))

    with pytest.raises(DataError, match="expected: 5,898,240,000 free bytes"):
        cached_images(source, tmp_path)


def test_a_folder_that_cannot_be_written_is_reported(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(DataError, match="CVQ311"):
        cached_images(pendulum(), tmp_path / "file" / "cache")


def build(directory):
    cached_images(pendulum(), directory)
    return len(list(directory.glob("*/images.npy")))


def test_processes_share_one_entry(tmp_path):
    with get_context("spawn").Pool(2) as pool:
        assert pool.map(build, [tmp_path] * 2) == [1, 1]

    assert len([entry for entry in tmp_path.iterdir() if entry.is_dir()]) == 1


def test_the_directory_follows_the_environment(monkeypatch):
    monkeypatch.setenv("CAUSALVQ_CACHE", "/somewhere")
    assert cache.default_directory() == Path("/somewhere")

    monkeypatch.delenv("CAUSALVQ_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert cache.default_directory() == Path("/cache/causalvq")


def test_a_whole_entry_is_read_where_nothing_can_be_written(tmp_path):
    cached_images(pendulum(), tmp_path)
    (lock,) = tmp_path.glob("*.lock")
    lock.unlink()
    lock.mkdir()  # opening it for a lock would fail, whoever asks

    assert len(cached_images(pendulum(), tmp_path)) == 3072


def test_what_a_killed_process_left_behind_is_cleared(tmp_path):
    left = tmp_path / f"{cache_key(pendulum())}.abc"
    left.mkdir(parents=True)
    (left / "images.npy").write_bytes(b"half")
    cached_images(pendulum(), tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [cache_key(pendulum())]


def test_what_killed_processes_left_of_other_entries_is_cleared_too_but_not_what_one_is_building(tmp_path):
    gone, building = tmp_path / f"{'0' * 32}.abc", tmp_path / f"{'1' * 32}.abc"
    mine = tmp_path / "my.folder"
    for folder in (gone, building, mine):
        folder.mkdir(parents=True)
    with _locked(tmp_path / f"{'1' * 32}.lock"):
        cached_images(pendulum(), tmp_path)

    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {
        cache_key(pendulum()), building.name, mine.name
    }  # fmt: skip


def test_a_lock_that_is_a_link_empties_nothing(tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / f"{cache_key(pendulum())}.lock").symlink_to(precious)

    with pytest.raises(DataError, match="CVQ311 the cache cannot be written: it is a symbolic link"):
        cached_images(pendulum(), tmp_path)
    assert precious.read_text() == "mine"


@pytest.mark.parametrize("text", ["null", "[]", '{"shape": 1}', '{"shape": [1e999, 1, 1, 1]}', "[" * 10_000, ""])
def test_an_entry_that_was_edited_is_made_again(tmp_path, text):
    source = pendulum()
    place = tmp_path / cache_key(source)
    cached_images(source, tmp_path)
    (place / "entry.json").write_text(text)

    assert damage(place, source).startswith("it cannot be read")
    cached_images(source, tmp_path)
    assert damage(place, source) is None


def test_a_pipe_in_place_of_images_is_no_entry(tmp_path):
    source = pendulum()
    place = tmp_path / cache_key(source)
    cached_images(source, tmp_path)
    (place / "images.npy").unlink()
    os.mkfifo(place / "images.npy")

    assert damage(place, source) == "it cannot be read: [Errno 22] it is a pipe, not a file: " + repr(
        str(place / "images.npy")
    )


def test_a_folder_that_cannot_be_written_is_left_for_another_with_a_notice(tmp_path, monkeypatch, arrays, write_npz):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = NpzSource(write_npz(arrays))

    with pytest.warns(Notice, match=r"file/cache cannot be written \(Not a directory\): .* is used instead"):
        images = images_cached_somewhere(source, tmp_path / "file" / "cache")
    np.testing.assert_array_equal(images, arrays["images"])
    (entry,) = tmp_path.glob("causalvq-*/*/entry.json")
    assert entry.parent.parent.stat().st_mode & 0o077 == 0  # nobody else's
    monkeypatch.setattr(cache, "fallback_directory", lambda: None)
    with pytest.raises(DataError, match="CVQ311 the cache cannot be written: Not a directory"):
        images_cached_somewhere(source, tmp_path / "file" / "cache")
