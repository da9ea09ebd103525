import numpy as np

from causalvq.data.pairs.gathering import gather, gather_pairs
from causalvq.data.pairs.image_pairs import Pairs

IMAGES = np.arange(5 * 2 * 2 * 1, dtype=np.uint8).reshape(5, 2, 2, 1)


PAIRS = Pairs(
    x=np.array([0, 1, 2]),
    y=np.array([1, 2, 4]),
    factor=np.array([0, 1, 1]),
    direction=np.array([1, -1, 0]),
    value=np.array([2, -1, 3]),
)


def test_images_are_gathered_in_the_shape_of_their_indices():
    indices = np.array([[4, 0], [0, 3]])

    np.testing.assert_array_equal(gather(IMAGES, indices), IMAGES[indices])


def test_the_images_are_written_where_they_are_wanted():
    out = np.zeros((2, 2, 2, 2, 1), dtype=np.uint8)

    batch = gather_pairs(IMAGES, PAIRS, np.array([2, 0]), out)

    np.testing.assert_array_equal(out[0], IMAGES[[2, 0]])
    np.testing.assert_array_equal(out[1], IMAGES[[4, 1]])
    assert np.shares_memory(batch.x, out)
    assert np.shares_memory(batch.y, out)


def test_what_was_done_goes_with_the_images():
    batch = gather_pairs(IMAGES, PAIRS, np.array([2, 0]))

    assert (batch.factor.tolist(), batch.direction.tolist(), batch.value.tolist()) == ([1, 0], [0, 1], [3, 2])
    assert batch.x.dtype == IMAGES.dtype
