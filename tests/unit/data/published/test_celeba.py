import numpy as np
import pytest
from PIL import Image

from causalvq.data.published.celeba import CelebASource
from causalvq.errors import DataError

NAMES = "Male Smiling Young"
ROWS = ["000001.jpg  1 -1  1", "000002.jpg -1 -1  1", "000003.jpg  1  1 -1"]
PARTS = ["000001.jpg 0", "000002.jpg 0", "000003.jpg 2"]


@pytest.fixture
def write(tmp_path):
    def save(count="3", names=NAMES, rows=ROWS, parts=PARTS):
        (tmp_path / "img_align_celeba").mkdir()
        for number in (1, 2, 3):
            Image.new("RGB", (178, 218), (number * 50, 0, 0)).save(tmp_path / f"img_align_celeba/00000{number}.jpg")
        (tmp_path / "list_attr_celeba.txt").write_text("\n".join([count, names, *rows]) + "\n")
        (tmp_path / "list_eval_partition.txt").write_text("\n".join(parts) + "\n")
        return tmp_path

    return save


def test_faces_and_their_attributes(write):
    source = CelebASource(write())

    assert source.images(np.array([2, 0])).shape == (2, 218, 178, 3)
    np.testing.assert_allclose(source.images(np.array([2, 0]))[:, 100, 100, 0], [150, 50], atol=3)
    np.testing.assert_array_equal(source.factors(np.arange(3)), [[1, 0, 1], [0, 0, 1], [1, 1, 0]])
    assert [factor.name for factor in source.facts.factors] == NAMES.split()
    assert source.facts.factors[0].values == ("no", "yes")


def test_chosen_attributes_and_a_published_part(write):
    source = CelebASource(write(parts=[PARTS[0], "000002.jpg 1", "000003.jpg 0"]), ("Young", "Smiling"), "train")

    np.testing.assert_array_equal(source.factors(np.arange(len(source))), [[1, 0], [0, 1]])


def test_an_attribute_that_no_face_of_the_part_varies_is_refused(write):
    with pytest.raises(DataError, match="CVQ306 factor 'Young' has only one value"):
        CelebASource(write(), ("Young", "Male"), "train")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"count": "4"}, "another number of rows"),
        ({"count": "many"}, "does not begin with the number"),
        ({"rows": [*ROWS[:2], "000003.jpg 1 1"]}, "3 signs"),
        ({"rows": [*ROWS[:2], "000003.jpg 1 1 0"]}, "list_attr_celeba.txt:5: CVQ310"),
    ],
)
def test_a_wrong_list_is_refused(write, changes, words):
    with pytest.raises(DataError) as caught:
        CelebASource(write(**changes))

    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("parts", "code"),
    [(PARTS[:2], "CVQ305"), ([*PARTS[:2], "000003.jpg 5"], "CVQ310"), ([row[:-1] + "0" for row in PARTS], "CVQ305")],
)
def test_a_wrong_partition_is_refused(write, parts, code):
    with pytest.raises(DataError, match=code):
        CelebASource(write(parts=parts), part="test")


def test_an_unknown_attribute_is_named(write):
    with pytest.raises(DataError, match=r"CVQ307.*did you mean Smiling\?"):
        CelebASource(write(), ("Smilling",))


def test_broken_faces_are_listed_by_a_check(write):
    folder = write()
    (folder / "img_align_celeba/000003.jpg").write_bytes(b"no image")

    assert [fault.code for fault in CelebASource(folder).broken()] == ["CVQ308"]


def test_missing_faces_are_told_and_counted_or_left_out(write):
    folder = write()
    (folder / "img_align_celeba/000001.jpg").unlink()
    with pytest.raises(DataError) as caught:
        CelebASource(folder)
    assert [fault.message for fault in caught.value.diagnostics] == [
        "000001.jpg does not exist",
        "1 of 3 images of the list are not there",
    ]

    source = CelebASource(folder, missing="skip")
    assert len(source) == 2
    assert source.facts.skipped == ("1 row whose image is not there",)
    np.testing.assert_array_equal(source.factors(np.arange(2)), [[0, 0, 1], [1, 1, 0]])
