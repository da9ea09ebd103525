import numpy as np

from causalvq.data.views.drawing import folded, short, tile


def test_every_pixel_becomes_a_square():
    image = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)

    np.testing.assert_array_equal(np.asarray(tile(image, 3)), image.repeat(3, axis=0).repeat(3, axis=1))
    assert tile(image[..., :1], 2).mode == "L"


def test_a_long_text_is_cut_to_its_length():
    assert [short("colour", length) for length in (6, 5, 1)] == ["colour", "colo…", "c…"]


def test_a_note_takes_a_line_for_each_part_and_no_more_than_there_are():
    assert folded("", 9) == []
    assert folded("blue -> green, ooh", 9) == ["blue -> …", "ooh"]
    assert folded("a, b, c, d", 9) == ["a", "b", "and 2 more"]
