import numpy as np
import pytest

from causalvq.data.resize import resize

RNG = np.random.default_rng(0)


def test_halving_takes_the_mean_of_blocks_of_four():
    image = np.array([[0, 1, 8, 8], [2, 4, 8, 8], [0, 0, 255, 255], [0, 0, 255, 0]], dtype=np.uint8)

    np.testing.assert_array_equal(resize(image[None, :, :, None], 2)[0, :, :, 0], [[2, 8], [0, 191]])


def test_a_fractional_ratio_weighs_by_area():
    image = np.array([[0, 90, 255]] * 3, dtype=np.uint8)

    np.testing.assert_array_equal(resize(image[None, :, :, None], 2)[0, :, :, 0], [[30, 200]] * 2)


def test_enlarging_repeats_pixels():
    image = RNG.integers(0, 256, (1, 2, 2, 3), dtype=np.uint8)

    np.testing.assert_array_equal(resize(image, 4), image.repeat(2, axis=1).repeat(2, axis=2))


def test_a_rectangle_is_cropped_to_its_centre():
    image = np.zeros((1, 2, 6, 1), dtype=np.uint8)
    image[:, :, 2:4] = 200

    np.testing.assert_array_equal(resize(image, 1), np.full((1, 1, 1, 1), 200))


@pytest.mark.parametrize("size", [5, 8, 13, 24])
def test_a_plain_image_stays_plain(size):
    image = np.full((1, 12, 12, 3), 77, dtype=np.uint8)

    np.testing.assert_array_equal(resize(image, size), np.full((1, size, size, 3), 77))


@pytest.mark.parametrize("size", [2, 3, 4, 5, 8, 12, 30])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_every_type_is_averaged_by_area_and_kept(dtype, size):
    image = (RNG.random((2, 12, 12, 5)) * (255 if dtype == "uint8" else 65_535)).astype(dtype)
    edges = np.linspace(0, 12, size + 1)
    fine = image.astype(np.float64).repeat(size, axis=1).repeat(size, axis=2)  # every edge falls between pixels
    cuts = (edges * size).round().astype(int)[:-1]
    expected = np.add.reduceat(np.add.reduceat(fine, cuts, axis=1), cuts, axis=2) / 144
    small = resize(image, size)

    assert small.dtype == dtype
    np.testing.assert_allclose(small, expected, atol=0.501 if dtype != "float32" else 0.01)


def test_blocks_of_the_largest_values_do_not_overflow():
    image = np.full((1, 512, 512, 1), 65_535, dtype=np.uint16)

    assert resize(image, 1).item() == 65_535


def test_a_square_image_is_neither_cropped_nor_padded():
    image = np.zeros((1, 12, 12, 1), dtype=np.uint8)
    image[:, [0, -1]] = image[:, :, [0, -1]] = 240
    small = resize(image, 6)[0, :, :, 0]

    assert small[0].min() > 100
    assert small[:, -1].min() > 100
    assert small.mean() == pytest.approx(image.mean(), abs=1)
