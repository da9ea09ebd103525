"""Patterns of file names: `{shape}_{hue}.png` reads `square_red.png` as a square that is red."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from causalvq.data.data_faults import BAD_LABELS, fault
from causalvq.data.tables.table import whole
from causalvq.dsl.name_rule import cleaned

EVERYTHING: Final = "*"
NAMELESS: Final = frozenset({"", "_", EVERYTHING})
"""Fields that are no factors."""


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
        return None if match is None else tuple(map(whole, match.groups()))


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
    parts = re.split(r"(\{[^{}]*\})", text)
    fields = [cleaned(part[1:-1]) for part in parts[1::2]]
    names = [field for field in fields if field not in NAMELESS]
    if not names or len(set(names)) != len(names):
        raise fault(BAD_LABELS, "the pattern names no factor, or one twice", place, got=text)
    return NamePattern(text, tuple(names), re.compile(expression(parts[0::2], fields), re.DOTALL))


def expression(literals: Sequence[str], fields: Sequence[str]) -> str:
    """What reads fields that are as short as can be, in time that grows with the name and not with what could be tried.

    Between two `{*}` a field that ends where what follows it is first met leaves the most to the fields after it: if
    there is any way to read a name, there is one with that end. So each is an atomic group, `(?>...)`, out of which
    nothing is taken back. Only what comes before the end of the name is looked for further on.

    Args:
        literals: the text before, between and after the fields.
        fields: their names, one fewer.
    """
    runs: list[list[str]] = [[re.escape(literals[0])]]
    for field, literal in zip(fields, literals[1:], strict=True):
        if field == EVERYTHING:
            runs.append([re.escape(literal)])
        else:
            sign = "[^/]*?" if field in NAMELESS else "([^/]+?)"
            runs[-1].append(sign + re.escape(literal))
    *earlier, last = runs
    whole = [f"(?>{'' if index == 0 else '.*?'}{''.join(map(atomic, run))})" for index, run in enumerate(earlier)]
    return "".join([*whole, ".*?" if earlier else "", *map(atomic, last[:-1]), last[-1]])


def atomic(part: str) -> str:
    """A part out of which nothing is taken back."""
    return f"(?>{part})"


def split_by(pattern: NamePattern, files: Sequence[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    """The fields of each file that fits, and the files that do not."""
    read = [(file, pattern.read(file)) for file in files]
    return [fields for _, fields in read if fields is not None], [file for file, fields in read if fields is None]
