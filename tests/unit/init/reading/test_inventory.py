from collections import Counter
from pathlib import Path

import layouts
import numpy as np
import pytest
import tifffile
from PIL import Image

from causalvq.data.facts import SourceFacts
from causalvq.errors import DataError
from causalvq.init import Options
from causalvq.init.proposal import propose
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.image_sample import Sample
from causalvq.init.reading.inventory import Inventory, take_inventory


def found(*sizes, path="my images", sides=None):
    sample = Sample(Counter(sizes), Counter(), (), len(sizes)) if sizes else None
    return Inventory(Path(path), (), Reading({}), sample, sides=sides)


@pytest.mark.parametrize(
    ("size", "kept"), [((6, 6), 8), ((31, 40), 28), ((32, 32), 32), ((33, 33), 32), ((47, 90), 40), ((200, 200), 64)]
)
def test_as_many_pixels_are_kept_as_divide(size, kept):
    assert found(size).side == kept
    assert found(sides=size).side == kept


@pytest.mark.parametrize(
    ("path", "name"),
    [("my images", "my_images"), (".x-1", "x-1"), ("größe", "gr_e"), ("***", "model"), ("a" * 99, "a" * 64)],
)
def test_the_name_of_the_model_is_that_of_the_folder(tmp_path, path, name):
    assert found(path=tmp_path / path).model_name == name


def test_sizes_are_told_in_words():
    facts = SourceFacts(8, 9, 3, 16, 18, 4, (), False, "f")

    assert found((16, 18)).size_text(facts) == "16 x 18 pixels, RGB"
    assert found((16, 18), (8, 8)).size_text(facts) == "2 sizes (16 x 18, 8 x 8), RGB"


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("none", "CVQ301", "none does not exist"),
        ("a.csv", "CVQ322", "a.csv is a table, not images"),
        ("a.png", "CVQ322", "a.png is one image"),
        ("a.zip", "CVQ322", "a.zip is packed"),
        ("a.doc", "CVQ322", "the format is not told by the name of the file"),
        ("folder", "CVQ322", "there are no images in the folder"),
    ],
)
def test_what_is_no_data_is_told_by_what_it_is(tmp_path, name, code, message):
    for file in ("a.csv", "a.png", "a.zip", "a.doc"):
        (tmp_path / file).write_text("x")
    (tmp_path / "folder").mkdir()

    with pytest.raises(DataError) as caught:
        take_inventory(tmp_path / name, Options())

    assert (caught.value.diagnostics[0].code, caught.value.diagnostics[0].message) == (code, message)


@pytest.fixture
def labelled(tmp_path):
    """A folder with a table for images that a test writes."""

    def call(write, ending=".png"):
        for name, image in zip(layouts.NAMES, layouts.IMAGES, strict=True):
            write(tmp_path / "data" / name.replace(".png", ending), image)
        rows = [(name.replace(".png", ending), *cells) for name, *cells in layouts.rows(layouts.PLACE, layouts.LENGTH)]
        layouts.table(tmp_path / "data" / "metadata.csv", ["file_name", "place", "length"], rows)
        report = propose(tmp_path / "data", tmp_path / "spec.yaml", Options()).report
        return report, [text for row, text in report.rows() if row == "pixels"]

    (tmp_path / "data").mkdir()
    return call


def test_the_range_of_pixels_that_are_no_bytes_is_found_and_shown(labelled):
    report, (told,) = labelled(lambda path, image: Image.fromarray(image[..., 0].astype(np.uint16) * 16).save(path))

    low, high = (16 * int(end(layouts.IMAGES[..., 0])) for end in (np.min, np.max))
    assert told.startswith(f"uint16 from {low} to {high} in all images")
    assert report.facts.dtype == "uint16"


def test_floats_are_shown_their_range_and_bytes_none(labelled):
    _, (told,) = labelled(lambda path, image: tifffile.imwrite(path, (image / 255)[..., 0].astype(np.float32)), ".tif")
    assert told.startswith(
        f"float32 from {layouts.IMAGES[..., 0].min() / 255:g} to {layouts.IMAGES[..., 0].max() / 255:g}"
    )


def test_bytes_are_shown_no_range(labelled):
    assert labelled(layouts.save)[1] == []


def test_images_of_several_kinds_are_refused_before_a_spec_is_written(labelled):
    def write(path, image):
        grey = image.mean(-1)
        deep = int(path.stem) % 2
        Image.fromarray(grey.astype(np.uint16 if deep else np.uint8)).save(path)

    with pytest.raises(DataError) as caught:
        labelled(write)
    *few, told = caught.value.diagnostics
    assert [one.code for one in few] == ["CVQ303"] * 3
    assert few[0].message == "001.png has another kind of pixels than 000.png"
    assert told.message == "24 of the 48 images that were read are so"


def test_a_kind_that_is_not_read_is_told_once_with_its_remedy(labelled):
    with pytest.raises(DataError) as caught:
        labelled(lambda path, image: tifffile.imwrite(path, image[..., 0].astype(np.int32)), ".tif")

    assert len(caught.value.diagnostics) == 4
    assert (
        caught.value.diagnostics[-1].message == "48 of the 48 images that were read are of a kind that cannot be used"
    )
    assert "astype(numpy.uint16)" in caught.value.diagnostics[-1].hint


@pytest.mark.parametrize("given", ["data", "data/stack.tif"])
def test_one_tiff_of_many_pages_is_as_many_images(tmp_path, given):
    (tmp_path / "data").mkdir()
    tifffile.imwrite(tmp_path / "data" / "stack.tif", layouts.IMAGES[..., 0])
    layouts.table(tmp_path / "data" / "labels.csv", ["place"], [(place,) for place in layouts.PLACE])

    report = propose(tmp_path / given, tmp_path / "spec.yaml", Options()).report
    assert (report.facts.images, [factor.name for factor in report.facts.factors]) == (48, ["place"])
