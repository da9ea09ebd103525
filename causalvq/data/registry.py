"""From a source as the spec names it to its facts and its images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from causalvq.data.data_faults import UNKNOWN_SOURCE, fault
from causalvq.data.facts import SourceFacts
from causalvq.data.pixels import Alpha
from causalvq.data.source import Resized, Source
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


def open_source(source: DataSource, *, base: Path, size: int | None = None, alpha: Alpha = "white") -> Source:
    """A source that reads images on demand.

    Args:
        source: the name of a built-in source, or a model with `format` and what that format needs.
        base: the folder that relative paths start from.
        size: side of the images in pixels, or None for their native size.
        alpha: what transparency is: laid over white, or a channel.

    Raises:
        DataError: when the source does not exist or is not what its format says.
    """
    return resized(open_native(source, base, size, alpha), size)


def open_native(source: DataSource, base: Path, size: int | None, alpha: Alpha = "white") -> Source:
    """A source in its own size; a drawn one is drawn at `size` pixels.

    Raises:
        DataError: when the source does not exist or is not what its format says.
    """
    if isinstance(source, str):
        return _find(BUILTIN, source, "built-in source")(size)
    return _find(FORMATS, source.format, "format")(source, base / source.path, size, alpha)


def resized(source: Source, size: int | None) -> Source:
    """The same source with images of `size` pixels; None leaves them as they are."""
    facts = source.facts
    return source if size is None or facts.height == facts.width == size else Resized(source, size)


def _find(table: Mapping[str, Value], name: str, what: str) -> Value:
    if name not in table:
        raise fault(UNKNOWN_SOURCE, f"there is no {what} {name!r}", expected=", ".join(sorted(table)))
    return table[name]


def _late(module: str, name: str) -> Callable[..., Source]:
    """A source whose module is imported when it is opened: most specs need one of them, and some need Pillow."""
    return lambda *arguments, **options: cast(
        "Source", getattr(import_module(f"causalvq.data.{module}"), name)(*arguments, **options)
    )


def _critters(_size: int | None) -> Source:
    return _late("formats.npz", "NpzSource")(Path(str(files("causalvq.data") / "builtin" / "critters.npz")))


def _drawn(module: str, name: str) -> Callable[[int | None], Source]:
    """A built-in source that is drawn at the size that is asked for, or at its own."""
    opener = _late(f"procedural.{module}", name)
    return lambda size: opener() if size is None else opener(size)


def _stored(module: str, name: str, *fields: str) -> Callable[[Any, Path, int | None, Alpha], Source]:
    """A format that needs its path and some fields of its spec."""
    opener = _late(module, name)
    return lambda spec, path, _size, _alpha: opener(path, *(getattr(spec, field) for field in fields))


def _arrays(module: str, name: str, *fields: str) -> Callable[[Any, Path, int | None, Alpha], Source]:
    """A format of the user's own arrays, of which four channels may be transparency or not."""
    opener = _late(f"formats.{module}", name)
    return lambda spec, path, _size, alpha: opener(path, *(getattr(spec, field) for field in fields), alpha=alpha)


def _folder(spec: Any, path: Path, size: int | None, alpha: Alpha) -> Source:
    """A folder of images of many sizes, which is resized file by file."""
    opener = _late("sources.folder", "FolderSource")
    names = ("file_column", "one_hot", "bins", "missing", "empty")
    options = {"alpha": alpha, **{name: getattr(spec, name) for name in names}}
    return opener(path, spec.metadata, spec.pattern, spec.columns, size, **options)


# Built-in sources take the size that is asked for, because the drawn ones draw at any size.
BUILTIN: Mapping[str, Callable[[int | None], Source]] = MappingProxyType(
    {
        "critters": _critters,
        "pendulum": _drawn("pendulum", "Pendulum"),
        "scenes": _drawn("scenes", "Scenes"),
        "shapes3d": _drawn("shapes3d", "Shapes3d"),
    }
)

ARRAY_FIELDS = ("images", "labels", "factor_names", "one_hot", "bins", "columns")

FORMATS: Mapping[str, Callable[[Any, Path, int | None, Alpha], Source]] = MappingProxyType(
    {
        "3dshapes": _stored("formats.hdf5", "Shapes3dFileSource"),
        "arrays": _arrays("arrays", "FolderArraysSource", *ARRAY_FIELDS),
        "cars3d": _stored("published.cars3d", "Cars3dSource"),
        "causal3dident": _stored("published.causal3dident", "Causal3dIdentSource", "bins"),
        "causalvae": _stored("published.causalvae", "CausalVaeSource", "scene", "bins"),
        "celeba": _stored("published.celeba", "CelebASource", "attributes", "part", "missing"),
        "dsprites": _stored("published.dsprites", "DSpritesSource"),
        "falcor3d": _stored("published.nvidia", "Falcor3dSource"),
        "folder": _folder,
        "hdf5": _arrays("hdf5", "Hdf5Source", *ARRAY_FIELDS),
        "isaac3d": _stored("published.nvidia", "Isaac3dSource"),
        "mpi3d": _stored("published.mpi3d", "Mpi3dSource"),
        "npz": _arrays("npz", "NpzSource", *ARRAY_FIELDS),
        "smallnorb": _stored("published.smallnorb", "SmallNorbSource", "part"),
        "sprites": _stored("published.sprites", "open_sprites"),
    }
)
