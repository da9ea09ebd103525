import numpy as np
import pytest
import tifffile
from PIL import Image

from causalvq.data.formats.tiff_stack import open_stack, write_stack
from causalvq.data.sources.folder import FolderSource
from causalvq.errors import DataError

RNG = np.random.default_rng(0)
PLANES = {"photometric": "minisblack"}


def numbers(*shape, dtype="uint16"):
    return RNG.integers(0, 200, shape).astype(dtype)


def read(folder, **options):
    """The only image of a folder."""
    return FolderSource(folder, **options).images(np.array([0]))[0]


def last(planes):
    return np.moveaxis(planes, 0, -1)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", ">u2", "float32", "float64", "float16", "int16"])
def test_pages_are_channels(tmp_path, dtype):
    planes = numbers(5, 16, 20, dtype=dtype)
    tifffile.imwrite(tmp_path / "a.tif", planes, **PLANES)
    source = FolderSource(tmp_path)
    kept = {"uint8": "uint8", "uint16": "uint16", ">u2": "uint16"}.get(dtype, "float32")

    assert (source.facts.channels, source.facts.dtype) == (5, kept)
    assert (source.facts.native_height, source.facts.native_width) == (16, 20)
    np.testing.assert_array_equal(source.images(np.array([0]))[0], last(planes))


@pytest.mark.parametrize(
    ("planes", "options"),
    [
        (numbers(5, 16, 20), {"compression": "zlib", "predictor": True}),
        (numbers(5, 32, 48), {"tile": (16, 16)}),
        (numbers(5, 100, 90), {"tile": (256, 256)}),
        (numbers(5, 16, 20), {"rowsperstrip": 3}),
        (numbers(5, 16, 20), {"bigtiff": True}),
        (numbers(5, 16, 20), {"byteorder": ">"}),
        (numbers(4, 16, 20, dtype="uint8"), {"planarconfig": "separate"}),
        (numbers(5, 16, 20), {"imagej": True, "metadata": {"axes": "ZYX"}}),
        (numbers(5, 16, 20), {"ome": True, "metadata": {"axes": "CYX"}}),
        (numbers(2, 16, 20), {"truncate": True}),
    ],
)
def test_however_the_file_is_laid_out(tmp_path, planes, options):
    tifffile.imwrite(tmp_path / "a.tif", planes, **({} if options.get("imagej") else PLANES), **options)

    np.testing.assert_array_equal(read(tmp_path), last(planes))


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_compressed_pages_are_read_with_what_is_there(tmp_path, compression, dtype):
    planes = numbers(3, 16, 20, dtype=dtype)
    first, *others = map(Image.fromarray, planes)
    first.save(tmp_path / "a.tiff", save_all=True, append_images=others, compression=compression)

    np.testing.assert_array_equal(read(tmp_path), last(planes))


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((16, 20, 5), {**PLANES, "planarconfig": "contig"}),
        ((16, 20, 3), {"photometric": "rgb"}),
        ((16, 20, 4), {"photometric": "rgb", "extrasamples": ["unassalpha"]}),
    ],
)
def test_samples_of_16_bits_are_channels(tmp_path, shape, options):
    pixels = numbers(*shape)
    tifffile.imwrite(tmp_path / "a.tif", pixels, **options)

    np.testing.assert_array_equal(read(tmp_path), pixels)


def test_samples_of_8_bits_are_colours_only_where_the_file_says_so(tmp_path):
    pixels = numbers(16, 20, 4, dtype="uint8")
    for name, options in (("clear", ["unassalpha"]), ("four", ["unspecified"])):
        (tmp_path / name).mkdir()
        tifffile.imwrite(tmp_path / name / "a.tif", pixels, photometric="rgb", extrasamples=options)

    assert read(tmp_path / "clear").shape == (16, 20, 3)
    np.testing.assert_array_equal(read(tmp_path / "clear", alpha="channel"), pixels)
    np.testing.assert_array_equal(read(tmp_path / "four"), pixels)
    assert open_stack(tmp_path / "clear" / "a.tif") is None


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_white_may_be_zero(tmp_path, dtype):
    pixels = numbers(16, 20, dtype=dtype)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="miniswhite")

    np.testing.assert_array_equal(read(tmp_path)[..., 0], np.iinfo(dtype).max - pixels)


