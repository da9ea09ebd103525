import numpy as np
import pytest

from causalvq.data.formats.array_files import ArchiveArrays, FolderArrays, NpyPixels, require_array
from causalvq.errors import DataError

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 8, 8, 3), dtype=np.uint8)


@pytest.fixture
def files(tmp_path):
    """A folder with an npy, an npz and a table."""
    np.save(tmp_path / "x.npy", IMAGES)
    np.savez(tmp_path / "more.npz", x=IMAGES[:2], y=np.arange(3))
    (tmp_path / "labels.csv").write_text("hue,size\nred,1\nblue,2\n")
    return FolderArrays(tmp_path)


def test_an_array_of_a_folder_is_a_file_or_one_of_an_archive(files):
    assert [name for name in ("x.npy", "more.npz/y", "more.npz/z", "y.npy", "no.npz/x") if files.has(name)] == [
        "x.npy",
        "more.npz/y",
    ]
    assert files.header("x.npy") == (IMAGES.shape, np.dtype("uint8"))
    assert files.header("more.npz/y") == ((3,), np.dtype("int64"))
    np.testing.assert_array_equal(files.read("more.npz/y"), [0, 1, 2])
    np.testing.assert_array_equal(files.read("x.npy"), IMAGES)


def test_a_table_is_an_array_of_text(files):
    assert files.read("labels.csv").tolist() == [["red", "1"], ["blue", "2"]]


def test_the_files_that_arrays_lie_in_are_named_once(files, tmp_path):
    assert files.files(["more.npz/x", "x.npy", "more.npz/y"]) == [tmp_path / "more.npz", tmp_path / "x.npy"]
    assert ArchiveArrays(tmp_path / "more.npz").files(["x", "y"]) == [tmp_path / "more.npz"]


@pytest.mark.parametrize(("name", "count"), [("x.npy", 5), ("more.npz/x", 2)])
def test_images_are_read_by_index_and_in_order(files, name, count):
    pixels = files.pixels(name, "white")

    assert (pixels.count, pixels.shape, pixels.dtype) == (count, (8, 8, 3), "uint8")
    np.testing.assert_array_equal(pixels.at(np.array([1, 0])), IMAGES[[1, 0]])
    assert [len(block) for block in pixels.rows(2)] == [2] * (count // 2) + [1] * (count % 2)
    np.testing.assert_array_equal(np.concatenate(list(pixels.rows(2))), IMAGES[:count])


def test_an_npy_of_other_things_holds_no_images(tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((5, 8), dtype=np.uint8))

    with pytest.raises(DataError, match="CVQ303"):
        NpyPixels(tmp_path / "x.npy", "white")


def test_what_is_missing_is_a_file_in_a_folder_and_an_array_in_an_archive(files, tmp_path):
    with pytest.raises(DataError, match=r"CVQ301 .* has no array 'y\.npy'"):
        require_array(files, "y.npy")
    with pytest.raises(DataError, match=r"CVQ303 more\.npz has no array 'z'; got: x, y"):
        require_array(ArchiveArrays(tmp_path / "more.npz"), "z")
    require_array(files, "x.npy")
