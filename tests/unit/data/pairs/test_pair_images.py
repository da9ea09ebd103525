from pathlib import Path

import pytest

from causalvq.data.pairs.pair_images import with_images
from causalvq.data.pairs.pair_rows import Row
from causalvq.data.pairs.pair_table import PairTable
from causalvq.errors import DataError

THERE = {"a.png": 0, "b.png": 1, "c.png": 2}
TABLE = PairTable(
    Path("pairs.csv"),
    (
        Row(2, "a.png", "b.png", word="push"),
        Row(3, "a.png", "x.png", word="push"),
        Row(4, "x.png", "y.png", word="push"),
        Row(5, "b.png", "c.png", word="push"),
    ),
)


def test_images_that_are_not_there_are_told_all_at_once_each_once():
    with pytest.raises(DataError) as error:
        with_images(TABLE, THERE.__getitem__, skip=False)

    told = [(one.code, one.place.line, one.message) for one in error.value.diagnostics]
    assert told == [
        ("CVQ310", 3, "there is no image 'x.png'"),
        ("CVQ310", 4, "there is no image 'y.png'"),
        ("CVQ310", None, "2 of 4 pairs name 2 images that are not there"),
    ]
    assert "missing: skip" in error.value.diagnostics[-1].hint


def test_such_pairs_are_left_out_and_counted_when_asked():
    table, left = with_images(TABLE, THERE.__getitem__, skip=True)

    assert [row.line for row in table.rows] == [2, 5]
    assert left == ("2 pairs whose images are not there",)
    assert with_images(table, THERE.__getitem__, skip=False) == (table, ())


def test_a_table_without_any_image_is_refused_even_then():
    with pytest.raises(DataError, match="CVQ310 4 of 4 pairs"):
        with_images(TABLE, {}.__getitem__, skip=True)
