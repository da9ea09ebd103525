import numpy as np
import pytest

from causalvq.data.formats.arrays import FolderArraysSource, chosen
from causalvq.errors import DataError

IMAGES = np.random.default_rng(0).integers(0, 256, (6, 8, 8, 3), dtype=np.uint8)


GRID = np.stack(np.unravel_index(np.arange(6), (2, 3)), axis=1)


EVERY = np.arange(6)


@pytest.fixture
def home(tmp_path):
    np.save(tmp_path / "images.npy", IMAGES)
    np.save(tmp_path / "labels.npy", GRID)
    return tmp_path


def test_images_and_labels_have_names_that_need_not_be_said(home):
    source = FolderArraysSource(home)

    np.testing.assert_array_equal(source.images(np.array([5, 0])), IMAGES[[5, 0]])
    np.testing.assert_array_equal(source.factors(EVERY), GRID)
    assert [factor.name for factor in source.facts.factors] == ["factor_0", "factor_1"]


def test_labels_that_are_not_named_need_not_be_there_and_named_ones_must(home):
    (home / "labels.npy").unlink()

    assert FolderArraysSource(home).facts.factors == ()
    with pytest.raises(DataError, match=r"CVQ301 .* has no array 'classes\.npy'"):
        FolderArraysSource(home, labels="classes.npy")


def test_rows_of_several_arrays_follow_each_other(home):
    np.save(home / "a.npy", IMAGES[:4])
    np.save(home / "b.npy", IMAGES[4:])
    source = FolderArraysSource(home, images=("a.npy", "b.npy"))

    np.testing.assert_array_equal(source.images(np.array([5, 0, 4, 3])), IMAGES[[5, 0, 4, 3]])
    np.testing.assert_array_equal(np.concatenate(list(source.chunks(3))), IMAGES)
    assert (source.rows_of("a.npy"), source.rows_of("b.npy")) == (range(4), range(4, 6))
    with pytest.raises(KeyError):
        source.rows_of("c.npy")


def test_arrays_that_differ_in_shape_or_type_do_not_follow_each_other(home):
    np.save(home / "b.npy", IMAGES[:, :4])

    with pytest.raises(DataError, match=r"CVQ303 b\.npy and images\.npy differ.*expected: uint8 of 8 x 8 x 3"):
        FolderArraysSource(home, images=("images.npy", "b.npy"))


def test_a_table_names_the_factors_by_its_header(home):
    (home / "labels.csv").write_text("hue,size\n" + "\n".join(f"h{hue},{size}" for hue, size in GRID) + "\n")
    source = FolderArraysSource(home, labels="labels.csv")

    assert [(factor.name, factor.values) for factor in source.facts.factors] == [
        ("hue", ("h0", "h1")),
        ("size", ("0", "1", "2")),
    ]
    np.testing.assert_array_equal(source.factors(EVERY), GRID)


def test_a_text_for_each_row_is_read_as_text(home):
    np.save(home / "dose.npy", np.array([[1.0], [2.5], [3.0], [1.0], [1.0], [1.0]]))
    source = FolderArraysSource(home)

    assert source.texts("dose.npy") == ["1", "2.5", "3", "1", "1", "1"]
    assert source.column("dose.npy") == ("1", "2.5", "3", "1", "1", "1")
    with pytest.raises(DataError, match=r"CVQ303 array 'labels\.npy' does not say what was done"):
        source.texts("labels.npy")
    with pytest.raises(KeyError):
        source.column("plate.npy")


def test_a_changed_label_is_another_identity(home):
    before = FolderArraysSource(home).facts.fingerprint
    assert FolderArraysSource(home).facts.fingerprint == before
    assert FolderArraysSource(home, columns=("factor_0",)).facts.fingerprint != before

    np.save(home / "labels.npy", GRID[::-1])
    assert FolderArraysSource(home).facts.fingerprint != before


def test_a_factor_that_is_not_there_is_told_with_the_likely_one(tmp_path):
    assert chosen(["hue"], {"hue": 0, "size": 1}, tmp_path) == ["hue"]
    with pytest.raises(DataError, match=r"CVQ307 there is no factor 'hu'.*did you mean hue"):
        chosen(["hu"], {"hue": 0, "size": 1}, tmp_path)
