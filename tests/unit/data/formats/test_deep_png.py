import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from causalvq.data.formats.deep_png import deep_colours, is_deep_colour

COLOUR, CLEAR = 2, 6


def write(path, pixels, kind):
    """A PNG of 16 bits a channel, which Pillow does not write."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + parts)
    return path


@pytest.mark.parametrize(("channels", "kind"), [(3, COLOUR), (4, CLEAR)])
def test_all_sixteen_bits_are_read(tmp_path, channels, kind):
    pixels = np.random.default_rng(0).integers(0, 2**16, (5, 7, channels), dtype=np.uint16)
    path = write(tmp_path / "a.png", pixels, kind)

    with Image.open(path) as image:
        assert is_deep_colour(image)
        np.testing.assert_array_equal(deep_colours(path, image), pixels)


@pytest.mark.parametrize("mode", ["RGB", "L", "I;16"])
def test_other_pictures_are_not_deep_colours(tmp_path, mode):
    Image.new(mode, (4, 4)).save(tmp_path / "a.png")

    with Image.open(tmp_path / "a.png") as image:
        assert not is_deep_colour(image)
