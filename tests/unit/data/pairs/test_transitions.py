from pathlib import Path

import pytest

from causalvq.data.pairs.pair_table import read_pair_table
from causalvq.data.pairs.transitions import Frames, frames_in, transitions
from causalvq.data.tables import Table
from causalvq.errors import DataError


def table(header, *rows):
    return Table(Path("frames.csv"), tuple(header), rows, tuple(range(2, len(rows) + 2)))


FRAMES = table(
    ("episode", "frame", "image", "action"),
    ("1", "2", "c.png", "stay"),  # rows may stand in any order
    ("1", "0", "a.png", "left"),
    ("1", "1", "b.png", "up"),
    ("2", "0", "d.png", "down"),
    ("2", "2", "f.png", "left"),
    ("2", "3", "g.png", "left"),
)


def pairs(found):
    return [(one.x, one.y, one.action) for one in found]


def test_each_frame_and_the_next_of_its_episode_are_a_pair():
    found, notices = transitions(FRAMES, frames_in(FRAMES))

    assert pairs(found) == [("a.png", "b.png", "left"), ("b.png", "c.png", "up"), ("f.png", "g.png", "left")]
    assert notices == (
        "3 pairs of a frame and the next in 2 runs; what was done stands in the row of the frame before it",
        "1 frames are no pair with the next one, since others between them are missing",
    )


def test_frames_may_be_counted_in_seconds_or_in_fives():
    def read(*times):
        rows = [(time, f"{number}.png", "left") for number, time in enumerate(times)]
        return [
            one.x for one in transitions(table(("time", "file", "action"), *rows), Frames("file", "time", "action"))[0]
        ]

    assert read("0.1", "0.2", "0.30000000000000004", "0.4", "0.9") == ["0.png", "1.png", "2.png"]
    assert read("0", "5", "10", "20", "25") == ["0.png", "1.png", "3.png"]


def test_what_led_to_a_frame_is_taken_where_first_frames_say_nothing():
    found, (notice,) = transitions(
        table(("t", "file", "action"), ("0", "a.png", ""), ("1", "b.png", "left"), ("2", "c.png", "up")),
        Frames("file", "t", "action"),
    )

    assert pairs(found) == [("a.png", "b.png", "left"), ("b.png", "c.png", "up")]
    assert notice.endswith("the row of the frame after it")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (("Episode_ID", "Step", "obs", "Action"), Frames("obs", "Step", "Action", "Episode_ID")),
        (("frame", "image", "command"), Frames("image", "frame", "command")),
        (("image", "shape", "label"), None),  # a label is not what was done
        (("before", "after", "frame", "action"), None),
    ],
)
def test_the_columns_are_told_by_their_words(header, found):
    cells = tuple("a.png" if name in ("obs", "image", "before", "after") else "1" for name in header)

    assert frames_in(table(header, cells)) == found


def test_the_columns_that_a_spec_names_are_taken(tmp_path):
    (tmp_path / "f.csv").write_text("nr,bild,was\n1,a.png,hin\n2,b.png,her\n3,c.png,hin\n")

    read = read_pair_table(tmp_path / "f.csv", {"image": "bild", "frame": "nr", "action": "was"})
    assert [(row.line, row.x, row.y, row.word) for row in read.rows] == [
        (2, "a.png", "b.png", "hin"),
        (3, "b.png", "c.png", "her"),
    ]


def test_columns_may_name_an_image_together():
    found, _ = transitions(
        table(("run", "frame", "action"), ("3", "9", "up"), ("3", "10", "down")),
        Frames("r{run}_{frame}.png", "frame", "action", "run"),
        ["r03_0009.png", "r03_0010.png", "r04_0009.png"],
    )

    assert pairs(found) == [("r03_0009.png", "r03_0010.png", "up")]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((("1", "0", "a.png", "x"), ("1", "0", "b.png", "x")), "frame 0 is there twice in episode 1"),
        ((("1", "0", "a.png", "x"), ("1", "one", "b.png", "x")), "frame 'one' is no number"),
        ((("1", "0", "a.png", "x"), ("2", "0", "b.png", "x")), "no two frames follow each other"),
        ((("1", "0", "a.png", "x"), ("1", "1", "", "x")), "the row names no image"),
    ],
)
def test_what_is_no_table_of_frames_is_told(rows, message):
    with pytest.raises(DataError, match=message):
        transitions(table(("episode", "frame", "image", "action"), *rows), frames_in(FRAMES))
