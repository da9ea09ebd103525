import re
import time
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

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


def slow(text):
    """The same as a plain expression, which tries every way to read a name."""
    parts = re.split(r"(\{[^{}]*\})", text)
    kinds = {"{}": "[^/]*?", "{_}": "[^/]*?", "{*}": ".*?"}
    fields = [kinds.get(part, "([^/]+?)") if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(fields), re.DOTALL)


PARTS = st.sampled_from(["a", "b", "-", "/", "ab", "{x}", "{y}", "{z}", "{_}", "{}", "{*}", ".png"])


@settings(max_examples=500)
@given(parts=st.lists(PARTS, min_size=1, max_size=7), name=st.text("ab-/\n", max_size=14))
def test_every_pattern_reads_as_if_all_ways_were_tried(parts, name):
    text = "".join(parts)
    assume(len(fields := re.findall(r"\{[xyz]\}", text)) == len(set(fields)) and fields)

    found = slow(text).fullmatch(name)

    assert name_pattern(text, Path()).read(name) == (found.groups() if found else None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("".join(f"{{f{index}}}_" for index in range(20)) + ".png", "_" * 250),
        ("{*}".join(f"{{f{index}}}a" for index in range(12)) + "b", "a" * 4000),
        ("{*}a" * 30 + "{x}b", "a" * 4000),
        ("{_}a" * 30 + "{x}b", "a" * 250),
    ],
)
def test_no_name_takes_long_to_read(text, name):
    start = time.process_time()

    assert name_pattern(text, Path()).read(name) is None

    assert time.process_time() - start < 1
