import numpy as np
import pytest

from causalvq.data.views.drawing import fitting, folded, short, tile, wide


def test_every_pixel_becomes_a_square():
    image = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)

    np.testing.assert_array_equal(np.asarray(tile(image, 3)), image.repeat(3, axis=0).repeat(3, axis=1))
    assert tile(image[..., :1], 2).mode == "L"


def test_a_long_text_is_cut_to_its_length():
    assert [short("colour", length) for length in (6, 5, 1)] == ["colour", "colo…", "c…"]


def test_a_note_takes_a_line_for_each_part_and_no_more_than_there_are():
    assert folded("", 90) == []
    assert folded("blue -> green, ooh", 90) == ["blue -> green", "ooh"]
    assert folded("a, b, c, d", 90) == ["a", "b", "and 2 more"]


def test_a_part_that_is_too_wide_goes_on_in_the_next_line():
    assert folded("formal_pants", 60) == ["formal_", "pants"]
    assert folded("left side -> right side", 70) == ["left side ->", "right side"]
    assert folded("formal_pants, ooh, b", 60) == [fitting("formal_pants", 60), "ooh", "b"]


@pytest.mark.parametrize("text", ["n" * 256, "size [cm] of the left one, b", "W" * 9, "a_b-c d" * 9])
@pytest.mark.parametrize("width", [20, 64, 120])
@pytest.mark.parametrize("most", [1, 2, 4])
def test_no_line_is_wider_than_its_room(text, width, most):
    found = folded(text, width, most)

    assert 1 <= len(found) <= most
    assert all(wide(line) <= width for line in found)


def test_what_is_cut_ends_in_an_ellipsis():
    assert fitting("ooh", 90) == "ooh"
    assert fitting("n" * 256, 90).endswith("n…")
    assert fitting("W", 1) == "…"
