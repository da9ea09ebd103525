from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalvq.data.pixels import opaque, pixel_type, pixels_of, stored_images
from causalvq.errors import DataError, Notice

HERE = Path("images.npz")


def layout(shape, dtype="uint8", alpha="white", **options):
    return stored_images(shape, np.dtype(dtype), alpha, "array 'images'", HERE, **options)


@pytest.mark.parametrize(
    ("stored", "handed_out"),
    [
        *[("bool", "uint8"), ("uint8", "uint8"), ("uint16", "uint16"), (">u2", "uint16"), ("int8", "float32")],
        *[("int16", "float32"), ("float16", "float32"), (">f4", "float32"), ("float64", "float32")],
        *[("int32", None), ("uint32", None), ("int64", None), ("complex64", None), ("U3", None), ("longdouble", None)],
    ],
)
def test_types_are_kept_or_widened_or_refused(stored, handed_out):
    assert pixel_type(np.dtype(stored)) == handed_out


@given(st.sampled_from(["bool", "int8", "uint8", "int16", "uint16", "float16", ">u2", ">i2"]), st.integers(0, 2**32))
def test_every_value_survives(dtype, seed):
    array = np.random.default_rng(seed).integers(0, 256, 64, dtype=np.uint8).view(dtype if dtype != "bool" else "?")
    array = array.astype(bool) if dtype == "bool" else array[np.isfinite(array)]
    expected = array * 255.0 if dtype == "bool" else array.astype(np.float64)

    np.testing.assert_array_equal(pixels_of(array).astype(np.float64), expected)


@pytest.mark.parametrize(
    ("shape", "expected", "first"),
    [
        ((6, 16, 16), (16, 16, 1), False),
        ((6, 16, 20, 5), (16, 20, 5), False),
        ((6, 16, 16, 32), (16, 16, 32), False),  # square with channels last
        ((6, 16, 16, 16), (16, 16, 16), False),  # nothing tells: as documented
        ((6, 4, 4, 3), (4, 4, 3), False),
        ((6, 3, 32, 32), (32, 32, 3), True),
        ((6, 5, 16, 20), (16, 20, 5), True),
        ((6, 12, 32, 32), (32, 32, 12), True),
        ((6, 32, 64, 48), (64, 48, 32), True),
        ((6, 1, 28, 28), (28, 28, 1), True),
    ],
)
def test_channels_are_last_or_where_the_sizes_say(shape, expected, first):
    found = layout(shape, "uint16")

    assert (found.shape, found.channels_first, found.count) == (expected, first, 6)


def test_channels_that_come_first_are_moved_last():
    array = np.random.default_rng(0).integers(0, 99, (6, 5, 16, 20), dtype=np.uint16)
    images = layout(array.shape, "uint16").images(array, np.arange(6), HERE)

    np.testing.assert_array_equal(images, array.transpose(0, 2, 3, 1))
    assert images.flags.c_contiguous


@pytest.mark.parametrize(
    "shape", [(6,), (6, 8), (6, 40, 40, 33), (6, 40, 40, 40), (0, 8, 8, 3), (6, 0, 8), (1, 2, 3, 4, 5)]
)
def test_other_shapes_are_refused(shape):
    with pytest.raises(DataError, match=r"CVQ303.*of shape \[N, H, W\] or \[N, H, W, 1 to 32\]"):
        layout(shape)


def test_a_type_that_would_lose_values_names_the_remedy():
    with pytest.raises(DataError, match=r"CVQ303.*got: complex64 of shape.*astype"):
        layout((6, 8, 8, 3), "complex64")
    with pytest.raises(DataError, match=r"expected: uint8 of shape"):
        layout((6, 8, 8, 3), "uint16", only_bytes=True)
    with pytest.raises(DataError, match=r"expected: uint8 of shape"):
        layout((6, 8, 8, 3), "int64", only_bytes=True)


@pytest.mark.parametrize("name", ["int32", "int64", "uint32", "uint64"])
def test_bytes_in_larger_whole_numbers_are_read_and_told_once(name, tmp_path):
    stored, rows = layout((2, 8, 8, 3), name), np.arange(2 * 8 * 8 * 3).reshape(2, 8, 8, 3) % 256
    with pytest.warns(Notice, match=f"images of {name} with numbers from 0 to 255 are read as uint8") as told:
        images = stored.images(rows.astype(name), np.arange(2), tmp_path / "my.npz")
    stored.images(rows.astype(name), np.arange(2), tmp_path / "my.npz")  # a second notice would be an error here
    assert len(told) == 1
    assert images.dtype == np.uint8
    np.testing.assert_array_equal(images, rows)


@pytest.mark.parametrize(("number", "range_told"), [(256, "0 to 256"), (-1, "-1 to 0")])
def test_larger_whole_numbers_that_are_no_bytes_are_refused(number, range_told, tmp_path):
    rows = np.zeros((2, 8, 8, 3), dtype=np.int64)
    rows[1, 0, 0, 0] = number
    with pytest.raises(DataError, match=f"CVQ303.*expected: whole numbers from 0 to 255; got: int64 from {range_told}"):
        layout((2, 8, 8, 3), "int64").images(rows, np.arange(2), tmp_path / "my.npz")


@pytest.mark.parametrize(
    ("dtype", "alpha", "channels"),
    [("uint8", "white", 3), ("uint8", "channel", 4), ("uint16", "white", 4), ("float32", "white", 4)],
)
def test_four_channels_are_transparency_in_bytes_alone(dtype, alpha, channels):
    array = np.zeros((2, 8, 8, 4), dtype=dtype)
    found = layout(array.shape, dtype, alpha)
    images = found.images(array, np.arange(2), HERE)

    assert found.shape == images.shape[1:] == (8, 8, channels)
    assert images.max() == (255 if channels == 3 else 0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -1e300])
def test_what_is_no_number_is_told_with_its_image(value):
    array = np.zeros((4, 8, 8, 2))
    array[2, 3, 4, 1] = value

    with pytest.raises(DataError, match=r"images\.npz: CVQ330 image 12 has pixels that are not finite"):
        layout(array.shape, "float64").images(array, np.arange(10, 14), HERE)


def test_alpha_is_laid_over_white():
    pixels = np.array([[10, 20, 30, 255], [10, 20, 30, 0], [0, 100, 200, 51]], dtype=np.uint8)

    assert opaque(pixels[None, None])[0, 0].tolist() == [[10, 20, 30], [255] * 3, [204, 224, 244]]
