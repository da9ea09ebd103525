import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.image_quality import mse, psnr, ssim, window


def noise(seed, shape=(2, 24, 20, 3)):
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def test_mse_and_psnr_by_hand():
    truth = np.zeros((2, 2, 2), dtype=np.uint8)
    images = truth.copy()
    images[1, 0, 0] = 10  # 100 of four pixels

    assert mse(images, truth).tolist() == [0, 25]
    assert mse(truth, images).tolist() == [0, 25]  # bytes do not wrap round
    assert psnr(images, truth, 255).tolist() == [np.inf, pytest.approx(20 * np.log10(255 / 5))]


def test_psnr_of_noise():
    assert psnr(noise(0), noise(1), 255) == pytest.approx([10 * np.log10(6)] * 2, abs=0.3)


def test_ssim_of_equal_images_and_of_noise():
    assert ssim(noise(0), noise(0), 255) == pytest.approx([1, 1])
    assert ssim(noise(0), noise(1), 255) == pytest.approx([0, 0], abs=0.1)
    assert ssim(noise(0), 255 - noise(0), 255).max() < -0.9


def test_ssim_of_flat_images_compares_their_lightness():
    images, truth = np.full((1, 11, 11), 100.0), np.full((1, 11, 11), 50.0)
    steady = (0.01 * 255) ** 2

    assert ssim(images, truth, 255) == pytest.approx([(2 * 100 * 50 + steady) / (100**2 + 50**2 + steady)])


def test_ssim_of_a_single_window_by_the_formula():
    x, y = (noise(seed, (11, 11)).astype(float) for seed in (2, 3))
    y = 0.5 * (x + y)
    weights = np.outer(window(), window())
    means = (weights * x).sum(), (weights * y).sum()
    spreads = [(weights * (one - mean) ** 2).sum() for one, mean in zip((x, y), means, strict=True)]
    shared = (weights * (x - means[0]) * (y - means[1])).sum()
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * means[0] * means[1] + c1) * (2 * shared + c2)
    below = (means[0] ** 2 + means[1] ** 2 + c1) * (spreads[0] + spreads[1] + c2)

    assert weights.sum() == pytest.approx(1)
    assert window()[5] / window()[6] == pytest.approx(np.exp(1 / 4.5))
    assert ssim(x[None], y[None], 255) == pytest.approx([above / below])


def test_ssim_is_the_mean_over_windows_and_channels():
    images, truth = noise(4, (1, 11, 12, 2)), noise(5, (1, 11, 12, 2))
    parts = [
        ssim(images[:, :, start : start + 11, channel], truth[:, :, start : start + 11, channel], 255)
        for start in (0, 1)
        for channel in (0, 1)
    ]

    assert ssim(images, truth, 255) == pytest.approx(np.mean(parts, axis=0))


@pytest.mark.parametrize(
    ("images", "told"),
    [
        (np.zeros((11, 11)), "CVQ601 array 'images' is no batch of images"),
        (np.full((1, 11, 11), np.nan), "CVQ601 array 'images' has NaN or infinity.*image 0"),
        (np.zeros((2, 11, 11)), "CVQ603 arrays 'images' and 'truth' have different shapes"),
    ],
)
def test_what_is_wrong_with_which_array(images, told):
    with pytest.raises(MetricError, match=told):
        ssim(images, np.zeros((1, 11, 11)), 255)


def test_too_small_for_a_window_and_no_range():
    with pytest.raises(MetricError, match=r"CVQ601 array 'images' is too small for ssim.*10 x 11"):
        ssim(np.zeros((1, 10, 11)), np.zeros((1, 10, 11)), 255)
    with pytest.raises(MetricError, match="CVQ601 the span of pixels is no range"):
        psnr(np.zeros((1, 2, 2)), np.zeros((1, 2, 2)), 0)
