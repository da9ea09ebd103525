from pathlib import Path

import pytest

from causalvq.data.tables.pair_columns import action_in, roles_of, roles_of_action, sides_in
from causalvq.errors import DataError

HERE = Path("pairs.csv")


@pytest.mark.parametrize(
    ("header", "sides"),
    [
        (("before", "after"), (0, 1)),
        (("action", "Image_After", "Image_Before"), (2, 1)),
        (("img1", "img2"), None),
        (("source_path", "target_path"), (0, 1)),
        (("x", "y"), (0, 1)),
        (("before", "output"), None),
        (("before", "before_image", "after"), None),
    ],
)
def test_sides_are_two_words_that_belong_together(header, sides):
    assert sides_in(header) == sides


def test_words_that_often_mean_something_else_count_only_where_that_is_wanted():
    assert sides_in(("x", "y"), weak=False) is None
    assert sides_in(("x", "y", "pre", "post"), weak=False) == (2, 3)


def test_the_likelier_word_for_an_action_comes_first():
    assert action_in(("label", "Action")) == 1
    assert action_in(("what", "treatment")) == 1
    assert action_in(("hue",)) is None


@pytest.mark.parametrize(
    ("header", "given", "roles"),
    [
        (("before", "after", "action"), {}, {"before": 0, "after": 1, "action": 2}),
        (("a", "b", "factor", "old", "new"), {}, {"before": 0, "after": 1, "factor": 2, "from": 3, "to": 4}),
        (("a", "b", "factor", "value"), {}, {"before": 0, "after": 1, "factor": 2, "value": 3}),
        (("p", "q", "what"), {"before": "q", "after": "p"}, {"before": 1, "after": 0, "action": 2}),
        (("a", "b", "note", "label"), {"action": "note"}, {"before": 0, "after": 1, "action": 2}),
        (("before", "after"), {}, {"before": 0, "after": 1}),
    ],
)
def test_each_role_has_a_column(header, given, roles):
    assert roles_of(header, given, HERE, 1) == roles


@pytest.mark.parametrize(
    ("header", "given", "message"),
    [
        (("p", "q"), {}, r"pairs\.csv:1: CVQ310 the header has no columns for the images before and after"),
        (("a", "b", "hue"), {}, r"CVQ310 no column says what was done.*\{action: hue\}"),
        (("a", "b", "hue"), {"action": "hu"}, r"CVQ307 there is no column 'hu'.*names for action.*did you mean hue"),
    ],
)
def test_a_header_that_does_not_say_it_is_told(header, given, message):
    with pytest.raises(DataError, match=message):
        roles_of(header, given, HERE, 1)


def test_a_column_that_is_taken_says_no_action():
    assert roles_of_action(("label", "change"), {}, HERE) == {"action": 1}
    assert roles_of_action(("label", "change"), {}, HERE, {1}) == {"action": 0}
    assert roles_of_action(("label", "change"), {}, HERE, {0, 1}) == {}
