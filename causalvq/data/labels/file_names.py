"""The files below a folder, listed once; and from what a table calls a file to the file."""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from causalvq.data.data_faults import MISSING, fault
from causalvq.system_faults import words_of

IMAGE_SUFFIXES: Final = (
    ".png",
    ".jpg",
    ".jpeg",
    ".jpe",
    ".jfif",
    ".bmp",
    ".gif",
    ".webp",
    ".tif",
    ".tiff",
    ".ppm",
    ".pgm",
)
IN_URL: Final = re.compile(r"%[0-9A-Fa-f]{2}|[?#]")
"""Signs of an address that the name of the file itself does not have: `%20`, `?raw=1`."""

MOST_FILES: Final = 5_000_000
HIDDEN: Final = (".", "__MACOSX")
"""With what names begin that systems write for themselves: `.ipynb_checkpoints`, `._x.png`, `.DS_Store`."""
OF_THE_SYSTEM: Final = frozenset({"lost+found", "System Volume Information", "$RECYCLE.BIN"})
"""Folders of disks that nobody else may read."""
MOST_TOLD: Final = 300  # signs of a path that is told
RUN: Final = frozenset({"plan.json", "run.json"})
"""What a folder that a training left holds; its pictures are not data."""


@dataclass(frozen=True)
class Listing:
    """The files below a folder.

    Args:
        folder: the folder.
        files: paths relative to it, with `/`, sorted.
        cut: why the list ends early, in words; None where it is whole.
    """

    folder: Path
    files: tuple[str, ...]
    cut: str | None = None

    @cached_property
    def images(self) -> tuple[str, ...]:
        """The files that are images by their ending."""
        return tuple(file for file in self.files if is_image(file))


def is_image(name: str) -> bool:
    """Whether a file is an image by its ending."""
    return name.lower().endswith(IMAGE_SUFFIXES)


def list_files(folder: Path, *, most: int = MOST_FILES, seconds: float = float("inf")) -> Listing:
    """List a folder and those within it. Links are followed, each folder once.

    Hidden files and folders are passed over, as are folders that a training left.

    Raises:
        DataError: CVQ301 when a folder cannot be read.

    Args:
        folder: where to begin.
        most: files after which the list is cut.
        seconds: after which it is cut.
    """
    end = time.monotonic() + seconds
    found: list[str] = []
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[str, str]] = [(str(folder), "")]
    while waiting:
        place, prefix = waiting.pop()
        names, folders = _entries(place, seen)
        if set(names) >= RUN and prefix:
            continue
        found.extend(prefix + name for name in names)
        waiting.extend((os.path.join(place, name), f"{prefix}{name}/") for name in folders)  # noqa: PTH118
        if len(found) > most or time.monotonic() > end:
            why = f"over {most:,} files" if len(found) > most else f"over {seconds:g} s"
            return Listing(folder, tuple(sorted(found[:most])), why)
    return Listing(folder, tuple(sorted(found)))


def _entries(place: str, seen: set[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """Names of the files and the folders in a folder; nothing where it was met before.

    Raises:
        DataError: CVQ301 when it cannot be read: what lies in it would be missed without a word.
    """
    names: list[str] = []
    folders: list[str] = []
    try:
        here = os.stat(place)  # noqa: PTH116
        if (here.st_dev, here.st_ino) in seen:
            return [], []
        seen.add((here.st_dev, here.st_ino))
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name.startswith(HIDDEN):
                    continue
                (folders if _is_folder(entry) else names).append(entry.name)
    except OSError as error:
        if Path(place).name in OF_THE_SYSTEM:
            return [], []
        message = f"a folder within the data cannot be read: {words_of(error)}"
        hint = "change its permissions, or move it elsewhere"
        raise fault(MISSING, message, place[-MOST_TOLD:], hint=hint) from error
    return names, folders


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, or leads to one; a link that leads nowhere, or to itself, is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


class Locator:
    """From what a table calls a file to the file: by its path, by the end of its path, or by its name without ending.

    Files are told by their paths relative to the root, with `/`; what lies outside begins with `../`.

    Args:
        root: the folder with the files.
        files: all of them, relative to `root`; None lists them.
    """

    def __init__(self, root: Path, files: Sequence[str] | None = None) -> None:
        self._root = root
        self._files = list_files(root).files if files is None else files
        self.known: Final = frozenset(self._files)
        self._by_name: dict[str, list[str]] | None = None

    @cached_property
    def image_names(self) -> tuple[str, ...]:
        """The images that are to be found."""
        return tuple(filter(is_image, self._files))

    @property
    def images(self) -> int:
        """How many images there are to be found."""
        return len(self.image_names)

    def nearness(self, folder: Path) -> str:
        """A folder as `find` takes it: relative to the root, with a `/` at its end unless it is the root."""
        inner = os.path.relpath(folder, self._root).replace(os.sep, "/")
        return "" if inner == "." else f"{inner}/"

    def find(self, name: str, near: str) -> str | None:
        """The file that is meant; None where there is none, or several might be.

        Args:
            name: as written: a path relative to the table or to the root, an absolute one, the end of one, or a URL.
            near: the folder of the table, as `nearness` says it.
        """
        if (direct := near + name) in self.known:
            return direct
        written = name.replace("\\", "/").removeprefix("file://").removeprefix("./")
        if not written or "\0" in written or len(written) > 4096:
            return None
        for place in dict.fromkeys((near, "")):
            found = self._at(place, written)
            if found is not None:
                return found
        found = self._by_end(written)
        if found is not None or not IN_URL.search(written):
            return found
        plain = unquote(written.partition("?")[0].partition("#")[0])
        return self.find(plain, near) if plain and plain != written else None

    def _at(self, near: str, written: str) -> str | None:
        """The file at a path; only one that leads out or is hidden is looked for on the disk."""
        if written[0] != "/" and "/." not in f"/{near}{written}":
            return near + written if near + written in self.known else None
        path = os.path.join(self._root, near, written)  # noqa: PTH118
        try:
            inside = os.path.relpath(path, self._root).replace(os.sep, "/")
            return inside if inside in self.known or os.path.isfile(path) else None  # noqa: PTH113
        except (OSError, ValueError):
            return None

    def _by_end(self, written: str) -> str | None:
        """The one image whose path ends so, with or without its ending."""
        if self._by_name is None:
            self._by_name = {}
            for file in self._files:
                if is_image(file):
                    for key in _keys(file):
                        self._by_name.setdefault(key, []).append(file)
        parts = folded(written).strip("/").split("/")
        candidates = self._by_name.get(numeral(parts[-1]), [])
        for first in range(len(parts) - 1):
            end = "/" + "/".join(parts[first:])
            longest = [file for file in candidates if _ends(file, end)]
            if longest:
                return longest[0] if len(longest) == 1 else None
        return candidates[0] if len(candidates) == 1 else None


def _ends(file: str, end: str) -> bool:
    """Whether a path ends so, with or without its ending."""
    whole = f"/{folded(file)}"
    return whole.endswith(end) or whole.rpartition(".")[0].endswith(end)


def _keys(file: str) -> set[str]:
    """What the last part of a path may be called: with its ending, without it, and as a number if it is one."""
    base = folded(file.rpartition("/")[2])
    stem = base.rpartition(".")[0]
    return {base, stem, numeral(stem)}


def folded(text: str) -> str:
    """A path without the differences that file systems make: capitals, and accents written in two ways."""
    return unicodedata.normalize("NFC", text).lower()


def numeral(text: str) -> str:
    """A whole number without leading zeros; other text as it is."""
    return text.lstrip("0") or "0" if text.isdecimal() and text.isascii() else text
