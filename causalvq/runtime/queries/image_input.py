"""Images as people have them -> images as the model takes them: floats in [-1, 1], channels first.

Axes: b images, C, H, W pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Num
from PIL import Image
from torch import Tensor

from causalvq.compiler.plan import DataPlan
from causalvq.data.resize import resize
from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.feeding.pixel_scale import PixelScale
from causalvq.runtime.run_diagnostics import WRONG_IMAGES

Pixels = Num[Tensor, "b H W C"] | Num[np.ndarray, "b H W C"]
Images = Any
"""Floats in [-1, 1], [b, C, H, W], as queries answer with; pixels as the data have them, [b, H, W, C]; one image of
either; a PIL image or several."""
BRIGHTEST = 2.0
"""No pixel is more than this from 0: what a model decodes may leave [-1, 1] a little, grey levels do so far."""


def as_images(given: Images, data: DataPlan, scale: PixelScale, device: torch.device) -> Float[Tensor, "b C H W"]:
    """Images as the model takes them.

    Args:
        given: see `Images`.
        data: what the images of the data are like.
        scale: of their pixels.
        device: where they go.

    Raises:
        QueryError: CVQ503 for images of another size, number of channels or type of pixel, and for pixels that are
            not finite.
    """
    if isinstance(given, Image.Image) or _are_pictures(given):
        given = _pixels_of(given, data)
    array = torch.from_numpy(_native(given)) if isinstance(given, np.ndarray) else torch.as_tensor(given)
    if array.ndim == 3:
        array = array[None]
    if str(array.dtype).removeprefix("torch.") == data.dtype and not array.is_floating_point():
        return normalised(array, data, scale, device)
    return _checked(array, data).to(device, torch.float32)


def normalised(pixels: Pixels, data: DataPlan, scale: PixelScale, device: torch.device) -> Float[Tensor, "b C H W"]:
    """Pixels as the data have them, channels last, in [-1, 1] and channels first.

    Raises:
        QueryError: CVQ503 for pixels of another type, size or number of channels, or that are not finite.
    """
    if isinstance(pixels, np.ndarray):  # a copy in this machine's byte order: data are mapped, and may be read only
        pixels = torch.from_numpy(_native(pixels))
    found = (str(pixels.dtype).removeprefix("torch."), pixels.shape[-1])
    if found != (data.dtype, data.channels):
        message = "the pixels are not like those of the data"
        wanted, got = (
            f"{channels} channels, last, of {kind}" for kind, channels in ((data.dtype, data.channels), found)
        )
        raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=wanted, got=got))
    if pixels.is_floating_point() and not bool(pixels.isfinite().all()):  # before they are clipped to the range
        wanted = f"{data.channels} channels, last, of {data.dtype}"
        message = "the pixels are not finite"
        raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=wanted, got="NaN or infinity"))
    return _checked(scale.normalise(pixels.to(device)), data, bounded=False)


def _checked(images: Tensor, data: DataPlan, *, bounded: bool = True) -> Float[Tensor, "b C H W"]:
    """The images, if they are such as the model knows; raises as `as_images` does."""
    expected = "floats in [-1, 1]: " + ("pixels / 127.5 - 1" if data.dtype == "uint8" else "run.normalise(pixels)")
    message = "the images are not pixels as the model knows them"
    if not images.is_floating_point():
        raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=expected, got=str(images.dtype)))
    largest = float(images.abs().amax()) if images.numel() else 0.0
    if not np.isfinite(largest):
        raise QueryError(
            Diagnostic(WRONG_IMAGES, "the pixels are not finite", expected=expected, got="NaN or infinity")
        )
    if bounded and largest > BRIGHTEST:
        raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=expected, got=f"up to {largest:g}"))
    wanted, got = [data.channels, data.height, data.width], list(images.shape[1:])
    if got != wanted:
        message = "the images have another size than those of the run"
        raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=f"{wanted} for each", got=f"{got}"))
    return images


def _are_pictures(given: Images) -> bool:
    return isinstance(given, Sequence) and len(given) > 0 and all(isinstance(one, Image.Image) for one in given)


def _pixels_of(given: Image.Image | Sequence[Image.Image], data: DataPlan) -> np.ndarray:
    """PIL images, resized and converted to what bytes the data have."""
    if data.dtype != "uint8" or data.channels not in {1, 3, 4}:
        message = "pictures have bytes of one, three or four channels, and the images of this run do not"
        hint = "give run.normalise(pixels) of an array"
        raise QueryError(Diagnostic(WRONG_IMAGES, message, got=f"{data.channels} channels of {data.dtype}", hint=hint))
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[data.channels]
    pictures = [given] if isinstance(given, Image.Image) else given
    made = [np.asarray(one.convert(mode)).reshape(1, one.height, one.width, data.channels) for one in pictures]
    if data.height == data.width:  # as the images of the data are: the square in the middle, by area
        made = [resize(one, data.height) for one in made]
    sizes = {one.shape[1:3] for one in made}
    if sizes != {(data.height, data.width)}:
        message = "the images have another size than those of the run, which are not square"
        got = ", ".join(f"{height} x {width}" for height, width in sorted(sizes))
        raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=f"{data.height} x {data.width}", got=got))
    return np.concatenate(made)


def _native(array: np.ndarray) -> np.ndarray:
    return array.astype(array.dtype.newbyteorder("="))
