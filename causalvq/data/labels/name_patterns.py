"""Patterns of file names: `{shape}_{hue}.png` reads `square_red.png` as a square that is red."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from causalvq.data.data_faults import BAD_LABELS, fault


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A compiled pattern.

    Args:
        text: as written.
        names: of the fields, in order.
        expression: what reads them from a path.
    """

    text: str
    names: tuple[str, ...]
    expression: re.Pattern[str]

    def read(self, file: str) -> tuple[str, ...] | None:
        """The value of each field in a path with `/`; None where it does not fit."""
        match = self.expression.fullmatch(file)
        return None if match is None else match.groups()


def name_pattern(text: str, place: Path) -> NamePattern:
    """Compile a pattern.

    A field `{name}` is at least one sign and as short as can be, without `/`. `{_}` or `{}` stands for any part of one
    name, `{*}` for any part of the path.

    Args:
        text: the pattern, relative to the folder, with `/`.
        place: the folder to blame.

    Raises:
        DataError: CVQ305 when it names no field or one twice.
    """
    names, expression = [], ""
    for part in re.split(r"(\{[^{}]*\})", text):
        if not (part.startswith("{") and part.endswith("}")):
            expression += re.escape(part)
        elif part in ("{}", "{_}"):
            expression += "[^/]*?"
        elif part == "{*}":
            expression += ".*?"
        else:
            names.append(part[1:-1].strip())
            expression += "([^/]+?)"
    if not names or len(set(names)) != len(names):
        raise fault(BAD_LABELS, "the pattern names no factor, or one twice", place, got=text)
    return NamePattern(text, tuple(names), re.compile(expression))


def split_by(pattern: NamePattern, files: Sequence[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    """The fields of each file that fits, and the files that do not."""
    read = [(file, pattern.read(file)) for file in files]
    return [fields for _, fields in read if fields is not None], [file for file, fields in read if fields is None]
