"""Damaged files: whatever a byte says, a reader reads or reports; it never fails in another way."""

import warnings
from contextlib import suppress
from io import BytesIO

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from causalvq.data.formats.arrays import FolderArraysSource
from causalvq.data.formats.hdf5 import Hdf5Source
from causalvq.data.formats.npy_file import read_npy
from causalvq.data.formats.npz import NpzSource
from causalvq.data.pairs.pair_table import read_pair_table
from causalvq.data.published.smallnorb import read_matrix
from causalvq.data.sources.folder import FolderSource
from causalvq.errors import DataError


def write_npz(path, save):
    images = np.random.default_rng(0).integers(0, 255, (6, 8, 8, 3), dtype=np.uint8)
    labels = np.stack(np.unravel_index(np.arange(6), (2, 3)), axis=1)
    save(path, images=images, labels=labels, factor_names=np.array(["a", "b"]), values_a=np.array(["x", "y"]))


def write_deep_npz(path, save):
    images = np.random.default_rng(0).normal(size=(6, 5, 12, 12))
    labels = np.stack(np.unravel_index(np.arange(6), (2, 3)), axis=1)
    save(path, images=images, labels=labels, factor_names=np.array(["a", "b"]))


def write_tiff(path, dtype, **options):
    array = np.random.default_rng(0).integers(0, 200, (3, 9, 12)).astype(dtype)
    tifffile.imwrite(path, array, photometric="minisblack", **options)


def write_packed_tiff(path, dtype):
    first, *others = map(Image.fromarray, np.random.default_rng(0).integers(0, 200, (3, 9, 12)).astype(dtype))
    first.save(path, save_all=True, append_images=others, compression="tiff_lzw")


def write_hdf5(path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w") as file:
        file["images"] = np.zeros((6, 8, 8, 3), dtype=np.uint8)
        file["labels"] = np.eye(6)


def read_all(source):
    for _ in source.chunks(4):
        pass


def write_images(folder):
    """Two images that tables may name."""
    for name in "ab":
        Image.new("L", (4, 4)).save(folder / f"{name}.png")


def labels(name, content):
    """A table of labels beside two images: how it is written, and how it is read."""

    def write(path):
        write_images(path.parent)
        path.write_bytes(content())

    return write, lambda path: read_all(FolderSource(path.parent, name))


def workbook():
    book = pytest.importorskip("openpyxl").Workbook()
    for row in (("image", "hue"), ("a.png", "red"), ("b.png", 2)):
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parquet():
    table = pytest.importorskip("pyarrow").table({"image": ["a.png", "b.png"], "hue": ["red", "blue"]})
    buffer = BytesIO()
    pytest.importorskip("pyarrow.parquet").write_table(table, buffer)
    return buffer.getvalue()


def write_arrays(path):
    images = np.random.default_rng(0).integers(0, 255, (6, 8, 8, 3), dtype=np.uint8)
    np.save(path, images)
    np.save(path.parent / "labels.npy", np.arange(6) % 3)


JSON = b'{"a.png": {"hue": "red", "size": 1}, "b.png": {"hue": "blue", "size": 2.5}}'
READERS = {
    "labels.json": labels("labels.json", lambda: JSON),
    "labels.jsonl": labels("labels.jsonl", lambda: b'{"image": "a.png", "hue": 1}\n{"image": "b.png", "hue": 2}\n'),
    "labels.tsv": labels("labels.tsv", lambda: b"image\thue\na.png\tred\nb.png\tblue\n"),
    "labels.xlsx": labels("labels.xlsx", workbook),
    "labels.parquet": labels("labels.parquet", parquet),
    "images.npy": (write_arrays, lambda path: read_all(FolderArraysSource(path.parent))),
    "stored.npz": (lambda path: write_npz(path, np.savez), lambda path: read_all(NpzSource(path))),
    "packed.npz": (lambda path: write_npz(path, np.savez_compressed), lambda path: read_all(NpzSource(path))),
    "stored_floats.npz": (lambda path: write_deep_npz(path, np.savez), lambda path: read_all(NpzSource(path))),
    "packed_floats.npz": (
        lambda path: write_deep_npz(path, np.savez_compressed),
        lambda path: read_all(NpzSource(path)),
    ),
    "pages.tif": (lambda path: write_tiff(path, "uint16"), lambda path: read_all(FolderSource(path.parent))),
    "floats.tif": (
        lambda path: write_tiff(path, "float32", compression="zlib"),
        lambda path: read_all(FolderSource(path.parent)),
    ),
    "imagej.tif": (
        lambda path: tifffile.imwrite(path, np.eye(9, dtype=np.uint16)[None].repeat(3, axis=0), imagej=True),
        lambda path: read_all(FolderSource(path.parent)),
    ),
    "lzw.tif": (lambda path: write_packed_tiff(path, "uint8"), lambda path: read_all(FolderSource(path.parent))),
    "deep_lzw.tif": (lambda path: write_packed_tiff(path, "uint16"), lambda path: read_all(FolderSource(path.parent))),
    "picture.tif": (
        lambda path: Image.fromarray(np.random.default_rng(0).integers(0, 255, (9, 9, 3), dtype=np.uint8)).save(path),
        lambda path: read_all(FolderSource(path.parent)),
    ),
    "deep.png": (
        lambda path: Image.fromarray(np.random.default_rng(0).integers(0, 2**16, (9, 9), dtype=np.uint16)).save(path),
        lambda path: read_all(FolderSource(path.parent)),
    ),
    "labels.npy": (lambda path: np.save(path, np.eye(5)), lambda path: np.asarray(read_npy(path))),
    "file.h5": (write_hdf5, lambda path: read_all(Hdf5Source(path))),
    "norb.mat": (
        lambda path: path.write_bytes(np.array([0x1E3D4C54, 2, 2, 3, 1, *range(6)], dtype="<i4").tobytes()),
        lambda path: np.asarray(read_matrix(path)),
    ),
    "pairs.csv": (
        lambda path: path.write_text("input,output,factor,from,to\na.png,b.png,hair,1,2\nb.png,c.png,,,\n"),
        lambda path: read_pair_table(path).factors(),
    ),
    "picture.png": (
        lambda path: Image.fromarray(np.random.default_rng(0).integers(0, 255, (9, 9, 4), dtype=np.uint8)).save(path),
        lambda path: read_all(FolderSource(path.parent)),
    ),
    "picture.jpg": (
        lambda path: Image.fromarray(np.random.default_rng(0).integers(0, 255, (9, 9, 3), dtype=np.uint8)).save(path),
        lambda path: read_all(FolderSource(path.parent)),
    ),
    "metadata.csv": (
        lambda path: (
            [Image.new("L", (4, 4)).save(path.parent / f"{name}.png") for name in "ab"],
            path.write_text("file_name,hue,size\na.png,red,1\nb.png,blue,2\n"),
        ),
        lambda path: read_all(FolderSource(path.parent)),
    ),
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_read_or_reported(tmp_path, name, data):
    write, read = READERS[name]
    path, whole = tmp_path / name, tmp_path / "whole"
    if not whole.exists():
        write(path)
        whole.write_bytes(path.read_bytes())
    content = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    path.unlink()  # a reader that failed may still hold the last one open
    path.write_bytes(content)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with suppress(DataError):
            read(path)
