from pathlib import Path

import pytest

from causalvq.data.labels.name_patterns import name_pattern, split_by
from causalvq.errors import DataError


@pytest.mark.parametrize(
    ("pattern", "file", "read"),
    [
        ("{shape}_{hue}.png", "square_red.png", ("square", "red")),
        ("{shape}_{hue}.png", "a/square_red.png", None),
        ("{_}/{hue}_{}.png", "train/red_17.png", ("red",)),
        ("{kind}/{*}", "cat/black/7.png", ("cat",)),
        ("{kind}/{*}", "cat/7.png", ("cat",)),
        ("a{a}_b{b}/{_}.png", "a1_b0.5/3.png", ("1", "0.5")),
        ("x+({n}).png", "x+(3).png", ("3",)),
    ],
)
def test_fields_are_read_from_names(pattern, file, read):
    assert name_pattern(pattern, Path()).read(file) == read


@pytest.mark.parametrize("pattern", ["names.png", "{_}.png", "{a}_{a}.png"])
def test_a_pattern_names_each_field_once(pattern):
    with pytest.raises(DataError, match="CVQ305"):
        name_pattern(pattern, Path())


def test_names_that_do_not_fit_are_kept_apart():
    rows, strangers = split_by(name_pattern("{a}.png", Path()), ["1.png", "2.jpg"])

    assert (rows, strangers) == ([("1",)], ["2.jpg"])
