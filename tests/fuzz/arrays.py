"""npz, npy, HDF5 and MATLAB files: bytes damaged, and whole files of odd arrays."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import h5py
import numpy as np
from fuzz.damage import damaged
from fuzz.reader import Case, Reader, ending_of
from numpy.lib import format as npy
from scipy.io import savemat

from causalvq.data.formats.arrays import FolderArraysSource
from causalvq.data.formats.hdf5 import Hdf5Source
from causalvq.data.formats.npz import NpzSource
from causalvq.data.published.cars3d import Cars3dSource
from causalvq.data.published.smallnorb import read_matrix
from causalvq.init.options import Options
from causalvq.init.reading.inventory import take_inventory

IMAGES = np.arange(6 * 8 * 8 * 3, dtype=np.uint8).reshape(6, 8, 8, 3)
LABELS = np.stack(np.unravel_index(np.arange(6), (2, 3)), axis=1)
NAMES = np.array(["a", "b"])
DTYPES = [
    "u1", "u2", "i2", "i8", "f2", "f4", "f8", "?", "U3", "S3", "U0", "S0", "c8", "M8[s]", "m8[D]", "V4", ">i4", ">f8",
    "u8", [("a", "i4"), ("b", "f8")], [("a", "u1", (2, 2))],
]  # fmt: skip
SHAPES = [
    (), (0,), (6,), (6, 1), (6, 2), (1, 6), (6, 8, 8), (6, 8, 8, 3), (6, 3, 8, 8), (6, 8, 8, 0), (0, 8, 8, 3),
    (1, 1, 1, 1),
    (6, 8, 8, 40), (6, 2, 2, 2, 2), (6, 0), (7, 2), (1,), (6, 5000),
]  # fmt: skip
FIELDS = [
    "images", "labels", "factor_names", "values_a", "values_b", "grid_complete", "edges", "before", "after", "action",
    "x", "", "a/b", "../x", "\udce9", "images.npy", "latents_classes", "imgs", "label_names", "factors",
]  # fmt: skip


def odd_array(chance: Random) -> Any:
    """An array of some type and shape, with the values that are hardest to take."""
    if chance.random() < 0.5:
        return chance.choice([IMAGES, LABELS, NAMES, np.array(True), np.array(["x", "y"]), LABELS[:, 0]])
    shape, kind = chance.choice(SHAPES), np.dtype(chance.choice(DTYPES))
    array = np.zeros(shape, kind)
    if kind.kind in "fc" and array.size:
        array.flat[chance.randrange(array.size)] = chance.choice([np.nan, np.inf, -np.inf, 1e300, -1.0])
    elif kind.kind in "iu" and array.size:
        array.flat[chance.randrange(array.size)] = chance.choice([np.iinfo(kind).max, np.iinfo(kind).min, 1, 3])
    elif kind.kind in "US" and array.size and kind.itemsize:
        array.flat[chance.randrange(array.size)] = chance.choice(["x", "nan", "1", "\x00", "-1"])
    return np.asfortranarray(array) if chance.random() < 0.2 else array


def odd_arrays(chance: Random) -> dict[str, Any]:
    """Arrays by name, mostly those that a data set has."""
    named = {"images": IMAGES, "labels": LABELS, "factor_names": NAMES, "values_a": np.array(["x", "y"])}
    for _ in range(chance.choice([1, 1, 2, 4])):
        named[chance.choice(FIELDS)] = odd_array(chance)
    for name in chance.sample(sorted(named), chance.choice([0, 0, 1, 2])):
        del named[name]
    return named


def npz_of(arrays: dict[str, Any], chance: Random) -> bytes:
    """An archive, whose headers may declare another shape than there is."""
    buffer = io.BytesIO()
    packing = chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            if chance.random() < 0.06 and not array.dtype.names:
                shape = chance.choice([(10**12,), (2**40, 8, 8, 3), (6, 2**31), (-1,), (2**62, 4)])
                head = {"descr": array.dtype.str, "fortran_order": False, "shape": shape}
                npy.write_array_header_1_0(content, head)
                content.write(array.tobytes())
            elif chance.random() < 0.03:
                np.save(content, np.array([{}, None], dtype=object), allow_pickle=True)
            else:
                np.save(content, array)
            archive.writestr(f"{name.encode(errors='replace').decode()}.npy", content.getvalue())
            if chance.random() < 0.03:
                archive.writestr(f"{name.encode(errors='replace').decode()}.npy", content.getvalue())
    return buffer.getvalue()


def hdf5_of(arrays: dict[str, Any], chance: Random, path: Path) -> bytes:
    """An HDF5 file with groups, links, virtual sizes and texts of any length."""
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            fate = chance.random()
            key = name.strip("/.") or "x"
            try:
                if fate < 0.08:
                    size = chance.choice([2**34, 2**50, 2**63])
                    shape = chance.choice([(size,), (6, size // 8), (size // 200, 8, 8, 3), (6, 8, 8, 2**30)])
                    file.create_dataset(key, shape, chance.choice(["u1", "i8", "f4"]), chunks=True)
                elif fate < 0.14:
                    words = chance.choice([["a"] * 6, ["x" * 5000, *["y"] * 5], ["\x1b", "é", "", "b", "c", "d"]])
                    file.create_dataset(key, data=words, dtype=h5py.string_dtype())
                elif fate < 0.18:
                    file[key] = h5py.SoftLink(chance.choice(["/images", "/gone", f"/{key}"]))
                elif fate < 0.22:
                    file[key] = h5py.ExternalLink(chance.choice(["gone.h5", "/dev/zero", path.name]), "images")
                elif fate < 0.25:
                    file.create_dataset(key, (6, 8, 8, 3), "u1", external=[("/dev/zero", 0, 1152)])
                elif fate < 0.28:
                    file.create_dataset(key, data=h5py.Empty("f4"))
                elif fate < 0.31:
                    file.create_dataset(key, (6,), dtype=h5py.vlen_dtype(np.int32))
                elif array.dtype.kind == "U":
                    file[key] = array.astype("S") if array.dtype.itemsize else np.zeros(array.shape, "S1")
                else:
                    file[key] = array
            except (TypeError, ValueError, OSError, RuntimeError):
                continue  # what h5py itself does not write
    return path.read_bytes()


def prepare(folder: Path) -> dict[str, Any]:
    cars = folder / "cars"
    cars.mkdir()
    names = ["car_001_mesh", "car_002_mesh"]
    (cars / "list.txt").write_text("\n".join(names))
    for name in names:
        views = np.zeros((128, 128, 3, 24, 4), np.uint8)
        savemat(cars / f"{name}.mat", {"im": views}, do_compression=True)
    matrix = np.array([0x1E3D4C54, 2, 2, 3, 1, *range(6)], dtype="<i4").tobytes()
    return {"folder": folder, "mat": (cars / f"{names[0]}.mat").read_bytes(), "matrix": matrix}


def make_npz(chance: Random, context: dict[str, Any]) -> Case:  # noqa: ARG001
    whole = npz_of(odd_arrays(chance), chance) if chance.random() < 0.6 else npz_of(odd_arrays(Random(0)), chance)
    content = whole if chance.random() < 0.4 else damaged(whole, chance)
    if chance.random() < 0.2:
        buffer = io.BytesIO()
        np.save(buffer, odd_array(chance))
        return ".npy", damaged(buffer.getvalue(), chance)
    return ".npz", content


def make_hdf5(chance: Random, context: dict[str, Any]) -> Case:
    whole = hdf5_of(odd_arrays(chance), chance, context["folder"] / "made.h5")
    return ".h5", whole if chance.random() < 0.5 else damaged(whole, chance)


def make_mat(chance: Random, context: dict[str, Any]) -> Case:
    if chance.random() < 0.3:
        return ".matrix", damaged(context["matrix"], chance)
    if chance.random() < 0.4:
        buffer = io.BytesIO()
        shape = chance.choice([(128, 128, 3, 24, 4), (2, 2), (0,), (128, 128, 3, 24)])
        savemat(
            buffer,
            {chance.choice(["im", "x"]): np.zeros(shape, chance.choice(["u1", "f8", "i2"]))},
            do_compression=True,
        )
        return ".mat", buffer.getvalue() if chance.random() < 0.5 else damaged(buffer.getvalue(), chance)
    return ".mat", damaged(context["mat"], chance)


def read_all(source: Any) -> None:
    for _ in source.chunks(4):
        pass


def read(path: Path, context: dict[str, Any]) -> None:
    ending = ending_of(path)
    if ending == ".npz":
        _with_init(path)
        read_all(NpzSource(path))
    elif ending == ".npy":
        folder = context["folder"] / "npy"
        folder.mkdir(exist_ok=True)
        shutil.copyfile(path, folder / "images.npy")
        shutil.copyfile(path, folder / "labels.npy")
        read_all(FolderArraysSource(folder))
    elif ending == ".h5":
        _with_init(path)
        read_all(Hdf5Source(path))
    elif ending == ".matrix":
        np.asarray(read_matrix(path))
    else:
        shutil.copyfile(path, context["folder"] / "cars" / "car_001_mesh.mat")
        Cars3dSource(context["folder"] / "cars").images(np.array([0, 95]))


def _with_init(path: Path) -> None:
    """As `init --data` reads it, whose refusal is not the source's."""
    from contextlib import suppress

    from causalvq.errors import CausalVQError

    with suppress(CausalVQError):
        take_inventory(path, Options())


NPZ = Reader(prepare, make_npz, read)
HDF5 = Reader(prepare, make_hdf5, read)
MAT = Reader(prepare, make_mat, read)
