import numpy as np
import pytest

from causalvq.data.formats.npz import NpzSource
from causalvq.data.pairs.matching import Match, called, match_files, match_rows, pair_names, paired, paired_by_table
from causalvq.errors import DataError

FILES = ["before/a.png", "after/b.png", "before/b.png", "after/a.png", "after/c.png", "notes.txt"]


MATCHES = [Match(0, 1, ("1", "one")), Match(2, 3, ("2", "one")), Match(4, 5, ("3", "three"))]


def fault_of(call, *arguments):
    with pytest.raises(DataError) as caught:
        call(*arguments)
    return caught.value.diagnostics[0]


def test_files_match_whose_names_agree_in_every_field(tmp_path):
    found = match_files(FILES, "before/{name}.png", "after/{name}.png", tmp_path)

    assert [(match.x, match.y, match.action) for match in found] == [(0, 3, ""), (2, 1, "")]
    assert found[0].names == called("before/a.png", "after/a.png", ("a",))


def test_the_action_is_read_from_either_name_and_need_not_agree(tmp_path):
    files = ["7_pre.png", "7_post_push.png", "8_pre.png", "8_post_pull.png"]

    found = match_files(files, "{n}_pre.png", "{n}_post_{action}.png", tmp_path)
    assert [(match.x, match.y, match.action) for match in found] == [(0, 1, "push"), (2, 3, "pull")]

    both = match_files(
        ["push/1_a.png", "pull/1_a.png", "push/1_b.png"], "{action}/{n}_a.png", "{action}/{n}_b.png", tmp_path
    )
    assert [(match.x, match.y, match.action) for match in both] == [(0, 2, "push")], "where both say it, it must agree"


@pytest.mark.parametrize(
    ("before", "after", "code", "words"),
    [
        ("before/{name}.png", "after/{n}.png", "CVQ305", "do not have the same fields"),
        ("{_}/{name}.png", "after/{name}.png", "CVQ305", "after/b.png"),
        ("before/{name}.png", "later/{name}.png", "CVQ313", "no image before has the name of one after"),
    ],
)
def test_patterns_that_do_not_pair_are_told(tmp_path, before, after, code, words):
    fault = fault_of(match_files, FILES, before, after, tmp_path)

    assert fault.code == code
    assert words in str(fault)


def test_a_pair_may_be_called_by_its_fields_or_by_either_file():
    assert called("b/1_x.png", "a/1_y.png", ("1", "s")) == (
        "1/s", "1_s", "b/1_x.png", "1_x.png", "1_x", "a/1_y.png", "1_y.png", "1_y",
    )  # fmt: skip


def test_a_name_that_several_pairs_have_names_none():
    assert pair_names(MATCHES) == {"1": 0, "2": 1, "3": 2, "three": 2}


@pytest.fixture
def sides(arrays, write_npz):
    """A source whose rows 0 to 5 are before, and 6 to 11 after."""
    extra = {"before": arrays["images"], "after": arrays["images"] + 1, "what": np.array(["up", "down", ""] * 2)}
    return NpzSource(write_npz(extra), images=("before", "after"), labels=())


def test_rows_of_two_arrays_match_in_their_order(sides, tmp_path):
    found = match_rows(sides, "before", "after", "what", tmp_path)

    assert [(match.x, match.y) for match in found] == [(row, row + 6) for row in range(6)]
    assert [match.action for match in found] == ["up", "down", ""] * 2
    assert {match.action for match in match_rows(sides, "before", "after", None, tmp_path)} == {""}


def test_an_array_that_holds_no_images_is_told(sides, tmp_path):
    fault = fault_of(match_rows, sides, "before", "later", None, tmp_path)

    assert (fault.code, fault.message) == ("CVQ307", "data.pairs names later, which is no array of images")


def test_pairs_whose_names_say_what_was_done_are_a_table(tmp_path):
    table = paired([Match(3, 4, action="push"), Match(5, 6)], tmp_path)

    assert [(row.x, row.y) for row in table.rows] == [("3", "4"), ("5", "6")]
    assert [factor.words for factor in table.factors()] == [("push",)]


def write(folder, text):
    path = folder / "actions.csv"
    path.write_text(text)
    return path


def test_a_table_tells_what_was_done_to_some_pairs(tmp_path):
    table = paired_by_table(MATCHES, write(tmp_path, "id,what\n3,push\n1,pull\n"), {}, tmp_path)

    assert [(row.x, row.y, row.word) for row in table.rows] == [
        ("0", "1", "pull"),
        ("2", "3", None),
        ("4", "5", "push"),
    ]


@pytest.mark.parametrize(
    ("text", "columns", "code", "words"),
    [
        ("id,what\n3,push\n3,pull\n", {}, "CVQ310", "'3' is there twice"),
        ("id,what\n3,push\n1,push\n4,pull\n", {}, "CVQ310", "there is no pair '4'"),
        ("id,note\n3,push\n", {}, "CVQ310", "no column says what was done"),
        ("who,what\nkim,push\n", {}, "CVQ310", "no column names the pairs"),
        ("id,what\n3,push\n", {"action": "wat"}, "CVQ307", "there is no column 'wat'"),
    ],
)
def test_a_table_that_does_not_say_it_is_told(tmp_path, text, columns, code, words):
    fault = fault_of(paired_by_table, MATCHES, write(tmp_path, text), columns, tmp_path)

    assert (fault.code, words in fault.message) == (code, True), fault


def test_a_table_may_say_the_factor_and_its_value(tmp_path):
    table = paired_by_table(MATCHES, write(tmp_path, "id,factor,value\n3,hue,red\n1,hue,blue\n"), {}, tmp_path)

    assert [(row.factor, row.after, row.word) for row in table.rows] == [
        ("hue", "blue", None),
        (None, None, None),
        ("hue", "red", None),
    ]
