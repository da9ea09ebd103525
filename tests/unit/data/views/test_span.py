import numpy as np
import pytest

from causalvq.data.views import span
from causalvq.data.views.span import channel_ranges

RNG = np.random.default_rng(0)


def noise(count=50, side=32, channels=2):
    return RNG.integers(1000, 3000, (count, side, side, channels)).astype(np.uint16)


def test_the_range_is_that_of_each_channel_in_the_images_asked_for():
    images = noise()
    images[..., 1] *= 10
    images[40:] = 60_000
    low, high = channel_ranges(images, np.arange(40))

    np.testing.assert_allclose(low, [1000, 10_000], rtol=0.05)
    np.testing.assert_allclose(high, [3000, 30_000], rtol=0.05)


def test_hot_pixels_do_not_count():
    images = noise()
    images[:, 5, [3, 9], 0], images[:, 7, 7, 0] = 65_535, 0
    low, high = channel_ranges(images, np.arange(50))

    assert low[0] >= 1000
    assert high[0] <= 3000


def test_a_small_bright_spot_does():
    images = np.full((50, 64, 64, 1), 100, dtype=np.uint16)
    images[:, 20:23, 30:33] = 40_000  # one pixel in 455

    assert [float(end[0]) for end in channel_ranges(images, np.arange(50))] == [100, 40_000]


def test_a_channel_that_never_changes_has_no_width():
    low, high = channel_ranges(np.full((3, 8, 8, 1), 7, dtype=np.float32), np.arange(3))

    assert low.tolist() == high.tolist() == [7]


@pytest.mark.parametrize("side", [1, 2, 3])
def test_the_smallest_images_have_a_range(side):
    low, high = channel_ranges(np.arange(side * side, dtype=np.float32).reshape(1, side, side, 1), np.array([0]))

    assert 0 <= low[0] <= high[0] <= side * side - 1


def test_neither_chunks_nor_how_images_lie_change_it(tmp_path, monkeypatch):
    images = noise()
    np.save(tmp_path / "images.npy", images)
    mapped = np.load(tmp_path / "images.npy", mmap_mode="r")
    expected = channel_ranges(images, np.arange(50))
    monkeypatch.setattr(span, "CHUNK", 5000)

    np.testing.assert_array_equal(channel_ranges(mapped, np.arange(50)), expected)


def test_of_many_images_some_are_measured_evenly(monkeypatch):
    images = np.repeat(np.arange(100, dtype=np.float32), 64).reshape(100, 8, 8, 1)
    monkeypatch.setattr(span, "MOST_IMAGES", 20)
    low, high = channel_ranges(images, np.arange(100))

    assert (low[0], high[0]) == pytest.approx((0, 99), abs=0.2)
