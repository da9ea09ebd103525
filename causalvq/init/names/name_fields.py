"""What file names say when all of them are built alike: `a0_b1/3.png` is a = 0 and b = 1, and 3 counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from causalvq.data.labels.name_patterns import name_pattern, split_by
from causalvq.data.labels.spellings import part_of
from causalvq.errors import CausalVQError

CUTS: Final = (
    re.compile(r"(\d+(?:\.\d+)?|[^\W\d_]+|[\W_])"),  # numbers, words and single signs
    re.compile(r"([^/_\-.]+|[/_\-.])"),
    re.compile(r"([^/_.]+|[/_.])"),
    re.compile(r"([^/]+|/)"),
)
"""Ways to cut a path, finest first: the first one in which all paths are cut alike is taken."""

JOINTS: Final = "-=_: "
COUNTED: Final = frozenset(
    {
        "trial",
        "run",
        "ep",
        "episode",
        "session",
        "take",
        "shot",
        "obs",
        "observation",
        "copy",
        "img",
        "image",
        "im",
        "frame",
        "sample",
        "photo",
        "picture",
        "pic",
        "no",
        "nr",
        "num",
        "n",
        "id",
        "idx",
        "index",
        "file",
        "rep",
        "repeat",
        "replicate",
        "seq",
        "scan",
    }
)
"""Words before a number that counts."""

UNSAID: Final = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class NameFields:
    """A pattern that all names share.

    Args:
        pattern: as `data.source.pattern` has it.
        fields: its fields.
        alternative: the pattern in which what counts is a field too; None where nothing counts.
    """

    pattern: str
    fields: tuple[str, ...]
    alternative: str | None


def name_fields(files: Sequence[str]) -> NameFields | None:
    """The pattern of some paths; None where they are not built alike or say nothing but what each one is.

    Args:
        files: paths relative to the folder, with `/`.
    """
    if len(files) < 4:
        return None
    for cut in CUTS:
        rows = cut_alike(files, cut)
        found = fields_of(rows, files) if rows is not None else None
        if found is not None:
            return found
    return folder_fields(files)


def cut_alike(files: Sequence[str], cut: re.Pattern[str]) -> list[list[str]] | None:
    """The pieces of each path, if all have the same signs between the same number of words and numbers."""
    rows = []
    shape: tuple[str, ...] | None = None
    for file in files:
        pieces = cut.findall(file)
        own = tuple(kind_of(piece) for piece in pieces)
        if shape is None:
            shape = own
        if own != shape:
            return None
        rows.append(pieces)
    return rows


def kind_of(piece: str) -> str:
    """`0` for a number, `a` for a word, and the sign itself."""
    if piece[0].isdigit():
        return "0"
    return "a" if len(piece) > 1 or piece.isalnum() else piece


def fields_of(rows: list[list[str]], files: Sequence[str]) -> NameFields | None:
    """The fields of paths that are cut alike."""
    columns = list(zip(*rows, strict=True))
    varying = [index for index, column in enumerate(columns) if len(set(column)) > 1]
    ending = len(columns) - 1  # png, jpg
    endings = (columns[ending - 1][0], columns[ending][0][:1])
    varying = [index for index in varying if index != ending or "." not in endings]
    free = [index for index in varying if not all(part_of(piece) for piece in set(columns[index]))]
    counting = counters(columns, free)
    told = [index for index in free if index not in counting]
    if not told:
        return None
    names = dict(zip(told, unique([field_name(columns, index) for index in told]), strict=True))
    counted = {index: f"n{number + 1}" for number, index in enumerate(sorted(counting))}
    pattern = written(columns, names, varying)
    if not reads(pattern, files, [[row[index] for index in told] for row in rows]):
        return None
    other = written(columns, {**names, **counted}, varying) if counting else None
    return NameFields(pattern, tuple(names.values()), other)


def counters(columns: Sequence[tuple[str, ...]], varying: Sequence[int]) -> set[int]:
    """The pieces that number images rather than say something of them."""
    count = len(columns[0])
    found = {
        index
        for index in varying
        if len(set(columns[index])) * 2 > count or attached(columns, index).lower() in COUNTED
    }
    rest = [index for index in varying if index not in found]
    if found or not rest:
        return found
    last = rest[-1]
    values = set(columns[last])
    if not all(value.isdigit() for value in values) or attached(columns, last):
        return found
    numbers = sorted(int(value) for value in values)
    return found | {last} if numbers in (list(range(len(numbers))), list(range(1, len(numbers) + 1))) else found


def attached(columns: Sequence[tuple[str, ...]], index: int) -> str:
    """The word before a piece that names it, as `a` in `a0`, `hue` in `hue-3`; empty where there is none."""
    before = index - 1
    if before >= 0 and len(columns[before][0]) == 1 and columns[before][0] in JOINTS:
        before -= 1
    if before < 0 or len(set(columns[before])) > 1 or kind_of(columns[before][0]) != "a":
        return ""
    joined = before == index - 1 or columns[index - 1][0] != "_" or kind_of(columns[index][0]) == "0"
    return columns[before][0] if joined else ""


def field_name(columns: Sequence[tuple[str, ...]], index: int) -> str:
    """A name for a field: the word that names it, or what it is a part of."""
    word = UNSAID.sub("", attached(columns, index)).strip()
    if word:
        return word
    return "class" if "/" in {column[0] for column in columns[index + 1 : index + 2]} else "value"


def unique(names: Sequence[str]) -> list[str]:
    """Names that occur several times get numbers."""
    found: list[str] = []
    for index, name in enumerate(names):
        several = names.count(name) > 1
        found.append(f"{name}_{names[:index].count(name) + 1}" if several else name)
    return found


def written(columns: Sequence[tuple[str, ...]], names: dict[int, str], varying: Sequence[int]) -> str:
    """The pattern: fields by name, other pieces that vary as `{_}`."""
    parts = []
    for index, column in enumerate(columns):
        if index in names:
            parts.append(f"{{{names[index]}}}")
        elif index in varying or len(set(column)) > 1:
            parts.append("{_}")
        else:
            parts.append(column[0])
    return "".join(parts)


def reads(pattern: str, files: Sequence[str], wanted: Sequence[Sequence[str]]) -> bool:
    """Whether a pattern reads from every path what it should."""
    try:
        rows, strangers = split_by(name_pattern(pattern, Path()), files)
    except CausalVQError:
        return False
    return not strangers and all(list(row) == list(values) for row, values in zip(rows, wanted, strict=True))


def folder_fields(files: Sequence[str]) -> NameFields | None:
    """The uppermost folder as a class, where names below are of any kind."""
    tops = [file.partition("/")[0] for file in files if "/" in file]
    kinds = {top for top in tops if part_of(top) is None}
    if len(tops) < len(files) or len(kinds) < 2 or len(kinds) * 2 > len(files) or len(kinds) < len(set(tops)):
        return None
    return NameFields("{class}/{*}", ("class",), None)
