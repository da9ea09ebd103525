"""MATLAB files of version 5, as SciPy and as MATLAB write them."""

import struct
import zlib

import numpy as np
import pytest
from scipy.io import savemat

from causalvq.data.formats import matlab
from causalvq.data.formats.matlab import read_uint8
from causalvq.errors import DataError

IM = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)


@pytest.mark.parametrize("packed", [False, True])
def test_an_array_among_others_is_read_in_its_own_order(tmp_path, packed):
    others = {"a": np.eye(3), "words": "text", "im": IM, "cells": {"x": 1}, "z": IM[0]}
    savemat(tmp_path / "a.mat", others, do_compression=packed)

    np.testing.assert_array_equal(read_uint8(tmp_path / "a.mat", "im", (2, 3, 4)), IM)
    np.testing.assert_array_equal(read_uint8(tmp_path / "a.mat", "z", (3, 4)), IM[0])


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_orders_of_bytes_and_small_elements(tmp_path, order):
    def element(kind, data):
        return struct.pack(f"{order}II", kind, len(data)) + data + bytes(-len(data) % 8)

    def small(kind, data):
        return struct.pack(f"{order}I", len(data) << 16 | kind) + data.ljust(4, b"\0")

    flags = element(6, struct.pack(f"{order}II", 9, 0))
    sizes = element(5, struct.pack(f"{order}ii", 2, 2))
    matrix = element(14, flags + sizes + small(1, b"im") + small(2, b"\1\2\3\4"))
    head = b"MATLAB 5.0".ljust(124) + struct.pack(f"{order}H", 0x100) + (b"IM" if order == "<" else b"MI")
    packed = zlib.compress(matrix)
    for number, body in enumerate((matrix, struct.pack(f"{order}II", 15, len(packed)) + packed)):
        path = tmp_path / f"{number}.mat"
        path.write_bytes(head + body)
        assert read_uint8(path, "im", (2, 2)).tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"im": IM.astype(np.float64)}, r"class 6 of shape \(2, 3, 4\)"),
        ({"im": IM[0]}, r"uint8 of shape \(3, 4\)"),
        ({"im": IM.astype(complex)}, "class 0"),
        ({"other": IM}, "none"),
        ({}, "none"),
    ],
)
def test_another_array_is_told(tmp_path, values, told):
    savemat(tmp_path / "a.mat", values)

    with pytest.raises(DataError, match=rf"CVQ303 key 'im' is absent or has the wrong shape or type.*got: .*{told}"):
        read_uint8(tmp_path / "a.mat", "im", (2, 3, 4))


@pytest.mark.parametrize("content", [b"", b"no matrix", bytes(200), b"\x89HDF\r\n\x1a\n".ljust(600, b"\0")])
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "a.mat").write_bytes(content)

    with pytest.raises(DataError, match=r"CVQ302 a\.mat is truncated or not a MATLAB file"):
        read_uint8(tmp_path / "a.mat", "im", (2, 3, 4))


def test_a_file_that_is_cut_short_is_refused_wherever_it_is(tmp_path):
    savemat(tmp_path / "a.mat", {"im": IM})
    whole = (tmp_path / "a.mat").read_bytes()
    for size in range(0, len(whole) - 1, 3):
        (tmp_path / "a.mat").write_bytes(whole[:size])
        with pytest.raises(DataError, match=r"CVQ30[23]"):
            read_uint8(tmp_path / "a.mat", "im", (2, 3, 4))


def test_no_more_is_unpacked_than_was_asked_for(tmp_path, monkeypatch):
    savemat(tmp_path / "a.mat", {"im": np.zeros((3000, 3000), np.uint8)}, do_compression=True)
    unpacked = []
    held = zlib.decompressobj

    class Counted:
        def decompress(self, data, most):
            unpacked.append(held().decompress(data, most))
            return unpacked[-1]

    monkeypatch.setattr(matlab.zlib, "decompressobj", Counted)
    with pytest.raises(DataError, match=r"CVQ303.*got: uint8 of shape \(3000, 3000\)"):
        read_uint8(tmp_path / "a.mat", "im", (2, 3, 4))
    assert sum(map(len, unpacked)) < 5000
