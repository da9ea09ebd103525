import zipfile

import numpy as np
import pytest

from causalvq.data import budget
from causalvq.data.formats.archive import Archive
from causalvq.data.formats.npz import NpzSource
from causalvq.errors import DataError


def fault_of(path):
    with pytest.raises(DataError) as caught:
        NpzSource(path)
    return caught.value.diagnostics[0]


@pytest.mark.parametrize("keep", [0, 10, 200, -10])
def test_a_truncated_file_is_damaged(arrays, write_npz, keep):
    path = write_npz(arrays)
    path.write_bytes(path.read_bytes()[:keep])

    assert fault_of(path).code == "CVQ302"


def test_damaged_pixels_are_found_when_they_are_read(arrays, write_npz):
    rng = np.random.default_rng(0)
    arrays["images"] = rng.integers(0, 256, (6, 64, 64, 3), dtype=np.uint8)
    path = write_npz(arrays)
    data = bytearray(path.read_bytes())
    data[40_000] ^= 255
    path.write_bytes(data)
    source = NpzSource(path)

    with pytest.raises(DataError, match="CVQ302"):
        source.images(np.array([0]))


def test_an_array_that_claims_to_unpack_to_terabytes_is_refused(tmp_path):
    path = tmp_path / "bomb.npz"
    header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1000000, 1000, 1000, 3), }"
    header = header.ljust(117) + "\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode())

    fault = fault_of(path)
    assert fault.code == "CVQ309"
    assert "'images'" in fault.message


NUMBERS = np.arange(24, dtype=">i4").reshape(6, 4)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_headers_are_known_before_anything_is_read(tmp_path, save):
    save(tmp_path / "a.npz", x=NUMBERS, y=np.asfortranarray(NUMBERS), words=np.array(["a", "bc"]))
    archive = Archive(tmp_path / "a.npz")

    assert [(member.name, member.shape, member.fortran) for member in archive.members.values()] == [
        ("x", (6, 4), False),
        ("y", (6, 4), True),
        ("words", (2,), False),
    ]
    assert archive.members["x"].nbytes == 96
    assert (archive.members["x"].offset is None) == (save is np.savez_compressed)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_an_array_is_read_whole_by_rows_or_mapped(tmp_path, save):
    save(tmp_path / "a.npz", x=NUMBERS, y=np.asfortranarray(NUMBERS))
    archive = Archive(tmp_path / "a.npz")

    for name in ("x", "y"):
        np.testing.assert_array_equal(archive.read(name), NUMBERS)
    blocks = list(archive.rows("x", 4))
    assert [len(block) for block in blocks] == [4, 2]
    np.testing.assert_array_equal(np.concatenate(blocks), NUMBERS)
    if save is np.savez:
        np.testing.assert_array_equal(archive.mapped("x"), NUMBERS)
    else:
        assert archive.mapped("x") is None
    with pytest.raises(DataError, match=r"CVQ303 array 'y' is stored in column-major order.*ascontiguousarray"):
        list(archive.rows("y", 4))


def test_arrays_that_are_absent_or_pickled_or_too_large_are_refused(tmp_path, monkeypatch):
    np.savez(tmp_path / "a.npz", x=NUMBERS, things=np.array([{}], dtype=object))
    archive = Archive(tmp_path / "a.npz")
    monkeypatch.setattr(budget, "LABEL_BYTES", 95)

    with pytest.raises(DataError, match=r"CVQ303 a\.npz has no array 'z'; got: x, things"):
        archive.require("z")
    with pytest.raises(DataError, match="CVQ304 array 'things' holds Python objects"):
        archive.require("things")
    with pytest.raises(DataError, match=r"CVQ309 array 'x' is too large for labels.*got: 96 bytes"):
        archive.read("x")


def test_what_is_no_array_in_an_archive_is_passed_over(tmp_path):
    np.savez(tmp_path / "a.npz", x=NUMBERS)
    with zipfile.ZipFile(tmp_path / "a.npz", "a") as archive:
        archive.writestr("readme.txt", "by hand")

    assert list(Archive(tmp_path / "a.npz").members) == ["x"]
