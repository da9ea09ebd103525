from collections import Counter
from pathlib import Path

import pytest

from causalvq.data.facts import SourceFacts
from causalvq.errors import DataError
from causalvq.init import Options
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
