import io

import numpy as np
import pytest

from causalvq.data.formats.npy_file import read_header, read_npy
from causalvq.errors import DataError


def save(path, array, **options):
    np.save(path, array, **options)
    return path


@pytest.mark.parametrize(
    "array", [np.arange(12).reshape(3, 4), np.asfortranarray(np.ones((2, 5))), np.array(["a", "bc"])]
)
def test_an_array_is_mapped_as_it_was_saved(tmp_path, array):
    found = read_npy(save(tmp_path / "a.npy", array))

    assert isinstance(found, np.memmap)
    assert found.dtype == array.dtype
    np.testing.assert_array_equal(found, array)
    assert not found.flags.writeable


def test_a_pickle_is_refused_before_it_is_read(tmp_path):
    path = save(tmp_path / "a.npy", np.array([{}], dtype=object), allow_pickle=True)

    with pytest.raises(DataError, match=r"CVQ304 a\.npy holds Python objects"):
        read_npy(path)


@pytest.mark.parametrize(
    "change", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: data[:20], lambda _: b""]
)
def test_a_file_of_another_length_than_its_header_says_is_damaged(tmp_path, change):
    path = save(tmp_path / "a.npy", np.arange(12))
    path.write_bytes(change(path.read_bytes()))

    with pytest.raises(DataError, match="CVQ302"):
        read_npy(path)


def test_the_size_that_the_header_declares_is_told(tmp_path):
    path = save(tmp_path / "a.npy", np.arange(12, dtype=np.int64))
    path.write_bytes(path.read_bytes()[:-8])

    with pytest.raises(DataError, match=r"expected: 224 bytes; got: 216"):  # a header of 128, twelve of 8
        read_npy(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match=r"CVQ301 a\.npy does not exist"):
        read_npy(tmp_path / "a.npy")


def header(text):
    padded = text.ljust(117) + "\n"
    return io.BytesIO(b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded.encode())


def test_a_header_is_read_up_to_the_data():
    file = header("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }")

    assert read_header(file) == ((2, 3), True, np.dtype("float32"))
    assert file.read() == b""


@pytest.mark.parametrize(
    "text",
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 3), }", "{", "{'descr': 'no type'}", "(" * 1000],
)
def test_whatever_is_wrong_with_a_header_is_a_value_error(text):
    with pytest.raises(ValueError, match=r".+"):
        read_header(header(text))
