"""Image files of every kind that is read."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import tifffile
from fuzz.damage import damaged
from fuzz.reader import Case, Reader
from PIL import Image

from causalvq.data.formats.image_files import ImageFiles

COLOURS = np.random.default_rng(0).integers(0, 255, (9, 12, 3), dtype=np.uint8)
DEEP = np.random.default_rng(0).integers(0, 2**16, (9, 12), dtype=np.uint16)
CLEAR = np.random.default_rng(0).integers(0, 255, (9, 12, 4), dtype=np.uint8)


def saved(array: Any, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, format=kind, **options)
    return buffer.getvalue()


def stack(array: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, **options)
    return buffer.getvalue()


def prepare(folder: Path) -> dict[str, list[bytes]]:  # noqa: ARG001
    pages = np.random.default_rng(0).integers(0, 200, (3, 9, 12))
    frames = [Image.fromarray(COLOURS), Image.fromarray(COLOURS[::-1])]
    gif = io.BytesIO()
    frames[0].save(gif, format="GIF", save_all=True, append_images=frames[1:])
    palette = io.BytesIO()
    Image.fromarray(COLOURS).quantize(8).save(palette, format="PNG")
    exif = Image.Exif()
    exif[0x0112] = 6
    return {
        ".png": [saved(COLOURS, "PNG"), saved(CLEAR, "PNG"), saved(DEEP, "PNG"), palette.getvalue()],
        ".jpg": [saved(COLOURS, "JPEG", exif=exif), saved(COLOURS[..., 0], "JPEG")],
        ".gif": [saved(COLOURS, "GIF"), gif.getvalue()],
        ".bmp": [saved(COLOURS, "BMP")],
        ".webp": [saved(COLOURS, "WEBP"), saved(CLEAR, "WEBP")],
        ".ppm": [saved(COLOURS, "PPM"), b"P3 2 2 255 1 2 3 4 5 6 7 8 9 1 2 3", b"P5 2 2 65535 \0\1\0\1\0\1\0\1"],
        ".tif": [
            stack(pages.astype(np.uint16), photometric="minisblack"),
            stack(pages.astype(np.float32), photometric="minisblack", compression="zlib"),
            stack(np.eye(9, dtype=np.uint16)[None].repeat(3, 0), imagej=True),
            stack(COLOURS),
            stack(pages.astype(np.uint8), photometric="minisblack", tile=(16, 16)),
            saved(COLOURS, "TIFF", compression="tiff_lzw"),
        ],
    }


def make(chance: Random, context: dict[str, list[bytes]]) -> Case:
    ending = chance.choice(sorted(context))
    content = damaged(chance.choice(context[ending]), chance)
    return chance.choice(sorted(context)) if chance.random() < 0.05 else ending, content


def read(path: Path, context: dict[str, list[bytes]]) -> None:  # noqa: ARG001
    for alpha in ("white", "channel"):
        for size in (None, 8):
            ImageFiles([path], size, alpha).at(np.array([0]))  # type: ignore[arg-type]


PICTURES = Reader(prepare, make, read)
