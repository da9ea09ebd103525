import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from causalvq.data.formats.image_files import ImageFiles
from causalvq.data.sources.folder import FolderSource
from causalvq.errors import DataError


def test_images_of_many_sizes_are_resized_when_a_size_is_given(folder):
    Image.new("RGB", (40, 20), (0, 200, 0)).save(folder / "train" / "green_9.png")
    source = FolderSource(folder, size=8)

    assert source.images(np.arange(5)).shape == (5, 8, 8, 3)
    assert (source.facts.height, source.facts.native_height) == (8, 16)
    with pytest.raises(DataError, match=r"CVQ303 green_9\.png has another size"):
        FolderSource(folder).images(np.arange(5))


def test_grey_images_have_one_channel_unless_others_have_colours(tmp_path):
    for number in range(130):
        Image.new("L", (8, 8), number).save(tmp_path / f"{number:03}.png")
    assert FolderSource(tmp_path).images(np.array([7])).shape == (1, 8, 8, 1)

    Image.new("RGB", (8, 8), (9, 0, 0)).save(tmp_path / "001.png")  # not among those that are looked at
    with pytest.raises(DataError, match=r"001\.png has colours, but 000\.png is grey"):
        FolderSource(tmp_path).images(np.array([1]))

    Image.new("RGB", (8, 8), (9, 0, 0)).save(tmp_path / "002.png")
    images = FolderSource(tmp_path).images(np.array([0, 2, 7]))
    assert images[:, 0, 0].tolist() == [[0, 0, 0], [9, 0, 0], [7, 7, 7]]


def png(width, height):
    """The start of a PNG that claims to be of a size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return start + struct.pack(">I", 1000) + b"IDAT" + bytes(100)


def test_everything_broken_is_listed_by_a_check(folder):
    (folder / "train" / "red_10.png").write_bytes(b"no image")
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)).save(
        folder / "train" / "blue_9.png"
    )
    data = (folder / "train" / "blue_9.png").read_bytes()
    (folder / "train" / "blue_9.png").write_bytes(data[: len(data) // 2])
    (folder / "train" / "zoom.png").write_bytes(png(12_000, 12_000))

    found = list(FolderSource(folder).broken())
    assert [(fault.code, fault.place.file.rsplit("/", 1)[1]) for fault in found] == [
        ("CVQ308", "blue_9.png"),
        ("CVQ308", "red_10.png"),
        ("CVQ309", "zoom.png"),
    ]


def test_grey_levels_of_8_and_16_bits_do_not_mix(tmp_path):
    for name, dtype in (("a", np.uint16), ("b", np.uint8)):
        Image.fromarray(np.zeros((8, 8), dtype=dtype)).save(tmp_path / f"{name}.png")

    with pytest.raises(
        DataError, match=r"CVQ303 b\.png has another kind .* 1 channel of uint16; got: 1 channel of uint8"
    ):
        FolderSource(tmp_path).images(np.array([1]))


def test_the_first_file_that_opens_decides_and_all_are_named_when_none_does(folder):
    for name in ("blue_10", "blue_9"):
        (folder / "train" / f"{name}.png").write_bytes(b"no image")
    assert FolderSource(folder).facts.native_height == 16

    for name in ("red_10", "red_9"):
        (folder / "train" / f"{name}.png").write_bytes(b"no image")
    with pytest.raises(DataError) as caught:
        FolderSource(folder)
    assert [fault.code for fault in caught.value.diagnostics] == ["CVQ308"] * 4


def test_a_file_is_known_by_its_path_however_it_is_written(folder):
    files = ImageFiles(sorted((folder / "train").iterdir()))

    assert files.index_of(folder / "train" / ".." / "train" / "red_10.png") == 2
    with pytest.raises(KeyError):
        files.index_of(folder / "none.png")


def test_all_faults_of_a_request_are_raised_together(folder):
    paths = sorted((folder / "train").iterdir())
    files = ImageFiles(paths)
    for path in paths[1:3]:
        path.write_bytes(b"no image")

    with pytest.raises(DataError) as caught:
        files.at(np.arange(4))

    assert [fault.place.file for fault in caught.value.diagnostics] == [str(path) for path in paths[1:3]]
    assert files.at(np.array([0, 3])).shape == (2, 16, 16, 3)
