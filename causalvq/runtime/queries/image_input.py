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
from causalvq.data.pixels import opaque
from causalvq.data.resize import resize
from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.feeding.pixel_scale import PixelScale
from causalvq.runtime.run_diagnostics import WRONG_IMAGES

Pixels = Num[Tensor, "b H W C"] | Num[np.ndarray, "b H W C"]
Images = Any
"""Floats in [-1, 1], [b, C, H, W], as queries answer with; pixels as the data have them, [b, H, W, C]; one image of
either; a PIL image or several."""
BYTES = frozenset({"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB", "HSV"})
"""Modes of PIL whose channels are bytes; all others would be clipped at 255."""
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
        QueryError: CVQ503 for images of another size, number of channels or type of pixel, for pixels that are not
            finite, and where there are none.
    """
    if isinstance(given, Image.Image) or _are_pictures(given):
        given = _pixels_of(given, data)
    array = _tensor_of(given, data)
    if array.ndim == 3:
        array = array[None]
    if array.ndim != 4:
        message = "the images have another shape than those of the run"
        raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=_shapes(data), got=str(list(array.shape))))
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
    if not images.numel():
        raise QueryError(Diagnostic(WRONG_IMAGES, "there is no image", expected=expected, got=str(list(images.shape))))
    largest = float(images.abs().amax())
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


def _tensor_of(given: Images, data: DataPlan) -> Tensor:
    """Arrays, tensors, and lists of them, as a tensor."""
    try:
        if isinstance(given, list | tuple):
            given = torch.stack([_tensor_of(one, data) for one in given]) if len(given) else np.empty(0)
        return torch.from_numpy(_native(given)) if isinstance(given, np.ndarray) else torch.as_tensor(given)
    except (TypeError, ValueError, RuntimeError) as error:
        got = f"{type(given).__name__}: {error}"
        raise QueryError(Diagnostic(WRONG_IMAGES, "these are no images", expected=_shapes(data), got=got)) from error


def _shapes(data: DataPlan) -> str:
    """What arrays of images look like."""
    height, width, channels = data.height, data.width, data.channels
    return (
        f"[images, {height}, {width}, {channels}] of {data.dtype}, or [images, {channels}, {height}, {width}] of floats"
    )


def _are_pictures(given: Images) -> bool:
    return isinstance(given, Sequence) and len(given) > 0 and all(isinstance(one, Image.Image) for one in given)


def _pixels_of(given: Image.Image | Sequence[Image.Image], data: DataPlan) -> np.ndarray:
    """PIL images, resized and converted to what bytes the data have."""
    if data.dtype != "uint8" or data.channels not in {1, 3, 4}:
        message = "pictures have bytes of one, three or four channels, and the images of this run do not"
        hint = "give run.normalise(pixels) of an array"
        raise QueryError(Diagnostic(WRONG_IMAGES, message, got=f"{data.channels} channels of {data.dtype}", hint=hint))
    pictures = [given] if isinstance(given, Image.Image) else given
    deep = [one.mode for one in pictures if one.mode not in BYTES]
    if deep:
        message, hint = "a picture has more than a byte a channel", "bring its grey levels to 0 to 255 first"
        raise QueryError(Diagnostic(WRONG_IMAGES, message, expected="bytes", got=f"mode {deep[0]}", hint=hint))
    made = [_bytes_of(one, data.channels) for one in pictures]
    if data.height == data.width:  # as the images of the data are: the square in the middle, by area
        made = [resize(one, data.height) for one in made]
    sizes = {one.shape[1:3] for one in made}
    if sizes != {(data.height, data.width)}:
        message = "the images have another size than those of the run, which are not square"
        got = ", ".join(f"{height} x {width}" for height, width in sorted(sizes))
        raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=f"{data.height} x {data.width}", got=got))
    return np.concatenate(made)


def _bytes_of(picture: Image.Image, channels: int) -> np.ndarray:
    """A picture as bytes, [1, H, W, C]; transparency that the data have not is laid over white, as for files."""
    clear = picture.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in picture.info
    pixels = np.asarray(picture.convert("RGBA" if clear or channels == 4 else "RGB"))[None]
    if channels == 4:
        return pixels
    colours = opaque(pixels)
    return colours if channels == 3 else np.asarray(Image.fromarray(colours[0]).convert("L"))[None, ..., None]


def _native(array: np.ndarray) -> np.ndarray:
    return array.astype(array.dtype.newbyteorder("="))
