import numpy as np
import pytest

from causalvq.data.views.composite import as_bytes, composite, shown_channels
from causalvq.errors import DataError


@pytest.mark.parametrize(
    ("wanted", "channels", "shown"),
    [
        (None, 1, ()),
        (None, 2, (0, 1)),
        (None, 3, ()),
        (None, 5, (0, 1, 2)),
        ((0, 1, 2), 3, ()),
        ((2, 1, 0), 3, (2, 1, 0)),
        ((4,), 5, (4,)),
        ((0,), 1, ()),
    ],
)
def test_what_is_shown(wanted, channels, shown):
    assert shown_channels(wanted, channels) == shown


def test_a_channel_that_is_not_there():
    with pytest.raises(DataError, match=r"CVQ307 the images have no channel 5.*expected: 0 to 4"):
        shown_channels((0, 5), 5)


def test_chosen_channels_are_red_green_and_blue():
    images = np.random.default_rng(0).integers(0, 256, (2, 4, 4, 5), dtype=np.uint8)

    np.testing.assert_array_equal(composite(images, (4, 0, 2)), images[..., [4, 0, 2]])
    np.testing.assert_array_equal(composite(images, (3,)), images[..., [3]])
    two = composite(images, (1, 3))
    np.testing.assert_array_equal(two[..., :2], images[..., [1, 3]])
    assert not two[..., 2].any()


def test_each_channel_fills_the_bytes():
    images = np.array([[[[-1.0, 500], [0, 1000], [1, 1500], [9, 0]]]], dtype=np.float32)

    shown = as_bytes(images, np.array([-1.0, 500]), np.array([1.0, 1500]))
    assert shown.tolist() == [[[[0, 0], [128, 128], [255, 255], [255, 0]]]]
    assert as_bytes(images, np.array([0.0, 0]), np.array([0.0, 0])).dtype == np.uint8
