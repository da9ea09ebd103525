"""Files of a few kilobytes that declare gigabytes: refused before anything is allocated."""

import io
import json
import time
import tracemalloc
import zipfile
from contextlib import contextmanager

import numpy as np
import pytest
from numpy.lib import format as npy

from causalvq.data import budget
from causalvq.data.budget import pieces, rows_at_a_time, text_array
from causalvq.data.checking import check_source
from causalvq.data.formats.arrays import FolderArraysSource
from causalvq.data.formats.hdf5 import Hdf5Source
from causalvq.data.formats.npz import NpzSource
from causalvq.data.tables import read_table
from causalvq.errors import DataError

IMAGES = np.zeros((4, 8, 8, 3), np.uint8)


@contextmanager
def modest(mebibytes=100, seconds=5.0):
    """While inside, Python and NumPy allocate little, and it takes no time to speak of."""
    tracemalloc.start()
    start = time.process_time()
    try:
        yield
        assert time.process_time() - start < seconds
        assert tracemalloc.get_traced_memory()[1] < mebibytes * 2**20
    finally:
        tracemalloc.stop()


def npz(path, **headers):
    """An npz whose arrays are zeros without end, packed: a header, and as many bytes as it declares."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in headers.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                if isinstance(value, np.ndarray):
                    np.save(file, value)
                    continue
                shape, kind = value
                npy.write_array_header_1_0(file, {"descr": np.dtype(kind).str, "fortran_order": False, "shape": shape})
                for _ in range(int(np.prod(shape)) * np.dtype(kind).itemsize >> 20):
                    file.write(bytes(2**20))
    return path


def test_labels_that_unpack_to_much_more_than_labels_are(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "LABEL_BYTES", 2**22)
    path = npz(tmp_path / "a.npz", images=IMAGES, labels=((2**9, 2**12), "i8"))

    with pytest.raises(DataError, match=r"CVQ309 array 'labels' is too large for labels.*16,777,216 bytes"), modest(1):
        NpzSource(path)


def test_arrays_of_no_bytes_with_places_without_end(tmp_path):
    path = npz(tmp_path / "a.npz", images=IMAGES, labels=((10**12,), "U0"))

    with pytest.raises(DataError, match=r"CVQ30[239]"), modest():
        NpzSource(path)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("labels", (2_000_000_000,)),
        ("labels", (4, 500_000_000)),
        ("images", (10**9, 8, 8, 3)),
        ("images", (4, 10**6, 10**6, 3)),
        ("images", (4, 2**13, 2**13, 32)),
    ],
)
def test_an_hdf5_file_that_declares_gigabytes(tmp_path, name, shape):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        other = "labels" if name == "images" else "images"
        file[other] = IMAGES if other == "images" else np.arange(4)
        file.create_dataset(name, shape, "u1" if name == "images" else "i8", chunks=True)

    with pytest.raises(DataError, match="CVQ309"), modest():
        Hdf5Source(tmp_path / "a.h5")


def test_texts_of_an_hdf5_file_that_are_one_long_text_again_and_again(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["images"] = np.zeros((3000, 8, 8, 3), np.uint8)
        file.create_dataset("labels", data=["x" * 200_000, *["y"] * 2999], dtype=h5py.string_dtype())

    with pytest.raises(DataError, match=r"CVQ309 data set 'labels' is too large for labels"), modest():
        Hdf5Source(tmp_path / "a.h5")


def test_data_of_an_hdf5_file_that_lie_elsewhere_on_this_machine(tmp_path):
    h5py = pytest.importorskip("h5py")
    (tmp_path / "secret").write_bytes(bytes(range(200)) * 4)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("images", (4, 8, 8, 3), "u1", external=[(str(tmp_path / "secret"), 0, 768)])

    with pytest.raises(DataError, match=r"CVQ302 data set 'images' of a.h5 lies in another file"):
        Hdf5Source(tmp_path / "a.h5")


def test_a_table_of_hundreds_of_thousands_of_columns(tmp_path):
    columns = 300_000
    header = ",".join(["file_name", *map(str, range(columns))])
    (tmp_path / "a.csv").write_text(f"{header}\n{'1,' * columns}1\n")

    with pytest.raises(DataError, match=rf"CVQ309 a.csv has too many columns.*got: {columns + 1:,}"), modest(500):
        read_table(tmp_path / "a.csv")


def test_short_rows_under_a_wide_header(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "MOST_CELLS", 10_000)
    (tmp_path / "a.csv").write_text(",".join(map(str, range(1000))) + "\n" + "1\n" * 11)

    with pytest.raises(DataError, match=r"CVQ309 a.csv has too many cells"):
        read_table(tmp_path / "a.csv")


def test_mappings_that_have_no_name_in_common(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([{f"name {n}": n} for n in range(10_001)]))

    with pytest.raises(DataError, match=r"CVQ309 a.json has too many columns"), modest():
        read_table(tmp_path / "a.json")


def test_json_that_is_nested_without_end(tmp_path):
    for name, text in (("a.json", "[" * 200_000), ("b.json", '[{"a":' * 200_000), ("c.jsonl", '{"a":' * 200_000)):
        (tmp_path / name).write_text(text)
        with pytest.raises(DataError, match=r"CVQ3(02|10)"):
            read_table(tmp_path / name)


def test_a_long_cell_beside_many_short_ones(tmp_path):
    np.save(tmp_path / "images.npy", np.zeros((3000, 8, 8), np.uint8))
    (tmp_path / "labels.csv").write_text("kind\n" + "x" * 100_000 + "\n" + "y\n" * 2999)

    with pytest.raises(DataError, match="CVQ309 kind is too large for labels"), modest():
        FolderArraysSource(tmp_path, labels="labels.csv")


def test_a_workbook_that_unpacks_to_gigabytes(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "MOST_UNPACKED", 2**22)
    pytest.importorskip("openpyxl")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book, book.open("xl/a.xml", "w") as sheet:
        for _ in range(5):
            sheet.write(bytes(2**20))

    with pytest.raises(DataError, match=r"CVQ309 a.xlsx would unpack to too much"), modest():
        read_table(tmp_path / "a.xlsx")


def test_a_sheet_that_says_it_is_as_large_as_can_be(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as parts, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as out:
        for part in parts.infolist():
            content = parts.read(part).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
            out.writestr(part, content)

    with modest():
        assert read_table(tmp_path / "a.xlsx").rows == (("1", "2"),)


def test_a_parquet_file_whose_one_text_is_that_of_every_row(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "MOST_UNPACKED", 2**22)
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    words = pyarrow.array(["x" * 2**17] * 50)
    parquet.write_table(pyarrow.table({"word": words}), tmp_path / "a.parquet", compression="snappy")

    with pytest.raises(DataError, match=r"CVQ309 a.parquet would unpack to too much"):
        read_table(tmp_path / "a.parquet")


def test_images_are_read_as_many_at_a_time_as_fit(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "AT_A_TIME", 400)
    np.savez_compressed(tmp_path / "a.npz", images=IMAGES, labels=np.arange(4) % 2)
    source = NpzSource(tmp_path / "a.npz")

    assert [len(chunk) for chunk in source.chunks(4)] == [2, 2]
    assert check_source(source) == []
    assert [piece.tolist() for piece in pieces(np.arange(3), 150)] == [[0, 1], [2]]
    assert rows_at_a_time(10, 10**9) == 1


def test_cells_as_an_array(tmp_path):
    assert text_array(["a", "bc"], "words", tmp_path).tolist() == ["a", "bc"]
    assert text_array([], "words", tmp_path).shape == (0,)
