import numpy as np
import pytest

from causalvq.data.formats import archive_pixels
from causalvq.data.formats.npz import NpzSource
from causalvq.errors import DataError


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize(
    ("dtype", "channels", "handed_out"),
    [("uint8", 5, "uint8"), ("uint16", 1, "uint16"), (">u2", 32, "uint16"), ("float64", 2, "float32")],
)
def test_images_of_any_channels_and_depth(arrays, write_npz, dtype, channels, handed_out, compressed):
    images = np.random.default_rng(0).integers(0, 200, (6, 8, 8, channels)).astype(dtype)
    source = NpzSource(write_npz({**arrays, "images": images}, compressed=compressed))

    assert (source.facts.channels, source.facts.dtype) == (channels, handed_out)
    for read in (source.images(np.arange(6)), np.concatenate(list(source.chunks(4)))):
        assert read.dtype == handed_out
        np.testing.assert_array_equal(read, images)


def test_channels_may_come_first(arrays, write_npz):
    images = np.random.default_rng(0).integers(0, 256, (6, 5, 16, 16), dtype=np.uint8)
    source = NpzSource(write_npz({**arrays, "images": images}))

    assert (source.facts.height, source.facts.width, source.facts.channels) == (16, 16, 5)
    np.testing.assert_array_equal(source.images(np.array([4, 1])), images[[4, 1]].transpose(0, 2, 3, 1))


def test_a_pixel_that_is_no_number_is_told_when_it_is_read(arrays, write_npz):
    images = np.zeros((6, 8, 8, 3))
    images[5, 0, 0, 0] = np.nan
    source = NpzSource(write_npz({**arrays, "images": images}))

    source.images(np.arange(5))
    with pytest.raises(DataError, match=r"images\.npz: CVQ330 image 5 has pixels"):
        source.images(np.array([3, 5]))
    with pytest.raises(DataError, match=r"CVQ330 image 5 has pixels"):
        list(source.chunks(4))


def test_large_compressed_images_are_picked_out_of_the_stream(arrays, write_npz, monkeypatch):
    monkeypatch.setattr(archive_pixels, "UNPACKED", 100)
    monkeypatch.setattr(archive_pixels, "BLOCK", 2)
    source = NpzSource(write_npz(arrays))
    monkeypatch.setattr(archive_pixels.Archive, "read", None)
    indices = np.array([3, 0, 3, 5])

    np.testing.assert_array_equal(source.images(indices), arrays["images"][indices])
    assert source.images(np.array([], dtype=np.int64)).shape == (0, 8, 8, 3)


def test_a_stream_of_deep_images_is_picked_from_too(arrays, write_npz, monkeypatch):
    monkeypatch.setattr(archive_pixels, "UNPACKED", 100)
    monkeypatch.setattr(archive_pixels, "BLOCK", 2)
    images = np.random.default_rng(0).integers(0, 60_000, (6, 5, 16, 16), dtype=np.uint16)
    source = NpzSource(write_npz({**arrays, "images": images}))
    indices = np.array([3, 0, 5])

    np.testing.assert_array_equal(source.images(indices), images[indices].transpose(0, 2, 3, 1))
