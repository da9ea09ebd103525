from pathlib import Path

import pytest

from causalvq.data.labels.one_hot_columns import joined_columns, one_hot_columns, own_parts
from causalvq.errors import DataError

HERE = Path("labels.csv")
CELLS = {
    "size": ("1", "2", "3"),
    "hue_red": ("1", "0", "0"),
    "hue_dark_blue": ("0", "1", "0"),
    "hue_green": ("0", "0", "1"),
}


def test_groups_with_one_prefix_and_one_1_a_row_are_found():
    groups = one_hot_columns({**CELLS, "is_new": ("1", "0", "1"), "is_old": ("1", "1", "0"), "x_1": ("0", "1", "0")})

    assert groups == {}, "dark_blue has another prefix"
    assert one_hot_columns({name.replace("dark_", ""): cells for name, cells in CELLS.items()}) == {
        "hue": ("hue_red", "hue_blue", "hue_green")
    }


def test_a_group_becomes_one_column_of_the_words_that_are_its_own():
    found = joined_columns(CELLS, {"hue": ["hue_red", "hue_dark_blue", "hue_green"]}, HERE)

    assert found == {"size": ("1", "2", "3"), "hue": ("red", "dark_blue", "green")}
    assert own_parts(["c.x", "c.y"]) == ["x", "y"]
    assert own_parts(["red", "blue"]) == ["red", "blue"]


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ({"hue": ["hue_red", "hue_gren"]}, "CVQ307 one_hot names 'hue_gren'"),
        ({"hue": ["hue_red", "hue_green"]}, "CVQ305 the columns of hue are not one-hot in row 2"),
    ],
)
def test_columns_that_are_no_group_are_told(groups, code):
    with pytest.raises(DataError, match=code):
        joined_columns(CELLS, groups, HERE)
