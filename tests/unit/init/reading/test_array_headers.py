import numpy as np
import pytest

from causalvq.data.formats.array_files import ArchiveArrays
from causalvq.init.reading.array_headers import Header, headers, images_in, remedy, square, stem


@pytest.mark.parametrize(
    ("shape", "dtype", "images"),
    [
        ((6, 8, 8, 3), "uint8", (8, 8, 3)),
        ((6, 8, 9), "float32", (8, 9, 1)),
        ((6, 3, 32, 32), "uint8", (32, 32, 3)),
        ((1, 8, 8, 3), "uint8", None),
        ((6, 3, 3), "uint8", None),
        ((6, 8, 8, 3), "int64", (8, 8, 3)),
        ((6, 8, 8, 3), "complex64", None),
        ((6, 8), "uint8", None),
    ],
)
def test_several_images_of_a_type_that_is_read_can_be_images(shape, dtype, images):
    assert images_in(shape, np.dtype(dtype)) == images


def test_arrays_of_objects_are_told_and_not_read(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros((6, 8, 8), np.uint8), things=np.array([{}], dtype=object))
    arrays = ArchiveArrays(tmp_path / "a.npz")

    x, things = headers(arrays, ("x", "things"))
    assert (x.shape, x.kind, x.images, str(x)) == ((6, 8, 8), "u", (8, 8, 1), "x [6, 8, 8]")
    assert str(things) == "things of Python objects"


def header(name, shape, kind="f", dtype="float32"):
    return Header(name, shape, kind, None, (), dtype)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([header(f"x{number}", (32, 32)) for number in range(3)], "save numpy.stack of them as images.npy"),
        ([header("x", (9, 32 * 32))], "may be images of 32 x 32 in rows: save x.reshape(-1, 32, 32)"),
        ([header("x", (9, 3 * 32 * 32))], "save x.reshape(-1, 32, 32, 3)"),
        ([header("x", (9, 5, 32, 32, 3))], "save x.reshape(-1, 32, 32, 3)"),
        ([header("x", (9, 7))], None),
        ([], None),
    ],
)
def test_what_to_do_with_an_array_that_is_most_like_images(found, told):
    said = remedy(found)

    assert (said is None) if told is None else said.endswith(told) or told in said


def test_square_images_of_one_or_three_channels():
    assert [square(values) for values in (1024, 3072, 1000)] == [(32, 32), (32, 32, 3), None]
    assert stem("folder/Images.NPY") == "images"
