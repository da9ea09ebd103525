import pytest

from causalvq.data.labels.file_names import Listing, Locator
from causalvq.errors import DataError
from causalvq.init import Options
from causalvq.init.reading.table_kinds import table_kind
from causalvq.init.reading.table_pairs import likeliest_action, pairs_of_table

IMAGES = tuple(f"{index}.png" for index in range(6))
ACTIONS = ("push_left", "push_right", "push_left", "push_right")


@pytest.fixture
def read(tmp_path):
    """Reads a table beside six images."""

    def make(text, **options):
        (tmp_path / "pairs.csv").write_text(text)
        listing = Listing(tmp_path, (*IMAGES, "pairs.csv"))
        found = table_kind(tmp_path / "pairs.csv", "pairs.csv", Locator(tmp_path, listing.files), {})
        return pairs_of_table(listing, Options(**options), [found])

    return make


def rows(header, *columns):
    return "\n".join([header, *(",".join(row) for row in zip(*columns, strict=True))]) + "\n"


def test_columns_whose_words_tell_are_not_named(read):
    reading = read(rows("before,after,action", IMAGES[:4], IMAGES[1:5], ACTIONS))

    assert reading.pairs == {"file": "pairs.csv"}
    assert reading.source == {"format": "folder", "path": ""}
    assert reading.notes == ()


def test_columns_whose_words_do_not_tell_are_named_and_said(read):
    reading = read(rows("this,that,pushed,operator", IMAGES[:4], IMAGES[1:5], ACTIONS, ("ann", "bob", "ann", "bob")))

    assert reading.pairs["columns"] == {"before": "this", "after": "that", "action": "pushed"}
    guessed, unused = reading.notes
    assert guessed.startswith("of pairs.csv, this is taken for the image before and that for the one after")
    assert unused == "of pairs.csv these columns are not used: operator"


def test_two_columns_of_images_alone_do_not_say_what_was_done(read):
    with pytest.raises(DataError, match=r"CVQ320 pairs\.csv lists 4 pairs and does not say what was done"):
        read(rows("before,after", IMAGES[:4], IMAGES[1:5]))


def test_other_readings_that_were_asked_for_are_left_alone(read):
    assert read(rows("before,after,action", IMAGES[:4], IMAGES[1:5], ACTIONS), pairs="factors") is None


@pytest.mark.parametrize(
    ("columns", "action"),
    [
        ({"pushed": ["a", "b", "a", "b"], "operator": ["x", "y", "x", "y"]}, "pushed"),
        ({"size": ["1", "2", "1", "2"], "pushed": ["a", "b", "a", "b"]}, "pushed"),  # words rather than numbers
        ({"size": ["1", "2", "1", "2"]}, "size"),
        ({"size": ["1", "2", "1", "2"], "hue": ["3", "4", "3", "4"]}, None),  # either could be
        ({"operator": ["x", "y", "x", "y"]}, None),
        ({}, None),
    ],
)
def test_the_column_that_says_what_was_done(columns, action):
    assert likeliest_action(columns) == action