@pytest.mark.parametrize("compression", [None, "tiff_lzw"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_stack_is_turned_as_its_header_says(tmp_path, orientation, compression):
    planes = numbers(2, 16, 20)
    first, second = map(Image.fromarray, planes)
    first.save(
        tmp_path / "a.tif",
        save_all=True,
        append_images=[second],
        compression=compression,
        tiffinfo={274: orientation},
    )
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
    upright = [np.asarray(page if orientation == 1 else page.transpose(turns[orientation])) for page in (first, second)]
    source = FolderSource(tmp_path)

    assert (source.facts.native_height, source.facts.native_width) == upright[0].shape
    np.testing.assert_array_equal(source.images(np.array([0]))[0], np.stack(upright, axis=-1))


@pytest.mark.parametrize(
    ("array", "options", "words"),
    [
        (numbers(33, 8, 8), PLANES, "too many pages.*expected: at most 32"),
        (numbers(8, 8, 33), {**PLANES, "planarconfig": "contig"}, "too many channels.*got: 33"),
        (numbers(3, 8, 8, dtype="int32"), PLANES, "a kind of pixels that is not supported.*got: int32.*astype"),
        (
            numbers(2, 8, 8, 3, dtype="uint8"),
            {"photometric": "rgb"},
            "pages of several channels each.*got: 2 pages of 3",
        ),
    ],
)
def test_what_has_no_place_is_refused_with_a_remedy(tmp_path, array, options, words):
    tifffile.imwrite(tmp_path / "a.tif", array, **options)

    with pytest.raises(DataError, match=rf"a\.tif: CVQ308 a\.tif has {words}"):
        FolderSource(tmp_path)


@pytest.mark.parametrize("others", [numbers(8, 9), numbers(8, 8, dtype="uint8")])
def test_pages_that_are_not_alike_are_refused(tmp_path, others):
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(numbers(8, 8), **PLANES)
        file.write(others, **PLANES)

    with pytest.raises(DataError, match=r"CVQ308 .* pages that are not alike"):
        FolderSource(tmp_path)


def test_a_pixel_that_is_no_number_is_told(tmp_path):
    planes = numbers(2, 8, 8, dtype="float32")
    planes[1, 2, 3] = np.nan
    tifffile.imwrite(tmp_path / "a.tif", planes, **PLANES)

    with pytest.raises(DataError, match=r"a\.tif: CVQ330 a\.tif has pixels that are not finite"):
        read(tmp_path)


def test_a_compression_that_nothing_here_knows_names_the_package(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", numbers(2, 8, 8), **PLANES)
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+b") as file:
        for page in file.pages:
            page.tags["Compression"].overwrite(34887)  # LERC

    with pytest.raises(DataError, match=r"CVQ308 .*needs the package imagecodecs.*pip install imagecodecs"):
        read(tmp_path)


def test_bombs_are_refused_from_their_headers(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", numbers(2, 8, 8), **PLANES)
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+b") as file:
        for page in file.pages:
            page.tags["ImageWidth"].overwrite(60_000)
            page.tags["ImageLength"].overwrite(60_000)
    with pytest.raises(DataError, match=r"CVQ309 a\.tif would unpack to too many pixels"):
        FolderSource(tmp_path)

    (tmp_path / "a.tif").unlink()
    tifffile.imwrite(tmp_path / "b.tif", numbers(2, 8, 8), compression="zlib", **PLANES)
    with tifffile.TiffFile(tmp_path / "b.tif", mode="r+b") as file:
        file.pages[0].tags["StripByteCounts"].overwrite(10**8)
    with pytest.raises(DataError, match=r"CVQ309 .*100,000,\d\d\d bytes of compressed pixels for 8 x 8 x 2"):
        FolderSource(tmp_path)


@pytest.mark.parametrize("other", [numbers(4, 8, 8), numbers(5, 8, 8, dtype="float32"), numbers(8, 8, dtype="uint8")])
def test_files_of_another_kind_are_told(tmp_path, other):
    tifffile.imwrite(tmp_path / "a.tif", numbers(5, 8, 8), **PLANES)
    tifffile.imwrite(tmp_path / "b.tif", other, **PLANES)

    (fault,) = FolderSource(tmp_path).broken()
    assert (fault.code, fault.message) == ("CVQ303", "b.tif has another kind of pixels than a.tif")
    assert fault.expected == "5 channels of uint16"


def test_a_grey_picture_is_not_taken_for_a_stack_of_three(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", numbers(3, 8, 8, dtype="uint8"), **PLANES)
    Image.fromarray(numbers(8, 8, dtype="uint8")).save(tmp_path / "b.png")

    assert [fault.code for fault in FolderSource(tmp_path).broken()] == ["CVQ303"]


def test_a_size_resizes_every_channel(tmp_path):
    planes = numbers(5, 16, 20, dtype="float32")
    tifffile.imwrite(tmp_path / "a.tif", planes, **PLANES)
    central = planes[:, :, 2:18].astype(np.float64)
    expected = last(central.reshape(5, 8, 2, 8, 2).mean((2, 4)))

    np.testing.assert_allclose(read(tmp_path, size=8), expected, rtol=1e-6)


@pytest.mark.parametrize("shape", [(16, 20, 1), (16, 20, 2), (16, 20, 3), (16, 20, 4), (16, 20, 32)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_what_is_written_reads_back(tmp_path, shape, dtype):
    image = numbers(*shape, dtype=dtype)
    write_stack(tmp_path / "a.tif", image)

    np.testing.assert_array_equal(read(tmp_path), image)
