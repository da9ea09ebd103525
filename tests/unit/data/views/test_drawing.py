import numpy as np

from causalvq.data.views.drawing import short, tile


def test_every_pixel_becomes_a_square():
    image = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)

    np.testing.assert_array_equal(np.asarray(tile(image, 3)), image.repeat(3, axis=0).repeat(3, axis=1))
    assert tile(image[..., :1], 2).mode == "L"


def test_a_long_text_is_cut_to_its_length():
    assert [short("colour", length) for length in (6, 5, 1)] == ["colour", "colo…", "c…"]
