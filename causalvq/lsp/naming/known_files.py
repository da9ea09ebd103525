"""Files that may stand at a path of a spec, as seen from its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Final

from causalvq.dsl.text.nodes import Path
from causalvq.lsp.analysis.knowledge import Knowledge

MOST: Final = 200
"""Names of one folder that are offered."""

TABLES: Final = (".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".parquet")
ENDINGS: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    ("extends",): (".yaml", ".yml"),
    ("specs",): (".yaml", ".yml"),
    ("specs", "spec"): (".yaml", ".yml"),
    ("data", "source", "path"): ("",),
    ("data", "source", "metadata"): TABLES,
    ("data", "pairs", "file"): TABLES,
    ("data", "pairs", "actions"): TABLES,
    ("graph", "file"): (".graphml", ".gml", ".csv", ".tsv"),
}
"""What the files of each key end in; an empty ending is any."""


def files_for(known: Knowledge, path: Path, typed: str) -> Iterator[str]:
    """The files and folders that go on with what is typed; none at keys whose values are no paths."""
    endings = ENDINGS.get(tuple(step for step in path if isinstance(step, str)))
    if endings is None or "\0" in typed:
        return
    written, slash, _ = typed.rpartition("/")
    own = known.read.open.path
    folder = own.parent / FilePath(f"{written}{slash}") if not typed.startswith("~") else own.parent
    for name, is_folder in listed(folder):
        if is_folder:
            yield f"{written}{slash}{name}/"
        elif name.lower().endswith(endings) and folder / name != own:
            yield f"{written}{slash}{name}"


def listed(folder: FilePath) -> list[tuple[str, bool]]:
    """What is in a folder, but for hidden things; nothing where it cannot be read."""
    found: list[tuple[str, bool]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    found.append((entry.name, entry.is_dir()))
                if len(found) >= MOST:
                    break
    except (OSError, ValueError):
        return []
    return sorted(found)
