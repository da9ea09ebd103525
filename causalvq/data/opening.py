"""From a source as the spec names it to its facts and its images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from causalvq.data.facts import SourceFacts
from causalvq.data.faults import UNKNOWN_SOURCE, fault
from causalvq.data.procedural.drawn import DEFAULT_SIZE
from causalvq.data.procedural.pendulum import Pendulum
from causalvq.data.procedural.scenes import Scenes
from causalvq.data.procedural.shapes3d import Shapes3d
from causalvq.data.source import Resized, Source
from causalvq.data.sources.cars3d import Cars3dSource
from causalvq.data.sources.causal3dident import Causal3dIdentSource
from causalvq.data.sources.causalvae import CausalVaeSource
from causalvq.data.sources.celeba import CelebASource
from causalvq.data.sources.dsprites import DSpritesSource
from causalvq.data.sources.folder import FolderSource
from causalvq.data.sources.hdf5 import Hdf5Source, Shapes3dFileSource
from causalvq.data.sources.mpi3d import Mpi3dSource
from causalvq.data.sources.npz import NpzSource
from causalvq.data.sources.nvidia import Falcor3dSource, Isaac3dSource
from causalvq.data.sources.smallnorb import SmallNorbSource
from causalvq.data.sources.sprites import open_sprites
from causalvq.dsl.spec import DataSource

Value = TypeVar("Value")


def source_facts(source: DataSource, *, base: Path, size: int | None = None) -> SourceFacts:
    """The facts of a source, from headers and labels; no image is read.

    Args:
        source: the name of a built-in source, or a model with `format` and what that format needs.
        base: the folder that relative paths start from.
        size: side of the images in pixels, or None for their native size.

    Raises:
        DataError: when the source does not exist or is not what its format says.
    """
    return open_source(source, base=base, size=size).facts


def open_source(source: DataSource, *, base: Path, size: int | None = None) -> Source:
    """A source that reads images on demand.

    Args:
        source: the name of a built-in source, or a model with `format` and what that format needs.
        base: the folder that relative paths start from.
        size: side of the images in pixels, or None for their native size.

    Raises:
        DataError: when the source does not exist or is not what its format says.
    """
    return resized(open_native(source, base, size), size)


def open_native(source: DataSource, base: Path, size: int | None) -> Source:
    """A source in its own size; a drawn one is drawn at `size` pixels.

    Raises:
        DataError: when the source does not exist or is not what its format says.
    """
    if isinstance(source, str):
        return _find(BUILTIN, source, "built-in source")(size)
    return _find(FORMATS, source.format, "format")(source, base / source.path, size)


def resized(source: Source, size: int | None) -> Source:
    """The same source with images of `size` pixels; None leaves them as they are."""
    facts = source.facts
    return source if size is None or facts.height == facts.width == size else Resized(source, size)


def _find(table: Mapping[str, Value], name: str, what: str) -> Value:
    if name not in table:
        raise fault(UNKNOWN_SOURCE, f"there is no {what} {name!r}", expected=", ".join(sorted(table)))
    return table[name]


def _critters(_size: int | None) -> Source:
    return NpzSource(Path(str(files("causalvq.data") / "builtin" / "critters.npz")))


def _by_path(opener: Callable[[Path], Source]) -> Callable[[Any, Path, int | None], Source]:
    """For formats that need nothing but their path."""
    return lambda _spec, path, _size: opener(path)


# Built-in sources take the size that is asked for, because the drawn ones draw at any size.
BUILTIN: Mapping[str, Callable[[int | None], Source]] = MappingProxyType(
    {
        "critters": _critters,
        "pendulum": lambda size: Pendulum(size or DEFAULT_SIZE),
        "scenes": lambda size: Scenes(size or DEFAULT_SIZE),
        "shapes3d": lambda size: Shapes3d(size or DEFAULT_SIZE),
    }
)

# Formats take the size too: a folder of images of many sizes is resized file by file.
FORMATS: Mapping[str, Callable[[Any, Path, int | None], Source]] = MappingProxyType(
    {
        "3dshapes": _by_path(Shapes3dFileSource),
        "cars3d": _by_path(Cars3dSource),
        "causal3dident": lambda spec, path, _size: Causal3dIdentSource(path, spec.bins),
        "causalvae": lambda spec, path, _size: CausalVaeSource(path, spec.scene, spec.bins),
        "celeba": lambda spec, path, _size: CelebASource(path, spec.attributes, spec.part),
        "dsprites": _by_path(DSpritesSource),
        "falcor3d": _by_path(Falcor3dSource),
        "folder": lambda spec, path, size: FolderSource(path, spec.metadata, spec.pattern, spec.columns, size),
        "hdf5": lambda spec, path, _size: Hdf5Source(path, spec.images, spec.labels, spec.factor_names),
        "isaac3d": _by_path(Isaac3dSource),
        "mpi3d": _by_path(Mpi3dSource),
        "npz": _by_path(NpzSource),
        "smallnorb": lambda spec, path, _size: SmallNorbSource(path, spec.part),
        "sprites": _by_path(open_sprites),
    }
)
