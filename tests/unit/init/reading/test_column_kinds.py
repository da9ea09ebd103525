import numpy as np
import pytest

from causalvq.init.reading.column_kinds import column_kind, column_kinds, proposed_bins, shown


def kind(name, cells):
    found = column_kind(name, cells)
    return found.kind, found.why


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("hue", ["red", "blue"] * 10, ("factor", "2 values")),
        ("size", ["1", "1.0", "2"] * 7, ("factor", "2 values")),
        ("hue", ["red"] * 20, ("left out", "one value (red)")),
        ("hue", ["red", "", "", "NA"] * 5, ("left out", "mostly empty (5 of 20 cells are filled)")),
        ("part", ["train", "test"] * 10, ("part", "the parts test, train")),
        ("fold", ["1", "2"] * 10, ("left out", "a split whose parts are not named train, validation or test (1, 2)")),
        (
            "when",
            [f"2026-11-{day:02}" for day in range(1, 21)],
            ("left out", "a time (2026-11-01, 2026-11-02, 2026-11-03, ...)"),
        ),
        ("patient", [f"p{number // 4}" for number in range(40)], ("group", "10 groups")),
        ("patient", [f"p{number // 20}" for number in range(40)], ("factor", "2 values")),
        ("code", [f"x{number}" for number in range(20)], ("left out", "an identifier (x0, x1, x10, ...)")),
        (
            "note",
            [f"seen on a {word} day" for word in "abcdefghijklmnop"] * 4,
            ("left out", "free text (seen on a a day, seen on a b day, seen on a c day, ...)"),
        ),
        ("no", np.arange(30), ("left out", "an identifier (0, 1, 2, ...)")),
        ("mass", np.linspace(0, 1, 40), ("measurement", "40 numbers in 8 bins of equal width")),
    ],
)
def test_what_a_column_is_and_why(name, cells, expected):
    assert kind(name, cells) == expected


def test_measurements_in_groups_are_cut_between_them_and_skewed_ones_in_equal_shares():
    groups = np.concatenate([centre + np.linspace(-0.02, 0.02, 20) for centre in (0, 1, 2)])

    assert proposed_bins(groups) == (0.5, 1.5)
    assert proposed_bins(np.linspace(0, 1, 80)) == 8
    skewed = proposed_bins(np.exp(np.linspace(0, 8, 80)))
    shares = np.histogram(np.exp(np.linspace(0, 8, 80)), (-np.inf, *skewed, np.inf))[0]
    assert shares.tolist() == [10] * 8


def test_of_several_groups_the_likeliest_word_is_the_group():
    cells = [str(number // 4) for number in range(40)]
    found = column_kinds({"site": cells, "patient": cells, "hue": ["red", "blue"] * 20})

    assert [(column.kind, column.why) for column in found] == [
        ("left out", "a group, as patient is"),
        ("group", "10 groups"),
        ("factor", "2 values"),
    ]


def test_a_group_is_a_factor_where_there_is_no_other():
    (found,) = column_kinds({"patient": [str(number // 4) for number in range(40)]})

    assert found.kind == "factor"


def test_a_few_values_are_shown():
    assert shown({"b", "a"}) == "a, b"
    assert shown(set("abcde")) == "a, b, c, ..."
    assert shown({"x" * 30}) == "x" * 21 + "..."
