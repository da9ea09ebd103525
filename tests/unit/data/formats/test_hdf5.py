import sys

import numpy as np
import pytest

from causalvq.data.formats.hdf5 import Hdf5Source, Shapes3dFileSource
from causalvq.errors import DataError

h5py = pytest.importorskip("h5py")
SIZES = (2, 2, 2, 2, 4, 3)
COUNT = 192


@pytest.fixture
def arrays():
    """A small 3D Shapes: values, not indices, as labels."""
    classes = np.stack(np.unravel_index(np.arange(COUNT), SIZES), axis=1)
    steps = np.array([0.5, 0.5, 0.5, 0.5, 1.0, 30.0])
    starts = np.array([0.0, 0.0, 0.0, 0.75, 0.0, -30.0])
    images = np.random.default_rng(0).integers(0, 256, (COUNT, 64, 64, 3), dtype=np.uint8)
    return {"images": images, "labels": classes * steps + starts, "classes": classes}


@pytest.fixture
def write(tmp_path):
    def save(images, labels, **options):
        path = tmp_path / "3dshapes.h5"
        with h5py.File(path, "w") as file:
            file.create_dataset("images", data=images, **options)
            file.create_dataset("labels", data=labels)
        return path

    return save


@pytest.mark.parametrize("options", [{}, {"chunks": (10, 64, 64, 3), "compression": "gzip"}])
def test_3d_shapes_are_read_by_index_with_labels_numbered(arrays, write, options):
    source = Shapes3dFileSource(write(arrays["images"], arrays["labels"], **options))
    indices = np.array([191, 0, 7, 0])

    np.testing.assert_array_equal(source.images(indices), arrays["images"][indices])
    np.testing.assert_array_equal(source.factors(indices), arrays["classes"][indices])
    np.testing.assert_array_equal(np.concatenate(list(source.chunks(50))), arrays["images"])
    assert [(factor.name, factor.size) for factor in source.facts.factors] == list(
        zip(("floor_hue", "wall_hue", "object_hue", "scale", "shape", "orientation"), SIZES, strict=True)
    )
    assert source.facts.factors[4].values == ("cube", "cylinder", "sphere", "capsule")
    assert source.facts.factors[5].values == ("-30", "0", "30")
    assert source.facts.grid_complete


def test_the_users_own_file_names_its_data_sets(arrays, tmp_path):
    path = tmp_path / "own.h5"
    with h5py.File(path, "w") as file:
        file["x"] = arrays["images"][..., 0]
        file["y"] = arrays["classes"][:, :2]
    source = Hdf5Source(path, "x", "y")

    assert source.images(np.array([3])).shape == (1, 64, 64, 1)
    assert [factor.name for factor in source.facts.factors] == ["factor_0", "factor_1"]
    assert [factor.name for factor in Hdf5Source(path, "x", "y", ("a", "b")).facts.factors] == ["a", "b"]


@pytest.mark.parametrize(("dtype", "handed_out"), [("uint8", "uint8"), (">u2", "uint16"), ("float16", "float32")])
def test_the_users_own_images_have_any_channels_and_depth(arrays, write, dtype, handed_out):
    images = np.random.default_rng(0).integers(0, 200, (COUNT, 5, 16, 16)).astype(dtype)
    source = Hdf5Source(write(images, arrays["labels"]))

    assert (source.facts.channels, source.facts.dtype) == (5, handed_out)
    for read in (source.images(np.arange(COUNT)), np.concatenate(list(source.chunks(50)))):
        assert read.dtype == handed_out
        np.testing.assert_array_equal(read, images.transpose(0, 2, 3, 1))


def test_a_pixel_that_is_no_number_is_told(arrays, write):
    images = np.zeros((COUNT, 8, 8), dtype=np.float32)
    images[70, 1, 2] = np.inf

    with pytest.raises(DataError, match=r"3dshapes\.h5: CVQ330 image 70 has pixels"):
        list(Hdf5Source(write(images, arrays["labels"])).chunks(50))


@pytest.mark.parametrize(
    ("images", "labels", "code"),
    [
        (np.zeros((4, 8, 8, 3)), np.zeros((4, 6)), "CVQ303"),
        (np.zeros((4, 8, 8, 3), dtype=np.uint16), np.zeros((4, 6)), "CVQ303"),
        (np.zeros((4, 8), dtype=np.uint8), np.zeros((4, 6)), "CVQ303"),
        (np.zeros((4, 8, 8, 3), dtype=np.uint8), np.zeros((4, 5)), "CVQ303"),
        (np.zeros((4, 8, 8, 3), dtype=np.uint8), np.eye(6), "CVQ303"),
        (np.zeros((4, 8, 8, 3), dtype=np.uint8), np.full((4, 6), np.nan), "CVQ305"),
        (np.zeros((4, 8, 8, 3), dtype=np.uint8), np.zeros((4, 6)), "CVQ306"),
    ],
)
def test_wrong_data_sets_are_refused(write, images, labels, code):
    with pytest.raises(DataError, match=code):
        Shapes3dFileSource(write(images, labels))


def test_a_missing_data_set_is_named(tmp_path):
    path = tmp_path / "own.h5"
    with h5py.File(path, "w") as file:
        file["pictures"] = 1

    with pytest.raises(DataError, match=r"no data set 'images'.*pictures"):
        Hdf5Source(path)


def test_a_truncated_file_is_damaged(arrays, write):
    path = write(arrays["images"], arrays["labels"])
    path.write_bytes(path.read_bytes()[:5000])

    with pytest.raises(DataError, match="CVQ302"):
        Shapes3dFileSource(path)


def test_a_damaged_chunk_is_found_when_it_is_read(arrays, write):
    path = write(arrays["images"], arrays["labels"], chunks=(96, 64, 64, 3), compression="gzip")
    data = bytearray(path.read_bytes())
    data[100_000:100_100] = bytes(100)
    path.write_bytes(data)

    with pytest.raises(DataError, match=r"CVQ302.*images 0 to"):
        list(Shapes3dFileSource(path).chunks(96))


def test_without_h5py_the_message_says_what_to_install(write, arrays, monkeypatch):
    path = write(arrays["images"], arrays["labels"])
    monkeypatch.setitem(sys.modules, "h5py", None)

    with pytest.raises(DataError, match=r"CVQ312.*pip install 'causalvq\[hdf5\]'"):
        Hdf5Source(path)


def test_a_name_that_is_no_text_is_told_like_any_other(tmp_path):
    path = tmp_path / "odd.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset(b"im\xffges", data=np.zeros((4, 8, 8, 3), np.uint8))

    with pytest.raises(DataError, match="CVQ303") as refused:
        Hdf5Source(path)

    assert "im\ufffdges" in str(refused.value)


def test_text_of_any_length_labels_images_in_one_column_or_several(tmp_path):
    path = tmp_path / "own.h5"
    hues = ["red", "blue", "gr\u00fcn"] * 4
    with h5py.File(path, "w") as file:
        file["images"] = np.zeros((12, 8, 8), dtype=np.uint8)
        file["hue"] = hues
        file["labels"] = np.array([hues, ["1", "1.0", "2"] * 4], dtype=object).T
    (hue,) = Hdf5Source(path, labels=["hue"]).facts.factors
    both = Hdf5Source(path, factor_names=("hue", "size")).facts.factors

    assert hue.values == ("blue", "gr\u00fcn", "red")
    assert [factor.values for factor in both] == [("blue", "gr\u00fcn", "red"), ("1", "2")]
