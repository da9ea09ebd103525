"""Data that were opened once, until they change: files by their times and sizes, folders by those of their folders."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from causalvq.compiler.draft import Inputs
from causalvq.compiler.pipeline import gather
from causalvq.data.pixels import Alpha
from causalvq.data.registry import open_native
from causalvq.data.source import Source
from causalvq.dsl.documents.document import Document
from causalvq.dsl.spec import Data, DataSource, Spec

MOST_OPEN: Final = 2
"""Sources, and compilations' inputs, that are kept; labels of a large set take tens of megabytes."""

MOST_FOLDERS: Final = 2_000
"""Folders that are looked at for changes."""

TABLES: Final = (".csv", ".tsv", ".json", ".jsonl", ".txt", ".xlsx", ".parquet")
"""Endings of files in folders of images that say something of them; images count by the time of their folder."""

REST: Final = 1.0
"""Seconds for which a folder is not looked at again."""

Stamp = tuple[object, ...]
Value = TypeVar("Value")


class OpenData:
    """What was read of data, each as long as it is as it was.

    Args:
        clock: seconds, which only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.reads = 0
        self._clock = clock
        self._sources: dict[object, tuple[Stamp, Source]] = {}
        self._inputs: dict[object, tuple[Stamp, Inputs]] = {}
        self._stamps: dict[Path, tuple[float, Stamp]] = {}

    def inputs(self, document: Document) -> Inputs:
        """What the compiler reads for a spec.

        Raises:
            DataError: when source or tables are not there or not what they should be.
            CompileError: when the graph file is not what its ending says.
        """
        spec, base = document.spec, document.path.parent
        graph = document.place("graph.file") if spec.graph.file is not None else None
        key = (spec.data.model_dump_json(), spec.interventions.model_dump_json(), spec.seed, graph, base)
        stamp = tuple(self.stamp(path) for path in files_of(spec, base))
        kept = self._inputs.pop(key, None)
        if kept is None or kept[0] != stamp:
            kept = stamp, gather(document, self.find)
        keep(self._inputs, key, kept)
        return replace(kept[1], document=document)

    def find(self, source: DataSource, base: Path, size: int | None, alpha: Alpha) -> Source:
        """A source, opened now or before.

        Raises:
            DataError: when it does not exist or is not what its format says.
        """
        named = source if isinstance(source, str) else source.model_dump_json()
        key, stamp = (named, base, size, alpha), self.source_stamp(source, base)
        kept = self._sources.pop(key, None)
        if kept is None or kept[0] != stamp:
            self.reads += 1
            kept = stamp, open_native(source, base, size, alpha)
        keep(self._sources, key, kept)
        return kept[1]

    def source_stamp(self, source: DataSource, base: Path) -> Stamp:
        """What a source's files are like now."""
        if isinstance(source, str):
            return ()
        metadata = getattr(source, "metadata", None)
        more = (self.stamp(base / metadata),) if isinstance(metadata, str) else ()
        return (self.stamp(base / source.path), *more)

    def stamp(self, path: Path) -> Stamp:
        """What a file or a folder is like now; a folder is looked at once a second."""
        now = self._clock()
        known = self._stamps.get(path)
        if known is not None and now - known[0] < REST and path.is_dir():
            return known[1]
        found = tuple(stamps(path))
        self._stamps[path] = now, found
        return found

    def forget_stamps(self) -> None:
        """Look at every folder again: somebody has said that something changed."""
        self._stamps.clear()


def keep(kept: dict[object, Value], key: object, one: Value) -> None:
    """Keep what was read last, and not many others."""
    while len(kept) >= MOST_OPEN:
        kept.pop(next(iter(kept)))
    kept[key] = one


def files_of(spec: Spec, base: Path) -> Iterator[Path]:
    """The files that a compilation reads."""
    yield from data_files(spec.data, base)
    if spec.graph.file is not None:
        yield base / spec.graph.file


def data_files(data: Data, base: Path) -> Iterator[Path]:
    """The files of a data section."""
    if not isinstance(data.source, str):
        yield base / data.source.path
        metadata = getattr(data.source, "metadata", None)
        if isinstance(metadata, str):
            yield base / metadata
    for table in (data.pairs.file, data.pairs.actions):
        if table is not None:
            yield base / table


def stamps(path: Path) -> Iterator[object]:
    """Identity, time and size of a file; of a folder, those of its folders and tables."""
    found = status_of(path)
    yield found
    if found is None or not path.is_dir():
        return
    for count, (folder, below, files) in enumerate(os.walk(path)):
        if count >= MOST_FOLDERS:
            return
        below.sort()
        yield status_of(Path(folder))
        for name in sorted(name for name in files if name.lower().endswith(TABLES)):
            yield status_of(Path(folder) / name)


def status_of(path: Path) -> Stamp | None:
    """A path with identity, time and size of what is there; None where that is nothing."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return str(path), found.st_ino, found.st_mtime_ns, found.st_size
