"""A folder holds one answer: what an earlier one had more is removed, and of one that failed nothing new is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from causalvq.errors import QueryError
from causalvq.regular_files import read_json

OURS: Final = re.compile(r"(sheet|[a-z]+_\d{2,})\.(png|tif)|(change|sweep)\.gif|answer\.json")
"""Names of files that answers are made of; whatever answer.json says, no other file is removed."""
MOST_BYTES: Final = 2**26


@contextmanager
def one_answer(folder: Path) -> Iterator[None]:
    """While inside, an answer is written into a folder.

    When it is there, the files that the answer before it named and that were not written again are removed. When it
    cannot be written, the new files are, so that the same command can be given again.
    """
    before = stamps(folder)
    earlier = named_files(folder)
    try:
        yield
    except QueryError:
        remove(folder, stamps(folder).keys() - before.keys())
        raise
    remove(folder, {name for name, stamp in stamps(folder).items() if name in earlier and before.get(name) == stamp})


def stamps(folder: Path) -> dict[str, int]:
    """The files of answers in a folder, by name; a file that is written again is another one."""
    try:
        return {path.name: path.lstat().st_ino for path in folder.iterdir() if OURS.fullmatch(path.name)}
    except OSError:
        return {}


def named_files(folder: Path) -> set[str]:
    """The names that the answer.json of a folder has of files."""
    try:
        answer = read_json(folder / "answer.json", MOST_BYTES)
        return {text.replace("\\", "/").rpartition("/")[2] for text in texts(answer)}
    except (OSError, ValueError):
        return set()


def texts(value: Any) -> Iterator[str]:
    """All texts in a value as JSON has them."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)


def remove(folder: Path, names: set[str]) -> None:
    """Remove files of a folder; what cannot be removed stays."""
    for name in names:
        with suppress(OSError):
            (folder / name).unlink()
