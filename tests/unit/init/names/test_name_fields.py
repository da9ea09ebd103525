import itertools
import re

import pytest

from causalvq.init.names.name_fields import cut_alike, name_fields, reads, unique


def names(pattern, *values):
    return [pattern.format(*row) for row in itertools.product(*values)]


@pytest.mark.parametrize(
    ("files", "pattern", "fields"),
    [
        (names("a{}_b{}/{}.png", range(2), range(3), range(6)), "a{a}_b{b}/{_}.png", ("a", "b")),
        (names("hue-{}_{}.png", ("red", "blue"), range(4)), "hue-{hue}_{_}.png", ("hue",)),
        (names("{}/{}.png", ("cat", "dog"), range(4)), "{class}/{_}.png", ("class",)),
        (names("{}_{}.png", ("red", "blue"), ("big", "small")), "{value_1}_{value_2}.png", ("value_1", "value_2")),
        ([f"train/{n}.png" for n in range(4)] + [f"test/{n}.png" for n in range(4, 8)], None, None),
        (names("{}.png", range(8)), None, None),
        (["cat/a.png", "cat/b c.png", "dog/1.jpg", "dog/x/2.png"], "{class}/{*}", ("class",)),
    ],
)
def test_a_pattern_that_all_names_share_names_what_varies(files, pattern, fields):
    found = name_fields(files)

    assert (found and found.pattern, found and found.fields) == (pattern, fields)


def test_what_counts_may_be_a_field_too():
    assert name_fields(names("a{}/{}.png", range(2), range(6))).alternative == "a{a}/{n1}.png"
    assert name_fields(names("a{}b{}.png", range(2), range(3))).alternative is None


def test_three_names_say_too_little():
    assert name_fields(["a1.png", "a2.png", "b1.png"]) is None


def test_paths_are_cut_alike_or_not_at_all():
    cut = re.compile(r"(\d+|[a-z]+|\W)")

    assert cut_alike(["a1.b", "c23.d"], cut) == [["a", "1", ".", "b"], ["c", "23", ".", "d"]]
    assert cut_alike(["a1.b", "1a.b"], cut) is None


def test_names_that_occur_several_times_get_numbers():
    assert unique(["a", "b", "a"]) == ["a_1", "b", "a_2"]


def test_a_pattern_must_read_from_every_path_what_it_should():
    assert reads("{a}_{b}.png", ["1_2.png"], [["1", "2"]])
    assert not reads("{a}_{b}.png", ["1_2.png"], [["1", "3"]])
    assert not reads("{a}_{b}.png", ["1_2.png", "3.png"], [["1", "2"], ["3", ""]])
