"""Photographs: what a camera sees of eighteen real places, and pieces of clothing.

Both come from a package registry, are kept in the user's cache, and are checked by their SHA-256:

- npm `@pmndrs/assets` 1.7.0 (CC0 1.0, `package/LICENSE`): 18 panoramas, 512 x 256, light as it was measured.
- Debian `dataset-fashion-mnist` (Expat, Zalando SE 2017): 70,000 product photographs of ten kinds, 28 x 28, grey.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import tarfile
import urllib.request
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.strangers.sets.drawing import Reals
from benchmarks.strangers.sets.made import Factor, Made, full_grid, named, ordered, wheel
from causalvq.data.cache import default_directory
from causalvq.data.procedural.drawn import to_bytes
from causalvq.data.types import Images, Integers

SIDE = 32
VIEW: Final = np.radians(70)
PANORAMAS: Final = (
    "https://registry.npmjs.org/@pmndrs/assets/-/assets-1.7.0.tgz",
    "152bd218a3390703f184f0c6ce16e73c8f0a87f32d38530d418a09d33d8208dc",
)
CLOTHES: Final = (
    "http://deb.debian.org/debian/pool/main/d/dataset-fashion-mnist/"
    "dataset-fashion-mnist_0.0~git20200523.55506a9-1_all.deb",
    "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
)
BRIGHT = 1e3
"""Light of what was too bright to be measured, which the files have as negative or as no number."""
EXPOSURES: Final = (0.35, 0.7, 1.4, 2.8)
WHITES: Final = ((1.25, 1.0, 0.7), (1.0, 1.0, 1.0), (0.75, 1.0, 1.3))


def views() -> Made:
    """2,600 photographs of 18 real places: 24 headings all round, four exposures, three whites; half of the cells."""
    factors = (named("place", 18, "place"), wheel("heading", 24), ordered("exposure", 4), ordered("white", 3))
    grid, rng = full_grid(factors), np.random.default_rng(51)
    labels = grid[np.sort(rng.choice(len(grid), len(grid) // 2, replace=False))]
    return Made(seen(panoramas(), labels, 24), labels, factors)


def seen(places: Reals, labels: Integers, headings: int) -> Images:
    """What a camera with a field of view of 70 degrees sees, uint8 [n, S, S, 3].

    Args:
        places: light of panoramas, float32 [places, H, W, 3], from straight up to straight down and all round.
        labels: int64 [n, 4]: place, heading, exposure, white.
        headings: all round.
    """
    _, height, width, _ = places.shape
    line = np.tan(VIEW / 2) * (2 * (np.arange(SIDE) + 0.5) / SIDE - 1)
    aside, down = np.meshgrid(line, line)
    turn, dip = np.arctan(aside), np.arctan(down / np.hypot(1, aside))
    row = ((0.5 + dip / np.pi) * height).astype(int)
    images = np.empty((len(labels), SIDE, SIDE, 3), np.float32)
    for index, (place, heading, exposure, white) in enumerate(labels.tolist()):
        column = (((heading / headings + turn / (2 * np.pi)) % 1) * width).astype(int) % width
        light = places[place, row, column] * EXPOSURES[exposure] * np.array(WHITES[white], np.float32)
        images[index] = (light / (1 + light)) ** (1 / 2.2)
    return to_bytes(images)


def panoramas() -> Reals:
    """Light of the eighteen places, each with a median of one: float32 [18, 256, 512, 3]."""
    import OpenEXR

    kept = fetched(*PANORAMAS)
    found = []
    with tarfile.open(fileobj=io.BytesIO(kept)) as archive:
        for member in sorted(archive.getnames()):
            if not re.fullmatch(r"package/hdri/\w+\.exr\.js", member):
                continue
            text = archive.extractfile(member).read().decode()
            encoded = max(re.findall(r"[A-Za-z0-9+/=]{1000,}", text), key=len)
            path = default_directory() / "panorama.exr"
            path.write_bytes(base64.b64decode(encoded))
            with OpenEXR.File(str(path)) as file:
                light = file.channels()["RGB"].pixels.astype(np.float32)
            path.unlink()
            light = np.where(light >= 0, light, BRIGHT).clip(0, BRIGHT)
            found.append(light / max(1e-6, float(np.median(light.mean(-1)))))
    return np.stack(found)


def clothes() -> Made:
    """2,000 photographs of clothes: ten kinds in no order, which way round, how far turned, how lit."""
    kinds = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
    factors = (Factor("kind", kinds), Factor("side", ("left", "right")), ordered("tilt", 4), ordered("light", 3))
    rng = np.random.default_rng(52)
    labels = np.stack([rng.integers(0, factor.size, 2_000) for factor in factors], axis=1)
    pictures, kind = fashion()
    chosen = np.array([rng.choice(np.flatnonzero(kind == one)) for one in labels[:, 0]])
    return Made(worn(pictures[chosen], labels), labels, factors)


def worn(pictures: Images, labels: Integers) -> Images:
    """Pictures uint8 [n, 28, 28] mirrored, turned and lit: uint8 [n, S, S]."""
    from PIL import Image

    drawn = np.zeros((len(pictures), SIDE, SIDE), np.uint8)
    for index, (picture, (_, side, tilt, light)) in enumerate(zip(pictures, labels.tolist(), strict=True)):
        canvas = Image.new("L", (SIDE, SIDE))
        canvas.paste(Image.fromarray(picture[:, ::-1] if side else picture), (2, 2))
        turned = canvas.rotate(20 * (tilt - 1.5), Image.Resampling.BILINEAR)
        drawn[index] = (np.asarray(turned, np.float32) * (0.5, 0.75, 1.0)[light]).astype(np.uint8)
    return drawn


def fashion() -> tuple[Images, Integers]:
    """The training pictures, uint8 [60000, 28, 28], and their kinds, int64 [60000]."""
    package = fetched(*CLOTHES)
    start = package.index(b"data.tar.")
    size = int(package[start + 48 : start + 58])
    inner = package[start + 60 : start + 60 + size]
    folder = "./usr/share/datasets/fashion-mnist"
    with tarfile.open(fileobj=io.BytesIO(inner)) as archive:
        arrays = [
            np.frombuffer(gzip.decompress(archive.extractfile(f"{folder}/{name}").read()), np.uint8)
            for name in ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")
        ]
    return arrays[0][16:].reshape(-1, 28, 28), arrays[1][8:].astype(np.int64)


def fetched(address: str, digest: str) -> bytes:
    """A package, from the cache or else from its registry.

    Raises:
        OSError: when it cannot be had, or is another one.
    """
    path = default_directory() / "packages" / Path(address).name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(address, timeout=60) as answer:
            path.write_bytes(answer.read())
    package = path.read_bytes()
    if hashlib.sha256(package).hexdigest() != digest:
        path.unlink()
        raise OSError(f"{address} is not the package that was measured with")
    return package
