"""Values -> YAML on one line, which the core schema of YAML 1.2 reads back with their types."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from causalvq.dsl.text import scalars

SAFE = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./~ ()+-]*")
"""Text that YAML reads as itself wherever a value may stand; all else is quoted."""

ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def flow(value: Any) -> str:
    """A value of mappings, lists and scalars on one line.

    >>> flow({"kind": "adamw", "lr": 4e-3, "betas": (0.9, 0.99)})
    '{kind: adamw, lr: 0.004, betas: [0.9, 0.99]}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """A value without parts, so that the core schema of YAML 1.2 reads it back with its type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if SAFE.fullmatch(value) and not value.endswith(" ") and value == scalars.resolve(value):
        return str(value)
    return quoted(value)


def quoted(text: str) -> str:
    """Text in double quotes, with everything escaped that cannot stand in a file as itself."""
    return '"' + "".join(ESCAPES.get(character) or escaped(character) for character in text) + '"'


def escaped(character: str) -> str:
    """One character, as itself or by its number."""
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
