import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps

from causalvq.data.formats.opened import GREY, Look
from causalvq.data.formats.picture import Picture
from causalvq.data.sources.folder import FolderSource
from causalvq.errors import DataError


def png(width, height):
    """The start of a PNG that claims to be of a size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return start + struct.pack(">I", 1000) + b"IDAT" + bytes(100)


@pytest.mark.parametrize("side", [9000, 12_000, 60_000])
def test_a_decompression_bomb_is_refused_from_its_header(tmp_path, side):
    (tmp_path / "bomb.png").write_bytes(png(side, side))

    with pytest.raises(DataError, match=r"CVQ309 bomb\.png would unpack to too many pixels"):
        FolderSource(tmp_path)


@pytest.mark.parametrize("kind", ["png", "pgm", "tif"])
def test_grey_levels_of_16_bits_are_kept(tmp_path, kind):
    pixels = np.random.default_rng(0).integers(0, 2**16, (8, 9), dtype=np.uint16)
    Image.fromarray(pixels).save(tmp_path / f"deep.{kind}")
    source = FolderSource(tmp_path)

    assert (source.facts.channels, source.facts.dtype) == (1, "uint16")
    np.testing.assert_array_equal(source.images(np.array([0]))[0, ..., 0], pixels)


def test_transparency_may_be_a_channel(tmp_path):
    clear = np.random.default_rng(0).integers(0, 256, (8, 8, 4), dtype=np.uint8)
    Image.fromarray(clear).save(tmp_path / "a.png")
    Image.fromarray(clear[..., :3]).save(tmp_path / "b.png")
    source = FolderSource(tmp_path, alpha="channel")

    assert (source.facts.channels, FolderSource(tmp_path).facts.channels) == (4, 3)
    np.testing.assert_array_equal(source.images(np.array([0]))[0], clear)
    assert (source.images(np.array([1]))[0][..., 3] == 255).all()


def test_pixels_of_32_bits_are_refused(tmp_path):
    Image.fromarray(np.zeros((8, 8), dtype=np.int32)).save(tmp_path / "deep.tif")

    with pytest.raises(DataError, match=r"CVQ308 deep\.tif has a kind of pixels"):
        FolderSource(tmp_path)


def png_of_16_bits(pixels, kind):
    """A PNG of 16 bits a channel, which Pillow opens as one of 8 bits."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    height, width = pixels.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_colours_of_16_bits_are_not_halved(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 2**16, (8, 9, 3), dtype=np.uint16)
    (tmp_path / "deep.png").write_bytes(png_of_16_bits(pixels, 2))
    source = FolderSource(tmp_path)

    assert (source.facts.channels, source.facts.dtype) == (3, "uint16")
    np.testing.assert_array_equal(source.images(np.array([0]))[0], pixels)


def test_transparency_of_16_bits_is_laid_over_white_or_a_channel(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 2**16, (8, 9, 4), dtype=np.uint16)
    pixels[0, :3, 3] = (0, 65_535, 32_768)
    pixels[0, :3, :3] = 1000
    (tmp_path / "deep.png").write_bytes(png_of_16_bits(pixels, 6))

    np.testing.assert_array_equal(FolderSource(tmp_path, alpha="channel").images(np.array([0]))[0], pixels)
    shown = FolderSource(tmp_path).images(np.array([0]))[0]
    assert shown[0, :3, 0].tolist() == [65_535, 1000, round(1000 * 32_768 / 65_535 + 65_535 - 32_768)]


def test_grey_levels_of_16_bits_with_transparency_are_not_halved_in_silence(tmp_path):
    (tmp_path / "deep.png").write_bytes(png_of_16_bits(np.zeros((8, 8, 2), dtype=np.uint16), 4))

    with pytest.raises(DataError, match=r"CVQ308 deep\.png has a kind of pixels.*got: colours of 16 bits"):
        FolderSource(tmp_path)


def test_an_animation_is_no_image_and_a_still_is(tmp_path):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "still.gif")
    assert FolderSource(tmp_path).images(np.array([0]))[0, 0, 0].tolist() == [255, 0, 0]

    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert [fault.message for fault in FolderSource(tmp_path).broken()] == ["moving.gif has several frames"]


@pytest.mark.parametrize("kind", ["png", "jpg", "tiff", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_as_its_camera_was_held(tmp_path, kind, orientation):
    pixels = np.zeros((16, 24, 3), dtype=np.uint8)
    pixels[:, :12, 0], pixels[:8, :, 1] = 255, 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "webp" else {}
    Image.fromarray(pixels).save(tmp_path / f"photo.{kind}", exif=exif, **options)
    source = FolderSource(tmp_path)
    with Image.open(tmp_path / f"photo.{kind}") as image:
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))

    assert (source.facts.native_height, source.facts.native_width) == expected.shape[:2]
    np.testing.assert_array_equal(source.images(np.array([0]))[0], expected)


@pytest.mark.parametrize(
    ("mode", "alpha", "look"),
    [
        ("1", "white", GREY),
        ("L", "channel", GREY),
        ("I;16", "white", Look("uint16", 1)),
        ("RGB", "channel", Look("uint8", 3, coloured=True)),
        ("P", "white", Look("uint8", 3, coloured=True)),
        ("RGBA", "white", Look("uint8", 3, coloured=True)),
        ("RGBA", "channel", Look("uint8", 4, coloured=True)),
        ("LA", "channel", Look("uint8", 4, coloured=True)),
    ],
)
def test_the_look_of_a_picture_is_told_from_its_header(tmp_path, mode, alpha, look):
    Image.new(mode, (5, 3)).save(tmp_path / "a.png")
    picture = Picture(tmp_path / "a.png", alpha)

    assert (picture.look, picture.size) == (look, (3, 5))
    assert picture.read(look).shape == (3, 5, look.channels)
    picture.close()


def test_a_clear_pixel_shows_a_share_of_white(tmp_path):
    Image.new("RGBA", (2, 2), (0, 100, 200, 51)).save(tmp_path / "a.png")
    picture = Picture(tmp_path / "a.png", "white")

    assert picture.read(picture.look)[0, 0].tolist() == [204, 224, 244], "a fifth of the colour, the rest white"
    picture.close()


def test_a_picture_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match=r"CVQ301 a\.png does not exist"):
        Picture(tmp_path / "a.png", "white")
