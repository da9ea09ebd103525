"""What is known of published data sets before they are there: their facts are fixed, so that a spec of one compiles.

What the readers know is imported where it is needed: most specs are of data that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Final

from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.dsl.spec import CelebA, Data, DataSource, SmallNorb, Sprites

ABSENT: Final = "absent"
"""The fingerprint of data that are not there."""

# fmt: off
CELEBA_ATTRIBUTES: Final = (
    "5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs", "Big_Lips",
    "Big_Nose", "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair", "Bushy_Eyebrows", "Chubby", "Double_Chin",
    "Eyeglasses", "Goatee", "Gray_Hair", "Heavy_Makeup", "High_Cheekbones", "Male", "Mouth_Slightly_Open",
    "Mustache", "Narrow_Eyes", "No_Beard", "Oval_Face", "Pale_Skin", "Pointy_Nose", "Receding_Hairline",
    "Rosy_Cheeks", "Sideburns", "Smiling", "Straight_Hair", "Wavy_Hair", "Wearing_Earrings", "Wearing_Hat",
    "Wearing_Lipstick", "Wearing_Necklace", "Wearing_Necktie", "Young",
)
# fmt: on
CELEBA_IMAGES: Final = MappingProxyType({"all": 202_599, "train": 162_770, "validation": 19_867, "test": 19_962})
NORB_INSTANCES: Final = MappingProxyType(
    {"training": (4, 6, 7, 8, 9), "testing": (0, 1, 2, 3, 5), "both": tuple(range(10))}
)


def published_facts(data: Data, base: Path) -> SourceFacts | None:
    """The facts of a published set that is not there.

    Args:
        data: the section of a spec.
        base: the folder that relative paths start from.

    Returns:
        the facts, with `ABSENT` for a fingerprint; None when something is there, or nothing is known of the format.
    """
    source = data.source
    if isinstance(source, str) or (base / source.path).exists():
        return None
    known = KNOWN.get(source.format)
    native = known(source) if known is not None else None
    if native is None or data.image.size is None:
        return native
    return replace(native, height=data.image.size, width=data.image.size)


def what_to_put(source: DataSource) -> str:
    """What a published set consists of and where it goes, for a person; empty for other sources."""
    if isinstance(source, str) or source.format not in REMEDIES:
        return ""
    return f"put {REMEDIES[source.format]} at {source.path}"


REMEDIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cars3d": "the published folder `cars` (list.txt and the .mat files)",
        "3dshapes": "the published file 3dshapes.h5",
        "dsprites": "the published file dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz",
        "smallnorb": "the folder of the six published .mat files, unpacked",
        "sprites": "the folder of layers (github.com/YingzhenLi/Sprites)",
        "celeba": "the published folder (img_align_celeba, list_attr_celeba.txt, list_eval_partition.txt)",
    }
)


def facts(shape: tuple[int, int, int], factors: tuple[FactorFacts, ...], images: int | None = None) -> SourceFacts:
    """The facts of a set in its own size; without a number of images, every combination occurs once."""
    height, width, channels = shape
    return SourceFacts(
        height=height,
        width=width,
        channels=channels,
        native_height=height,
        native_width=width,
        images=prod(factor.size for factor in factors) if images is None else images,
        factors=factors,
        grid_complete=images is None,
        fingerprint=ABSENT,
    )


def numbered(name: str, size: int, first: int = 0, step: int = 1) -> FactorFacts:
    """A factor whose values are numbers in equal steps."""
    return FactorFacts(name, size, tuple(str(first + step * index) for index in range(size)))


def spaced(name: str, size: int, start: float, end: float) -> FactorFacts:
    """A factor whose values lie evenly between two numbers, both among them."""
    values = (start + (end - start) * index / (size - 1) for index in range(size))
    return FactorFacts(name, size, tuple(f"{value:.3g}" for value in values))


def cars3d(_: DataSource) -> SourceFacts:
    """17,568 images."""
    return facts((128, 128, 3), (numbered("elevation", 4), numbered("azimuth", 24, 0, 15), numbered("object", 183)))


def shapes3d(_: DataSource) -> SourceFacts:
    """480,000 images."""
    from causalvq.data.formats.hdf5 import SHAPE_NAMES, SHAPES_3D

    hues = tuple(spaced(name, 10, 0.0, 0.9) for name in SHAPES_3D[:3])
    shape = FactorFacts("shape", 4, SHAPE_NAMES)
    return facts((64, 64, 3), (*hues, spaced("scale", 8, 0.75, 1.25), shape, spaced("orientation", 15, -30, 30)))


def dsprites(_: DataSource) -> SourceFacts:
    """737,280 images."""
    from causalvq.data.published.dsprites import SHAPES

    shape = FactorFacts("shape", 3, SHAPES)
    places = tuple(spaced(name, 32, 0.0, 1.0) for name in ("x", "y"))
    return facts(
        (64, 64, 1), (shape, spaced("scale", 6, 0.5, 1.0), spaced("orientation", 40, 0.0, 6.283185307), *places)
    )


def smallnorb(source: DataSource) -> SourceFacts:
    """24,300 images a part: every combination, with five of the ten instances of each category."""
    from causalvq.data.published.smallnorb import AZIMUTHS, CATEGORIES, ELEVATIONS

    assert isinstance(source, SmallNorb)
    instances = NORB_INSTANCES[source.part]
    return facts(
        (96, 96, 1),
        (
            FactorFacts("category", 5, CATEGORIES),
            FactorFacts("instance", len(instances), tuple(map(str, instances))),
            FactorFacts("elevation", 9, ELEVATIONS),
            FactorFacts("azimuth", 18, AZIMUTHS),
            numbered("lighting", 6),
        ),
    )


def sprites(source: DataSource) -> SourceFacts | None:
    """93,312 images of the folder of layers; nothing is known of an npz."""
    assert isinstance(source, Sprites)
    if source.path.endswith(".npz"):
        return None
    from causalvq.data.published.sprites import SIDE, layer_factors

    return facts((SIDE, SIDE, 3), layer_factors())


def celeba(source: DataSource) -> SourceFacts | None:
    """202,599 images, or those of a part; nothing is known of an attribute that the set does not have."""
    assert isinstance(source, CelebA)
    if not set(source.attributes) <= set(CELEBA_ATTRIBUTES):
        return None
    chosen = source.attributes or tuple(CELEBA_ATTRIBUTES)
    factors = tuple(FactorFacts(name, 2, ("no", "yes")) for name in chosen)
    return facts((218, 178, 3), factors, CELEBA_IMAGES[source.part])


KNOWN: Final[Mapping[str, Callable[[DataSource], SourceFacts | None]]] = MappingProxyType(
    {
        "cars3d": cars3d,
        "3dshapes": shapes3d,
        "dsprites": dsprites,
        "smallnorb": smallnorb,
        "sprites": sprites,
        "celeba": celeba,
    }
)
