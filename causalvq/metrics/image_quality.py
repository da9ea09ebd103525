"""How near images are to the true ones: mse, psnr and ssim of each of a batch.

Axes: b images, H, W, C pixels.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Floats, Images
from causalvq.metrics.array_checks import FARTHEST, as_array
from causalvq.metrics.metric_faults import BAD_ARRAY, UNLIKE, fault

Names = tuple[str, str]

NAMES: Names = ("images", "truth")

PIECE = 2**21
"""Numbers of images at a time, 16 MB."""

WIDTH, DEVIATION = 11, 1.5
"""Of the Gaussian window of ssim, in pixels, as published."""

STEADY_MEAN, STEADY_SPREAD = 0.01, 0.03
"""K1 and K2 of ssim, which keep it defined where images are dark or flat."""


def mse(images: npt.ArrayLike, truth: npt.ArrayLike, names: Names = NAMES) -> Floats:
    """Mean squared error of each image: float64 [b], at least 0, which is perfect.

    Uniform noise against uniform noise has span^2 / 6.

    Args:
        images: [b, H, W] or [b, H, W, C], any numbers.
        truth: of the same shape.
        names: of the two, for messages.

    Raises:
        MetricError: CVQ601 or CVQ603, which name the array.
    """
    pieces = _pieces(*_batches(images, truth, names), names)
    errors: Floats = np.concatenate([((first - second) ** 2).mean((1, 2, 3)) for first, second in pieces])
    return errors


def psnr(images: npt.ArrayLike, truth: npt.ArrayLike, span: float, names: Names = NAMES) -> Floats:
    """Peak signal-to-noise ratio in decibels: float64 [b], 10 log10(span^2 / mse), infinite for equal images.

    Uniform noise against uniform noise, whose mse is span^2 / 6, has 7.8.

    Args:
        images: [b, H, W] or [b, H, W, C].
        truth: of the same shape.
        span: largest less smallest value that a pixel can have: 255 of bytes, 2 of [-1, 1].
        names: of the two, for messages.

    Raises:
        MetricError: CVQ601 or CVQ603.
    """
    errors = mse(images, truth, names)
    with np.errstate(divide="ignore"):
        ratios: Floats = 10 * np.log10(_positive(span) ** 2 / errors)
    return ratios


def ssim(images: npt.ArrayLike, truth: npt.ArrayLike, span: float, names: Names = NAMES) -> Floats:
    """Structural similarity (Wang et al. 2004, IEEE TIP 13(4), equation 13): float64 [b], in [-1, 1].

    The mean over channels and over all Gaussian windows of 11 x 11 pixels (deviation 1.5) that lie in the image. 1 for
    equal images, near 0 for unrelated noise.

    Args:
        images: [b, H, W] or [b, H, W, C], H and W at least 11.
        truth: of the same shape.
        span: as for psnr.
        names: of the two, for messages.

    Raises:
        MetricError: CVQ601 or CVQ603.
    """
    first, second = _batches(images, truth, names)
    if min(first.shape[1:3]) < WIDTH:
        got = f"{first.shape[1]} x {first.shape[2]}"
        raise fault(BAD_ARRAY, f"array {names[0]!r} is too small for ssim", f"{WIDTH} x {WIDTH} pixels or more", got)
    steady = (STEADY_MEAN * _positive(span)) ** 2, (STEADY_SPREAD * span) ** 2
    return np.concatenate([_similar(*piece, *steady) for piece in _pieces(first, second, names)])


def _similar(first: Floats, second: Floats, steady_mean: float, steady_spread: float) -> Floats:
    """Of each image of a piece."""
    mean, other = _blurred(first), _blurred(second)
    variances = _blurred(first**2) - mean**2 + _blurred(second**2) - other**2
    shared = _blurred(first * second) - mean * other
    lightness = (2 * mean * other + steady_mean) / (mean**2 + other**2 + steady_mean)
    similar: Floats = (lightness * (2 * shared + steady_spread) / (variances + steady_spread)).mean((1, 2, 3))
    return similar


def window() -> Floats:
    """The weights of one axis of a window, which sum to 1: float64 [11]."""
    weights = np.exp(-((np.arange(WIDTH) - WIDTH // 2) ** 2) / (2 * DEVIATION**2))
    normal: Floats = weights / weights.sum()
    return normal


def _blurred(images: Floats) -> Floats:
    """Weighted means of all windows that lie in the images: one axis after the other."""
    for axis in (1, 2):
        images = np.lib.stride_tricks.sliding_window_view(images, WIDTH, axis=axis) @ window()
    return images


def _batches(images: npt.ArrayLike, truth: npt.ArrayLike, names: Names) -> tuple[Images, Images]:
    """Both as [b, H, W, C], of one shape."""
    first, second = _batch(images, names[0]), _batch(truth, names[1])
    if first.shape != second.shape:
        got = f"{first.shape} and {second.shape}"
        raise fault(UNLIKE, f"arrays {names[0]!r} and {names[1]!r} have different shapes", "one shape", got)
    return first, second


def _batch(images: npt.ArrayLike, name: str) -> Images:
    found = as_array(images, name)
    if found.ndim not in (3, 4) or not found.size or found.dtype.kind not in "biuf":
        got = f"{found.dtype} of shape {found.shape}"
        raise fault(BAD_ARRAY, f"array {name!r} is no batch of images", "[b, H, W] or [b, H, W, C] of numbers", got)
    return found[..., None] if found.ndim == 3 else found


def _pieces(images: Images, truth: Images, names: Names) -> Iterator[tuple[Floats, Floats]]:
    """Both as floats, as many images at a time as fit in memory many times over."""
    step = max(1, PIECE // images[0].size)
    for start in range(0, len(images), step):
        yield (
            _floats(images[start : start + step], names[0], start),
            _floats(truth[start : start + step], names[1], start),
        )


def _floats(images: Images, name: str, start: int) -> Floats:
    pixels: Floats = images.astype(np.float64)
    if not np.isfinite(pixels).all():
        image = start + int(np.argwhere(~np.isfinite(pixels))[0][0])
        raise fault(BAD_ARRAY, f"array {name!r} has NaN or infinity", "finite numbers", f"in image {image}")
    if np.abs(pixels).max() > FARTHEST:
        raise fault(BAD_ARRAY, f"array {name!r} has numbers that are too large", f"up to {FARTHEST:g}")
    return pixels


def _positive(span: float) -> float:
    if not 0 < span < float("inf"):
        raise fault(BAD_ARRAY, "the span of pixels is no range", "a number above 0", f"{span:g}", "255 of bytes")
    return span
