import numpy as np
import pytest
import tifffile

from causalvq.data.formats.arrays import FolderArraysSource
from causalvq.data.formats.tiff_pages import TiffPages, page_count
from causalvq.errors import DataError

RANDOM = np.random.default_rng(0)
GREY = RANDOM.integers(0, 256, (40, 8, 9), dtype=np.uint8)
DEEP = RANDOM.integers(0, 2**16, (5, 8, 9), dtype=np.uint16)
COLOURS = RANDOM.integers(0, 256, (5, 8, 9, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("stack", "options"),
    [(GREY, {}), (DEEP, {"compression": "zlib"}), (COLOURS, {"photometric": "rgb"}), (DEEP, {"imagej": True})],
)
def test_pages_are_images_in_their_order(tmp_path, stack, options):
    tifffile.imwrite(tmp_path / "s.tif", stack, **options)
    pages = TiffPages(tmp_path / "s.tif", "white")

    assert (pages.count, pages.dtype, page_count(tmp_path / "s.tif")) == (len(stack), stack.dtype.name, len(stack))
    wanted = stack if stack.ndim == 4 else stack[..., None]
    np.testing.assert_array_equal(pages.at(np.array([3, 0])), wanted[[3, 0]])
    np.testing.assert_array_equal(np.concatenate(list(pages.rows(2))), wanted)


def test_a_stack_beside_a_table_is_a_source(tmp_path):
    tifffile.imwrite(tmp_path / "s.tif", GREY)
    (tmp_path / "l.csv").write_text("hue\n" + "\n".join("ab"[index % 2] for index in range(40)))
    source = FolderArraysSource(tmp_path, "s.tif", "l.csv")

    assert (len(source), source.facts.factors[0].values) == (40, ("a", "b"))
    np.testing.assert_array_equal(source.images(np.array([7]))[..., 0], GREY[[7]])


def test_what_is_no_stack_is_told(tmp_path):
    tifffile.imwrite(tmp_path / "two.tif", np.zeros((8, 8), np.uint8))
    tifffile.imwrite(tmp_path / "two.tif", np.zeros((9, 9), np.uint8), append=True)
    (tmp_path / "no.tif").write_bytes(b"II*\0rubbish")

    with pytest.raises(DataError, match=r"CVQ308 two\.tif has pages that are not alike"):
        TiffPages(tmp_path / "two.tif", "white")
    with pytest.raises(DataError, match="CVQ308"):
        TiffPages(tmp_path / "no.tif", "white")
    assert page_count(tmp_path / "no.tif") == 0


def test_a_damaged_page_is_told_when_it_is_read(tmp_path):
    tifffile.imwrite(tmp_path / "s.tif", DEEP, compression="zlib")
    content = bytearray((tmp_path / "s.tif").read_bytes())
    with tifffile.TiffFile(tmp_path / "s.tif") as file:
        start = file.pages[2].dataoffsets[0]
    content[start : start + 20] = bytes(20)
    (tmp_path / "s.tif").write_bytes(content)

    pages = TiffPages(tmp_path / "s.tif", "white")
    np.testing.assert_array_equal(pages.at(np.array([1]))[..., 0], DEEP[[1]])
    with pytest.raises(DataError, match="CVQ308"):
        pages.at(np.array([2]))
