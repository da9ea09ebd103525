"""Which files a spec is made of, and when they change: asked of the system a few times a second.

Nothing needs to be installed for it, and it works on disks of the network too, where a change is not always told.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from causalvq.dsl.documents.environment import PATHS
from causalvq.dsl.documents.extends import Reading
from causalvq.dsl.language_diagnostics import UNREADABLE
from causalvq.dsl.text.nodes import MappingNode, Node, ScalarNode, SequenceNode, find
from causalvq.dsl.text.spec_faults import Faults
from causalvq.errors import SpecError

EVERY: Final = 0.1
"""Seconds between two looks."""
QUIET: Final = 2
"""Looks that find nothing new after which a change is over: editors write a file in several steps, or rename one."""

Stamps = Mapping[Path, tuple[int, ...] | None]
"""What is known of each file without reading it; None of one that is not there."""


def files_of(spec: Path) -> tuple[Path, ...]:
    """The files that a spec is made of: itself, its bases, and those of its data and its graph that it names.

    Of a spec that cannot be read they are those that were read until then, and those that a fault names.
    """
    reading = Reading(spec.parent, Faults())
    tree: MappingNode | None = None
    named: list[Path] = []
    try:
        tree = reading.merged(spec, ())
    except SpecError as error:
        for one in error.diagnostics:
            named += [Path(one.place.file)] if one.place else []
            named += [Path(one.got)] if one.code == UNREADABLE and one.got else []
    data = data_files(tree, spec.parent) if tree is not None else ()
    return tuple(dict.fromkeys([spec, *reading.files, *named, *data]))


def data_files(tree: MappingNode, folder: Path) -> Iterator[Path]:
    """The files and folders that the values of a spec name."""
    source = next(texts(find(tree, ("data", "source", "path"))), "")
    for path in PATHS:
        start = folder / source if path[-1] == "metadata" else folder
        yield from (start / text for text in texts(find(tree, path)))


def texts(node: Node | None) -> Iterator[str]:
    """A text, or those of a list."""
    for one in node.items if isinstance(node, SequenceNode) else (node,):
        if isinstance(one, ScalarNode) and isinstance(one.value, str):
            yield one.value


def stamps(files: Iterable[Path]) -> Stamps:
    """The stamps of files as they are now."""
    return {file: stamp(file) for file in files}


def stamp(file: Path) -> tuple[int, ...] | None:
    """What changes when a file is written or replaced; of a folder, when something in it comes or goes."""
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def wait_for_change(seen: Stamps) -> list[Path]:
    """Wait until files differ from what was seen of them and have settled; those that differ."""
    last, quiet = seen, 0
    while True:
        time.sleep(EVERY)
        now = stamps(seen)
        quiet = quiet + 1 if now == last else 0
        last = now
        changed = [file for file, one in now.items() if one != seen[file]]
        if changed and quiet >= QUIET:
            return changed
